"""The blocking handle, with a real gateway and real peers."""

import os
import random
import re
import signal
import threading
import time
import unittest
from typing import Any, List

from harness import LIMIT_SECONDS, GatewayTest

from threadedstreams import (
    EOF,
    TIMEOUT,
    Gateway,
    GatewayNotRunning,
    StreamCode,
    StreamError,
    StreamGap,
    StreamTimeout,
)

MIB = 1024 * 1024


class Handle(GatewayTest):
    def test_the_ancestors_example_runs_with_another_construction(self) -> None:
        peer, name = self.device()
        s = self.gateway().stream(name)
        s.start()
        s.write("bash long_script.sh\n")
        self.assertEqual(peer.hear(20), b"bash long_script.sh\n")
        peer.say(b"step 1\nCompleted. And more")
        script_logs = s.read_until("Completed.")
        self.assertEqual(script_logs, "step 1\nCompleted.")
        s.read(0)
        self.assertEqual(s.waiting(), 0)
        s.find("more")
        s.consume_buffer()
        s.stop()
        with self.assertRaises(StreamError) as failure:
            s.read()
        self.assertEqual(failure.exception.code, StreamCode.NOT_OPEN)

    def test_what_is_at_hand_is_looked_at_without_being_consumed(self) -> None:
        peer, name = self.device()
        with self.gateway().stream(name) as s:
            peer.say(b"one two three")
            with self.assertRaises(StreamTimeout) as failure:
                s.read_until("four", 0.3)
            self.assertIsInstance(failure.exception, TimeoutError)
            self.assertEqual(failure.exception.error_payload, ("one two three", ""))
            self.assertIn('"one two three"', str(failure.exception))
            self.assertEqual(s.ready(), 13)
            self.assertTrue(s.contains("two"))
            self.assertEqual(s.index("two"), 4)
            self.assertRaises(ValueError, s.index, "five")
            self.assertTrue(s.check(lambda text: text.endswith("three")))
            self.assertEqual(s.peek(3), "one")
            self.assertEqual(s.read(4), "one ")
            self.assertEqual(s.consume_buffer(), "two three")
            self.assertEqual(s.read(), "")

    def test_a_target_is_found_over_any_split(self) -> None:
        peer, name = self.device()
        with self.gateway().stream(name) as s:
            for part in (b"x login", b"log", b"in: ", b"y"):
                before = s.ready()
                peer.say(part)
                # Each part is a chunk of its own, and looked at before the next one comes.
                with self.assertRaises(StreamTimeout):
                    s.find("never", 0.05)
                self.until(lambda: s.ready() > before)
            found = s.find(["never", "login: "], 10)
            self.assertEqual((found.which, found.before, found.text), (1, "x login", "login: "))
            self.assertEqual((found.start, found.end), (7, 14))

    def test_the_earliest_start_wins_then_the_first_named(self) -> None:
        peer, name = self.device()
        with self.gateway().stream(name) as s:
            peer.say(b"abc def!")
            s.find("!", 10)
            s.go(0)
            self.assertEqual(s.find(["def", re.compile("b."), "bc"], 10).which, 1)
            s.go(0)
            self.assertEqual(s.find(["bc", re.compile("b."), "def"], 10).which, 0)
            s.go(0)
            self.assertEqual(s.find([re.compile(rb"d(.)f")], 10).match.group(1), b"e")

    def test_characters_are_not_split_and_offsets_count_bytes(self) -> None:
        peer, name = self.device()
        text = "Grüße, 日本 \U0001f600 ende"
        data = text.encode()
        with self.gateway().stream(name) as s:
            seen = ""
            for i in range(len(data)):
                peer.say(data[i : i + 1])
                seen += s.read(1, timeout=0.01)
            end = time.monotonic() + LIMIT_SECONDS
            while len(seen) < len(text) and time.monotonic() < end:
                seen += s.read(2, timeout=1)
            self.assertEqual(seen, text)
            self.assertEqual(s.mark().offset, len(data))
            s.go(0)
            found = s.find(re.compile("日.")  , 10)
            self.assertEqual((found.text, found.start, found.end), ("日本", len("Grüße, ".encode()), len("Grüße, 日本".encode())))

    def test_bytes_without_a_charset(self) -> None:
        peer, name = self.device()
        with self.gateway().stream(name, charset=None) as s:
            s.write(b"\x00\xff")
            self.assertEqual(peer.hear(2), b"\x00\xff")
            peer.say(bytes(range(256)))
            self.assertEqual(s.read_until(b"\xfe", 10), bytes(range(255)))

    def test_lines(self) -> None:
        peer, name = self.device()
        with self.gateway().stream(name) as s:
            peer.say(b"one\r\n# no\ntwo\nthree\nfour\nrest")
            self.assertEqual(s.read_line(10), "one")
            self.assertEqual(s.read_lines(2, skip=lambda line: line.startswith("#"), timeout=10), ["two", "three"])
            with self.assertRaises(StreamTimeout):
                s.read_lines(2, timeout=0.2)
            peer.hang_up()
            self.assertEqual(s.read_lines(0, timeout=10), ["four", "rest"])

    def test_expect_is_as_pexpects(self) -> None:
        peer, name = self.device()
        with self.gateway().stream(name) as s:
            peer.say(b"Password for root: ")
            self.assertEqual(s.expect([TIMEOUT, "yes/no", r"[Pp]assword for (\w+): "], timeout=10), 2)
            self.assertEqual((s.before, s.after, s.match.group(1)), ("", "Password for root: ", "root"))
            self.assertEqual(s.expect(["$ ", TIMEOUT], timeout=0.1), 1)
            self.assertIs(s.after, TIMEOUT)
            peer.say(b"the end")
            s.find("the", 10)
            peer.hang_up()
            self.assertEqual(s.expect(["never", EOF], timeout=10), 1)
            self.assertEqual((s.before, s.after), (" end", EOF))
            self.assertRaises(StreamTimeout, s.expect, "never", timeout=0.1)

    def test_a_session_end_ends_a_wait_once_and_the_handle_stays(self) -> None:
        peer, name = self.device()
        with self.gateway().stream(name) as s:
            peer.say(b"half")
            s.find("ha", 10)
            peer.hang_up()
            with self.assertRaises(StreamError) as failure:
                s.read_until("whole", 10)
            self.assertEqual(failure.exception.code, StreamCode.END_OF_STREAM)
            self.assertEqual(failure.exception.error_payload, ("lf", ""))
            peer.accept().say(b"whole")
            self.assertEqual(s.read_until("whole", 10), "lfwhole")

    def test_a_wait_across_sessions_goes_on(self) -> None:
        peer, name = self.device()
        with self.gateway().stream(name, across_sessions=True) as s:
            peer.say(b"ha")
            peer.hang_up()
            peer.accept().say(b"lf")
            self.assertEqual(s.read_until("half", 10), "half")

    def test_what_was_not_sent_comes_back(self) -> None:
        peer, name = self.device("writeTimeoutMillis = 700\n")
        data = b"x" * 600_000
        with self.gateway().stream(name, charset=None) as s:
            with self.assertRaises(StreamError) as failure:
                for _ in range(40):
                    s.write(data)
            unsent = failure.exception.unsent
            self.assertEqual(failure.exception.code, StreamCode.WRITE_TIMEOUT)
            self.assertGreater(unsent.count, 0)
            self.assertEqual(failure.exception.error_payload[1], data[-unsent.count :])

    def test_several_handles_do_not_disturb_each_other(self) -> None:
        peer, name = self.device()
        gateway = self.gateway()
        handles = [gateway.stream(name) for _ in range(5)]
        peer.say(b"for all")
        for handle in handles:
            self.assertEqual(handle.read_until("all", 10), "for all")
            handle.stop()

    def test_a_receipt_is_a_mark(self) -> None:
        peer, name = self.device()
        with self.gateway().stream(name) as s:
            peer.say(b"old> ")
            s.find("> ", 10)
            receipt = s.write("go\n")
            peer.say(b"new> ")
            s.find("> ", 10)
            self.assertEqual(receipt.offset, 5)
            self.assertEqual(s.go(receipt).read_until("> ", 10), "new> ")
            self.assertEqual(s.go("earliest").read_until("> ", 10), "old> ")
            self.assertEqual(s.go("-5").read_until("> ", 10), "new> ")
            with self.assertRaises(StreamError) as failure:
                s.go(11)
            self.assertEqual(failure.exception.code, StreamCode.REFUSED)

    def test_who_falls_behind_loses_nothing(self) -> None:
        peer, name = self.device()
        data = random.Random(7).randbytes(24 * MIB)
        with self.gateway().stream(name, charset=None) as s:
            sender = threading.Thread(target=peer.say, args=(data,))
            sender.start()
            sender.join(LIMIT_SECONDS)
            self.assertLess(s.ready(), 2 * MIB)
            seen = bytearray()
            while len(seen) < len(data):
                piece = s.read(300_001, timeout=10)
                self.assertTrue(piece, "nothing came after %d" % len(seen))
                seen += piece
            self.assertEqual(bytes(seen), data)
            s.go(0)
            tail = data[20 * MIB : 20 * MIB + 40]
            self.assertEqual(s.find(tail, 30).end, 20 * MIB + 40)

    def test_threads_that_race_on_one_handle_get_each_byte_once(self) -> None:
        seed = 11
        peer, name = self.device()
        lines = ["line %d %s" % (i, "x" * random.Random(seed + i).randrange(300)) for i in range(2000)]
        seen: List[str] = []
        with self.gateway().stream(name) as s:

            def take() -> None:
                while True:
                    line = s.read_line(20)
                    if line == "over":
                        return
                    seen.append(line)

            threads = [threading.Thread(target=take) for _ in range(4)]
            for thread in threads:
                thread.start()
            data, rng = ("\n".join(lines) + "\nover" * 4 + "\n").encode(), random.Random(seed)
            while data:
                size = rng.randrange(1, 3000)
                peer.say(data[:size])
                data = data[size:]
            for thread in threads:
                thread.join(LIMIT_SECONDS)
        self.assertEqual(sorted(seen), sorted(lines), "seed %d" % seed)

    def test_a_gap_is_told_once_and_read_behind(self) -> None:
        peer, name = self.device("journalMaxBytes = 1048576\n")
        gateway = self.gateway()
        with gateway.stream(name, charset=None) as s, gateway.stream(name, charset=None) as live:
            end = 8 * MIB
            sender = threading.Thread(target=peer.say, args=(bytes(end) + b"!",))
            sender.start()
            self.assertEqual(live_end(live, b"!"), end + 1)
            sender.join(LIMIT_SECONDS)
            gaps = 0
            at = 0
            while at < end + 1:
                try:
                    at += len(s.read(1 << 20, timeout=10))
                except StreamGap as gap:
                    gaps += 1
                    self.assertEqual(gap.gap.at, at)
                    at = gap.gap.at + gap.gap.size
                    self.assertEqual(s.mark().offset, at)
            self.assertGreaterEqual(gaps, 1)

    def test_closing_ends_a_wait(self) -> None:
        _, name = self.device()
        s = self.gateway().stream(name)
        timer = threading.Timer(0.2, s.stop)
        timer.start()
        with self.assertRaises(StreamError) as failure:
            s.read_until("never", 30)
        self.assertEqual(failure.exception.code, StreamCode.NOT_OPEN)

    def test_control_reconnects(self) -> None:
        peer, name = self.device()
        with self.gateway().stream(name) as s:
            self.assertEqual(s.control("reconnect")["stream"], name)
            peer.accept().say(b"again")
            self.assertEqual(s.go(0).find("again", 10).end, 5)

    def until(self, true: Any) -> None:
        end = time.monotonic() + LIMIT_SECONDS
        while not true():
            self.assertLess(time.monotonic(), end)


def live_end(stream: Any, last: bytes) -> int:
    """Reads to a last byte, over gaps."""
    while True:
        try:
            return int(stream.find(last, 30).end)
        except StreamGap:
            continue
        except StreamError as failure:
            if failure.code is not StreamCode.REFUSED:
                raise
            stream.consume_buffer()


class Errors(GatewayTest):
    def test_an_unknown_stream_names_the_nearest(self) -> None:
        _, name = self.device()
        with self.assertRaises(StreamError) as failure:
            self.gateway().stream(name[:-1] + "x")
        self.assertEqual(failure.exception.code, StreamCode.NO_SUCH_STREAM)
        self.assertIn(name[:6], str(failure.exception))

    def test_a_wrong_token_is_refused(self) -> None:
        import json

        address = json.loads((self.process.home / "data/gateway.json").read_text())["bridge"]
        with self.assertRaises(StreamError) as failure:
            Gateway(address=address, token="wrong")
        self.assertIn("unauthorized", str(failure.exception))
        token = (self.process.home / "data/token").read_text().strip()
        with Gateway(address=address, token=token) as gateway:
            self.assertTrue(gateway.connected)

    def test_no_gateway_is_told_with_what_to_do(self) -> None:
        with self.assertRaises(GatewayNotRunning) as failure:
            Gateway(home="/nowhere")
        self.assertIn("tstreams run --home /nowhere", str(failure.exception))
        with self.assertRaises(GatewayNotRunning):
            Gateway(address="127.0.0.1:1", token="x")


if __name__ == "__main__":
    unittest.main()
