#!/usr/bin/env python3
"""Pages through what `more` shows, until it ends: paging.py HOME STREAM FILE

The stream is a shell behind a terminal. What is waited for at once: the next `--More--`, or the end.
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
        found = shell.find(["paged", "(END)", re.compile("--More--[^\r\n]*")])
        pages.append(found.before)
        if found.which == 0:
            break
        # Some versions of more end by themselves, others show (END) and want to be left.
        shell.write("q" if found.which == 1 else " ")
text = re.sub("\x1b\\[[0-9;?]*[a-zA-Z]|\r +\r|\r", "", "".join(pages))
print(text, end="")
print("pages: %d" % len(pages))
