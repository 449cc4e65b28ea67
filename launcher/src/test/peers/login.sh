#!/bin/sh
# A login prompt on a real pseudo-terminal. Like getty, it asks again, and turns the echo off for the password.
if [ "$1" != inside ]; then
    exec socat STDIO EXEC:"sh $0 inside",pty,stderr,setsid,ctty
fi
while true; do
    printf 'lab login: '
    read -r user || exit
    [ -n "$user" ] || continue
    stty -echo
    printf 'Password: '
    read -r password || exit
    stty echo
    echo
    if [ "$user:$password" = "operator:open sesame" ]; then
        printf 'Welcome. login: 3 times today\r\noperator@lab$ '
        read -r never || exit
    fi
    sleep 0.2
    echo "Login incorrect"
done
