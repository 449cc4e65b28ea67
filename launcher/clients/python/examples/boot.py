#!/usr/bin/env python3
"""A long boot: boot.py HOME STREAM

One deadline for all of it, a shorter one for silence, and the device may go away and come back: a boot often does.
"""

import sys
import time

from threadedstreams import Gateway

BOOT_SECONDS, SILENCE_SECONDS = 300.0, 60.0
home, name = sys.argv[1:]
with Gateway(home) as gateway, gateway.stream(name, across_sessions=True) as console:
    console.write("reboot\n")
    deadline = time.monotonic() + BOOT_SECONDS
    while time.monotonic() < deadline:
        # Each line is a sign of life.
        found = console.find(["login: ", "\n", "Kernel panic"], SILENCE_SECONDS)
        if found.which == 0:
            print("up")
            break
        if found.which == 2:
            sys.exit("panic: " + console.read_line(5))
        print(found.before.strip())
    else:
        sys.exit("not up within %d s" % BOOT_SECONDS)
