#!/bin/sh
# A device that boots when it is told to, slowly and with much noise; "reboot panic" and "reboot hang" end otherwise.
# With "reboot" its connection breaks, as that of a USB console does when the device resets.
restarted=$1 # a file that says so to the next one
noise() {
    i=0
    while [ $i -lt 300 ]; do
        echo "[    0.$i] driver $i: probing, this is not the login: you wait for"
        i=$((i + 1))
    done
    sleep 0.2
}
boot() {
    echo "U-Boot 2026.01"
    noise
    echo "Linux version 6.1"
    noise
    case $1 in
        panic) echo "Kernel panic - not syncing: no root file system" && return ;;
        hang) return ;;
    esac
    echo "Mounted /data"
    noise
    printf '\nlab login: '
}
if [ -e "$restarted" ]; then
    rm "$restarted"
    boot
fi
while read -r command argument; do
    case $command$argument in
        reboot) touch "$restarted" && exit ;;
        reboot*) boot "$argument" ;;
    esac
done
