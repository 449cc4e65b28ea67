#!/usr/bin/env python3
"""Pages through what `more` shows, until it ends: paging.py HOME STREAM FILE

The stream is a shell behind a terminal. Two outcomes are waited for at once: the next `--More--`, or the end of the output.
"""

import re
import sys

from threadedstreams import Gateway

home, name, file = sys.argv[1:]
with Gateway(home) as gateway, gateway.stream(name, timeout=20) as shell:
    # The command's echo has not this text: the shell puts it together.
    shell.write('more %s; echo page"d"\n' % file)
    shell.read_line()
    pages = []
    while True:
        found = shell.find([re.compile("--More--[^\r\n]*"), "paged"])
        pages.append(found.before)
        if found.which == 1:
            break
        shell.write(" ")
text = re.sub("\x1b\\[[0-9;?]*[a-zA-Z]|\r +\r|\r", "", "".join(pages))
print(text, end="")
print("pages: %d" % len(pages))
