#!/usr/bin/env python3
"""How fast the client is; a benchmark, not a test.

    TSTREAMS_DISTRIBUTION=.../tstreams-VERSION python3 benchmark.py [--megabytes 1000] [--rounds 7]

A prompt's round trip: `cat` behind a pty by socat, which pexpect starts itself and the gateway as an exec stream, in turns.
Reading: a journal that a TCP peer has filled, from its earliest byte.
"""

import argparse
import os
import pathlib
import statistics
import sys
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE / "tests")]

from harness import GatewayProcess, Peer  # noqa: E402
from threadedstreams import Gateway  # noqa: E402

DEVICE = "socat - EXEC:cat,pty,raw,echo=0"
TRIPS = 500
# The JVM compiles the gateway's request path after some thousand requests; before, a round trip takes twice as long.
WARM_UP_TRIPS = 5000


def prompts(process: GatewayProcess, rounds: int) -> None:
    import pexpect

    child = pexpect.spawn("/bin/sh", ["-c", "stty raw -echo; exec " + DEVICE], encoding="utf-8")
    ours, plain, usual = [], [], []
    with Gateway(process.home) as gateway, gateway.stream("echo") as stream:
        number = 0

        def trip_ours() -> None:
            stream.write("say %d>\n" % number)
            stream.read_until("say %d>\n" % number, 10)

        def trip_theirs() -> None:
            child.send("say %d>\n" % number)
            child.expect_exact("say %d>\n" % number, 10)

        def median(trip: "object", trips: int) -> float:
            nonlocal number
            times = []
            for _ in range(trips):
                number += 1
                begin = time.perf_counter()
                trip()  # type: ignore[operator]
                times.append(time.perf_counter() - begin)
            return statistics.median(times)

        child.delaybeforesend = None
        median(trip_ours, WARM_UP_TRIPS), median(trip_theirs, TRIPS)
        for _ in range(rounds):
            ours.append(median(trip_ours, TRIPS))
            child.delaybeforesend = None
            plain.append(median(trip_theirs, TRIPS))
            child.delaybeforesend = 0.05
            usual.append(median(trip_theirs, 10))
    child.close()
    print("prompt, this client             %8.0f us" % (statistics.median(ours) * 1e6))
    for what, theirs in (("as it comes (delaybeforesend 50 ms)", usual), ("delaybeforesend None", plain)):
        ratios = sorted(a / b for a, b in zip(ours, theirs))
        print(
            "pexpect, %-36s %8.0f us; ratio %.2f (%.2f to %.2f)"
            % (what, statistics.median(theirs) * 1e6, statistics.median(ratios), ratios[0], ratios[-1])
        )


def reading(process: GatewayProcess, peer: Peer, megabytes: int, rounds: int) -> None:
    peer.accept()
    piece = bytes(range(256)) * 4096
    total = megabytes * 1_000_000

    def fill() -> None:
        left = total
        while left > 0:
            peer.say(piece[:left])
            left -= len(piece)

    with Gateway(process.home) as gateway:
        with gateway.stream("bulk", charset=None) as stream:
            filler = threading.Thread(target=fill)
            filler.start()
            filler.join()
            while gateway.states()[0]["end"] < total and not any(
                s["stream"] == "bulk" and s["end"] >= total for s in gateway.states()
            ):
                time.sleep(0.1)
            rates = []
            for _ in range(rounds):
                stream.go("earliest")
                count, begin = 0, time.perf_counter()
                while count < total:
                    data = stream.read(1 << 20, timeout=10)
                    if not data:
                        raise SystemExit("nothing came")
                    count += len(data)
                rates.append(total / (time.perf_counter() - begin) / 1e6)
            print("read of %d MB: median %.0f MB/s (%.0f to %.0f)" % (megabytes, statistics.median(rates), min(rates), max(rates)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    process, peer = GatewayProcess(java_options=""), Peer()
    process.configure("echo", "transport = exec\ncommand = %s\n" % DEVICE)
    process.tcp("bulk", peer, "journalMaxBytes = 4294967296\nlines = false\n")
    try:
        process.start()
        reading(process, peer, options.megabytes, min(3, options.rounds))
        prompts(process, options.rounds)
    finally:
        process.close()
        peer.close()


if __name__ == "__main__":
    main()
