"""A gateway that is killed with SIGKILL and started again."""

import threading
import unittest
from typing import Any, List

from harness import GatewayProcess, Peer

from threadedstreams import Gateway, StreamCode, StreamError


class Restart(unittest.TestCase):
    def setUp(self) -> None:
        self.process = GatewayProcess()
        self.addCleanup(self.process.close)
        self.peer = Peer()
        self.addCleanup(self.peer.close)
        self.process.tcp("device", self.peer)
        self.process.tcp("memory", self.peer, "journal = memory\n")

    def test_a_handle_goes_on_at_its_offset(self) -> None:
        (self.process.home / "etc/stream-memory.cfg").unlink()
        self.process.start()
        peer = self.peer.accept()
        with Gateway(self.process.home) as gateway, gateway.stream("device") as stream:
            peer.say(b"seen, not consumed")
            stream.find("seen", 20)
            stream.check(lambda text: text)
            failures: List[Any] = []

            def wait() -> None:
                try:
                    stream.read_until("never", 60)
                except StreamError as failure:
                    failures.append(failure)

            waiting = threading.Thread(target=wait)
            waiting.start()
            # A peer that does not read: the write is on its way when the gateway dies.
            written: List[Any] = []

            def write() -> None:
                try:
                    for _ in range(40):
                        stream.write("x" * 500_000)
                except StreamError as failure:
                    written.append(failure)

            writing = threading.Thread(target=write)
            writing.start()
            with gateway.stream("device") as other:
                writing.join(1.5)
                self.assertTrue(writing.is_alive())
                self.process.kill()
                with self.assertRaises(StreamError):
                    other.write("now")
            waiting.join(20)
            writing.join(20)
            self.assertEqual(failures[0].code, StreamCode.NOT_OPEN)
            self.assertEqual(failures[0].unread.data, b", not consumed")
            self.assertEqual((written[0].code, written[0].unsent.doubt), (StreamCode.NOT_OPEN, 500_000))
            self.process.start()
            peer = self.peer.accept()
            peer.say(b", and more")
            self.assertTrue(gateway.wait_connected(30))
            self.assertEqual(stream.read_until("and more", 20), ", not consumed, and more")
            stream.write("back\n")
            self.assertEqual(peer.hear(5), b"back\n")

    def test_a_new_journal_is_told_once(self) -> None:
        (self.process.home / "etc/stream-device.cfg").unlink()
        self.process.start()
        self.peer.accept().say(b"before")
        with Gateway(self.process.home) as gateway, gateway.stream("memory") as stream:
            stream.go(0).find("before", 20)
            mark = stream.mark()
            self.process.kill()
            self.process.start()
            self.peer.accept().say(b"after")
            self.assertTrue(gateway.wait_connected(30))
            with self.assertRaises(StreamError) as failure:
                stream.read_until("after", 20)
            self.assertIn(failure.exception.code, (StreamCode.JOURNAL_FAILED, StreamCode.NOT_OPEN))
            if failure.exception.code is StreamCode.NOT_OPEN:
                with self.assertRaises(StreamError) as failure:
                    stream.read_until("after", 20)
            self.assertEqual(stream.read_until("after", 20), "after")
            with self.assertRaises(StreamError) as failure:
                stream.go(mark)
            self.assertEqual(failure.exception.code, StreamCode.JOURNAL_FAILED)


if __name__ == "__main__":
    unittest.main()
