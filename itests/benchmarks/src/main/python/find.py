"""Looks for a text with pexpect: a port, the text, "literal", "pattern" or "best": literal with the settings for much noise."""

import resource
import socket
import sys
import time

from pexpect import fdpexpect


def peak_kib():
    """Of this program; getrusage's has what its parent had before it became this one."""
    with open("/proc/self/status", encoding="ascii") as status:
        return next(line.split()[1] for line in status if line.startswith("VmHWM"))


text, how = sys.argv[2].encode(), sys.argv[3]
connection = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
settings = {"maxread": 65536, "searchwindowsize": 2 * len(text)} if how == "best" else {}
peer = fdpexpect.fdspawn(connection, timeout=600, **settings)
if how == "pattern":
    peer.expect(text)
else:
    peer.expect_exact(text)
end = time.clock_gettime_ns(time.CLOCK_MONOTONIC)
used = resource.getrusage(resource.RUSAGE_SELF)
print(f"end={end} cpu={int((used.ru_utime + used.ru_stime) * 1e6)} rss={peak_kib()}")
