"""A gateway that is killed with SIGKILL and started again."""

import threading
import unittest
from typing import Any, Callable

from harness import LIMIT_SECONDS, GatewayProcess, Peer

from threadedstreams import Gateway, StreamCode, StreamError


class Restart(unittest.TestCase):
    def test_handles_go_on_where_they_stood_and_a_new_journal_is_told_once(self) -> None:
        process, peer, forgetful = GatewayProcess(), Peer(), Peer()
        for each in (process, peer, forgetful):
            self.addCleanup(each.close)
        process.tcp("device", peer)
        process.tcp("memory", forgetful, "journal = memory\n")
        process.start()
        peer.accept()
        forgetful.accept().say(b"before")
        with Gateway(process.home) as gateway, gateway.stream("device") as stream:
            memory = gateway.stream("memory")
            memory.go("earliest").find("before", 20)
            mark = memory.mark()
            peer.say(b"seen, not consumed")
            stream.find("seen", 20)
            waits = Failing(lambda: stream.read_until("never", 60))
            # A peer that does not read: a write is on its way when the gateway dies.
            writes = Failing(lambda: [stream.write("x" * 500_000) for _ in range(40)])
            writes.thread.join(1)
            self.assertTrue(writes.thread.is_alive())
            process.kill()
            self.assertEqual(waits.failure().code, StreamCode.NOT_OPEN)
            self.assertEqual(waits.failure().unread.data, b", not consumed")
            self.assertEqual(writes.failure().code, StreamCode.NOT_OPEN)
            self.assertEqual(writes.failure().unsent.doubt, 500_000)
            with self.assertRaises(StreamError) as failure:
                stream.write("now")
            self.assertEqual((failure.exception.unsent.data, failure.exception.unsent.doubt), (b"now", 0))
            waits = Failing(lambda: self.assertEqual(stream.read_until("more", 60), ", not consumed, and more"))

            process.start()
            peer.accept().say(b", and more")
            forgetful.accept().say(b"after")
            self.assertIsNone(waits.failure())
            self.assertTrue(gateway.wait_connected(30))
            stream.write("back\n")
            self.assertEqual(peer.hear(5), b"back\n")

            with self.assertRaises(StreamError) as failure:
                memory.read_until("after", 20)
            self.assertEqual(failure.exception.code, StreamCode.JOURNAL_FAILED)
            self.assertEqual(memory.read_until("after", 20), "after")
            with self.assertRaises(StreamError) as failure:
                memory.go(mark)
            self.assertEqual(failure.exception.code, StreamCode.JOURNAL_FAILED)


class Failing:
    """Does something in a thread and keeps how it failed."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self._work = work
        self._failure: Any = None
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self) -> None:
        try:
            self._work()
        except (StreamError, AssertionError) as failure:
            self._failure = failure

    def failure(self) -> Any:
        self.thread.join(LIMIT_SECONDS)
        return self._failure


if __name__ == "__main__":
    unittest.main()
