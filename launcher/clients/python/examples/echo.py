#!/usr/bin/env python3
"""A command whose echo has what is waited for: echo.py HOME STREAM

The terminal echoes the command, "done" included. The echo is one line: it is read first, and only what follows answers.
"""

import sys

from threadedstreams import Gateway

home, name = sys.argv[1:]
with Gateway(home) as gateway, gateway.stream(name, timeout=20) as shell:
    sent = shell.write("expr 6 '*' 7; echo done\n")
    echo = shell.go(sent).read_line()
    result = shell.find("done")
print("echo:", echo.split("# ")[-1].split("$ ")[-1])
print("result:", result.before.strip())
