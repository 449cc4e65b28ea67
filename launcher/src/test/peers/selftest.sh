#!/bin/sh
# A self-test that ends in the way that its argument names.
echo "testing memory ..."
case $1 in
    pass) echo "12 of 12 PASSED" ;;
    fail) echo "FAILED: sensor 3 does not answer" ;;
    hang) sleep 2 ;;
    # At a hang-up Linux drops what nobody has read from a pseudo-terminal yet.
    die) sleep 0.5; kill -9 "$PPID" ;;
esac
