"""The asyncio handle."""

import asyncio
import re
import unittest
from typing import Any, Awaitable, Callable

from harness import GatewayTest, Peer

from threadedstreams import StreamCode, StreamError, StreamTimeout, aio


class Asyncio(GatewayTest):
    def with_stream(self, use: Callable[[Any, Peer], Awaitable[None]]) -> None:
        peer, name = self.device()

        async def run() -> None:
            async with aio.Gateway(home=self.process.home) as gateway:
                async with await gateway.stream(name) as stream:
                    await asyncio.wait_for(use(stream, peer), 60)

        asyncio.run(run())

    def test_it_writes_and_waits(self) -> None:
        async def use(stream: Any, peer: Peer) -> None:
            receipt = await stream.write("hello\n")
            self.assertEqual(peer.hear(6), b"hello\n")
            peer.say("größe> two\nlines\n".encode())
            self.assertEqual(await stream.read_until(re.compile("> ")), "größe> ")
            self.assertEqual(await stream.read_lines(2), ["two", "lines"])
            await stream.go(receipt)
            self.assertEqual(await stream.expect(["never", "tw(.)"]), 1)
            self.assertEqual(stream.match.group(1), "o")
            with self.assertRaises(StreamTimeout):
                await stream.read_until("never", 0.1)
            self.assertEqual(stream.peek(6), "\nlines")

        self.with_stream(use)

    def test_a_cancelled_wait_has_consumed_nothing(self) -> None:
        async def use(stream: Any, peer: Peer) -> None:
            waiting = asyncio.ensure_future(stream.read_until("whole"))
            peer.say(b"who")
            while not stream.ready():
                await asyncio.sleep(0)
            waiting.cancel()
            with self.assertRaises(asyncio.CancelledError):
                await waiting
            peer.say(b"le")
            self.assertEqual(await stream.read_until("whole"), "whole")

        self.with_stream(use)

    def test_a_session_end_and_many_waiters(self) -> None:
        async def use(stream: Any, peer: Peer) -> None:
            waits = [asyncio.ensure_future(stream.read_line()) for _ in range(10)]
            peer.say(b"".join(b"%d\n" % i for i in range(9)))
            await asyncio.wait(waits, timeout=5, return_when=asyncio.FIRST_COMPLETED)
            peer.hang_up()
            results = await asyncio.gather(*waits, return_exceptions=True)
            self.assertEqual(sorted(r for r in results if isinstance(r, str)), [str(i) for i in range(9)])
            failures = [r for r in results if isinstance(r, StreamError)]
            self.assertEqual([f.code for f in failures], [StreamCode.END_OF_STREAM])

        self.with_stream(use)

    def test_who_falls_behind_loses_nothing(self) -> None:
        async def use(stream: Any, peer: Peer) -> None:
            turn = b"0123456789abcdef"
            data = turn * 65536 * 8
            sending = asyncio.get_running_loop().run_in_executor(None, peer.say, data)
            await sending
            seen = 0
            while seen < len(data):
                piece = await stream.read(1 << 20, timeout=10)
                whole = turn * (len(piece) // 16 + 2)
                self.assertTrue(piece)
                self.assertTrue(piece.encode() == whole[seen % 16 : seen % 16 + len(piece)])
                seen += len(piece)

        self.with_stream(use)


if __name__ == "__main__":
    unittest.main()
