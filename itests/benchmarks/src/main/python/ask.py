"""Waits for a prompt with pexpect: a port, how often."""

import resource
import socket
import sys
import time

from pexpect import fdpexpect


def peak_kib():
    """Of this program; getrusage's has what its parent had before it became this one."""
    with open("/proc/self/status", encoding="ascii") as status:
        return next(line.split()[1] for line in status if line.startswith("VmHWM"))


connection = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
peer = fdpexpect.fdspawn(connection)
peer.delaybeforesend = None
took = []
for _ in range(int(sys.argv[2])):
    start = time.perf_counter_ns()
    peer.send(b"status\n")
    peer.expect_exact(b"ready> ")
    took.append(time.perf_counter_ns() - start)
took.sort()
used = resource.getrusage(resource.RUSAGE_SELF)
print(f"median={took[len(took) // 2]} p99={took[len(took) * 99 // 100]}",
      f"cpu={int((used.ru_utime + used.ru_stime) * 1e6)} rss={peak_kib()}")
