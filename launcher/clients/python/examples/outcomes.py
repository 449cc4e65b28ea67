#!/usr/bin/env python3
"""The first of several outcomes: outcomes.py HOME STREAM COMMAND

Prints which it was. Of several that are there the one that starts first wins.
"""

import re
import sys

from threadedstreams import Gateway, StreamTimeout

home, name, command = sys.argv[1:]
outcomes = {"ok": "Upgrade complete", "failed": re.compile("error: (.*)\r?\n"), "asks": "[y/N] "}
with Gateway(home) as gateway, gateway.stream(name) as shell:
    shell.write(command + "\n")
    shell.read_line(20)
    try:
        found = shell.find(list(outcomes.values()), 20)
    except StreamTimeout as late:
        sys.exit("nothing of it came; this did: %r" % (late.unread.data,))
    print(list(outcomes)[found.which] + (": " + found.match.group(1).strip() if found.match else ""))
    if found.which == 2:
        shell.write("n\n")
