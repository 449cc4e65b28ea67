#!/bin/sh
# A real shell on a real pseudo-terminal, which echoes what is typed. This script's folder is its working folder.
if [ "$1" != inside ]; then
    exec env -i "PATH=$PATH" TERM=vt100 'PS1=lab# ' socat STDIO EXEC:"sh $0 inside",pty,stderr,setsid,ctty
fi
cd "$(dirname "$0")" || exit
stty rows 12 cols 200
exec sh -i
