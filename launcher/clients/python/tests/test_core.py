"""The parts without I/O, with seeded random input."""

import json
import random
import re
import unittest
from typing import Any, Callable, Dict, List, Tuple

from threadedstreams import EOF, TIMEOUT, Mark, StreamCode, StreamError, StreamGap
from threadedstreams._cursor import UNREAD_LIMIT_BYTES, Cursor
from threadedstreams._link import Link, resume
from threadedstreams._matching import Search
from threadedstreams._text import Expected, Text, take_all
from threadedstreams._wire import FrameDecoder, Message, decode_bytes, encode_bytes, encode_frame

SEED = 20261201


class Matching(unittest.TestCase):
    def test_a_literal_is_found_over_every_split(self) -> None:
        rng = random.Random(SEED)
        for _ in range(300):
            data = bytes(rng.choice(b"ab") for _ in range(rng.randrange(1, 200)))
            literals = [bytes(rng.choice(b"ab") for _ in range(rng.randrange(1, 9))) for _ in range(3)]
            search, seen, hit = Search(literals, "utf-8"), bytearray(), None
            for byte in data:
                seen.append(byte)
                hit = hit or search.look(seen, len(seen))
            # Byte by byte the one that ends first is seen first.
            ends = [(data.find(l) + len(l), data.find(l), i) for i, l in enumerate(literals) if l in data]
            self.assertEqual(hit and (hit.end, hit.start, hit.which), min(ends) if ends else None)

    def test_all_at_once_the_earliest_start_wins(self) -> None:
        rng = random.Random(SEED)
        for _ in range(300):
            data = bytes(rng.choice(b"abc") for _ in range(100))
            targets: List[Any] = [bytes(rng.choice(b"abc") for _ in range(rng.randrange(2, 7))) for _ in range(3)]
            expected = min(((data.find(t), i) for i, t in enumerate(targets) if t in data), default=None)
            targets[1] = re.compile(re.escape(targets[1].decode()))
            hit = Search(targets, "utf-8").look(bytearray(data), len(data))
            self.assertEqual(hit and (hit.start, hit.which), expected)

    def test_a_pattern_never_sees_half_a_character(self) -> None:
        search = Search(re.compile("x."), "utf-8")
        data = bytearray("xé".encode())
        self.assertIsNone(search.look(data, 2))
        hit = search.look(data, 3)
        assert hit is not None and hit.match is not None
        self.assertEqual((hit.end, hit.match.group()), (3, "xé"))

    def test_a_pattern_finds_offsets_behind_malformed_bytes(self) -> None:
        hit = Search(re.compile("ok"), "utf-8").look(bytearray(b"\xff\xc3(\x80 ok"), 7)
        assert hit is not None
        self.assertEqual((hit.start, hit.end), (5, 7))

    def test_what_a_match_has_can_be_encoded_whatever_noise_was_on_the_line(self) -> None:
        data = bytearray("é=".encode() + b"\xff\xfe\xe2A;")
        hit = Search(re.compile("=(.*);"), "utf-8").look(data, len(data))
        assert hit is not None and hit.match is not None
        self.assertEqual(hit.match.group(1).encode(), "\ufffd\ufffd\ufffdA".encode())
        self.assertEqual((hit.start, hit.end), (2, len(data)))

    def test_a_charset_that_python_does_not_know_is_an_error_with_its_remedy(self) -> None:
        with self.assertRaisesRegex(LookupError, "x-MacRoman: name another one"):
            Text("x-MacRoman")

    def test_expect_takes_a_session_that_a_failed_write_ended_for_eof(self) -> None:
        expected = Expected(["never", EOF, TIMEOUT])
        for code in (StreamCode.END_OF_STREAM, StreamCode.WRITE_FAILED, StreamCode.WRITE_TIMEOUT):
            self.assertEqual(expected.instead(StreamError(code, "session 1 ended")), 1)
        self.assertIsNone(expected.instead(StreamError(StreamCode.JOURNAL_FAILED, "a new journal")))
        self.assertIs(expected.marker(1), EOF)
        self.assertIs(expected.marker(2), TIMEOUT)

    def test_the_other_charsets(self) -> None:
        for charset in ("utf-16-le", "latin-1", "shift_jis"):
            data = bytearray("aé日ok".encode(charset, "replace"))
            hit = Search(re.compile("ok"), charset).look(data, len(data))
            assert hit is not None
            self.assertEqual(bytes(data[hit.start : hit.end]), "ok".encode(charset))


class Wire(unittest.TestCase):
    def test_frames_over_any_split(self) -> None:
        rng = random.Random(SEED)
        frames = []
        for i in range(200):
            data = rng.randbytes(rng.randrange(0, 5000))
            frame = {"type": "message", "address": "r%d" % i, "headers": {"x": 'a"b'}, "send": True, "body": encode_bytes(data)}
            frames.append((data, encode_frame(frame)))
        wire, decoder, seen = b"".join(f for _, f in frames), FrameDecoder(1024), []  # type: ignore[var-annotated]
        while wire:
            room = decoder.room()
            size = min(len(room), rng.randrange(1, 3000), len(wire))
            room[:size] = wire[:size]
            wire = wire[size:]
            seen += decoder.received(size)
        self.assertEqual([m.data for m in seen], [data for data, _ in frames])
        self.assertEqual(seen[0].header("x"), 'a"b')

    def test_a_text_as_body_keeps_its_escapes(self) -> None:
        decoder = FrameDecoder()
        data = encode_frame({"type": "message", "address": "r", "body": 'say "hi"\n'})
        decoder.room()[: len(data)] = data
        self.assertEqual(decoder.received(len(data))[0].body, 'say "hi"\n')
        self.assertEqual(decode_bytes(encode_bytes(b"\xfb\xff")), b"\xfb\xff")


class Journal:
    """A gateway's journal as a cursor sees it: publishes, drops what it likes, and answers fetches."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.data = bytearray()
        self.asked: List[Tuple[Any, Callable[[Any], None]]] = []
        self.gaps = 0
        self.earliest = 0
        self.cursor = Cursor("lab", lambda what, answered: self.asked.append((what, answered)), lambda: None)
        self.cursor.begin(self.reply("latest"), None)

    def reply(self, what: Any) -> Message:
        at = {"latest": len(self.data), "earliest": self.earliest}.get(what, what)
        headers: Dict[str, Any] = {"journal": "memory-1", "end": len(self.data)}
        if at < self.earliest:
            gap = {"at": at, "bytes": self.earliest - at, "cause": "retention", "kind": "hole"}
            headers["gap"], at = json.dumps(gap), self.earliest
        body = bytes(self.data[at : at + min(65536, self.rng.choice((65536, 100_000, 1000)))])
        headers.update(offset=at, next=at + len(body))
        return Message({"headers": headers, "body": encode_bytes(body)})

    def publish(self, size: int, told: bool) -> None:
        offset, data = len(self.data), self.rng.randbytes(size)
        self.data += data
        body = data if told else b""
        headers = {"journal": "memory-1", "offset": offset if told else len(self.data), "session": 1}
        self.cursor.on_read(Message({"headers": headers, "body": encode_bytes(body)}))

    def answer(self) -> None:
        what, answered = self.asked.pop(self.rng.randrange(len(self.asked)))
        answered(self.reply(what))


class Cursors(unittest.TestCase):
    def test_every_byte_comes_once_whatever_is_dropped_or_overtaken_or_cut(self) -> None:
        for seed in range(SEED, SEED + 40):
            rng = random.Random(seed)
            journal = Journal(rng)
            cursor, seen = journal.cursor, bytearray()
            for step in range(600):
                turn = rng.random()
                if turn < 0.4:
                    journal.publish(rng.randrange(0, 65536), rng.random() < 0.7)
                elif turn < 0.7 and journal.asked:
                    journal.answer()
                else:
                    seen += self.take(cursor, rng.randrange(200_000), seen)
                if 0.7 < turn < 0.72:
                    cursor.lose("gone")
                    journal.publish(rng.randrange(0, 65536), False)
                    state = {"session": 1, "state": "open", "gaps": rng.randrange(3)}
                    cursor.resume(journal.reply("latest"), state, cursor.end)
                if turn > 0.98:
                    journal.earliest = rng.randrange(journal.earliest, len(journal.data) + 1)
                self.assertLessEqual(len(cursor.data), UNREAD_LIMIT_BYTES + 65536, "seed %d" % seed)
            while len(seen) < len(journal.data):
                while journal.asked:
                    journal.answer()
                seen += self.take(cursor, 1 << 20, seen)
            self.assertEqual(len(seen), len(journal.data))
            kept = [i for i in range(0, len(seen), 997) if seen[i] != journal.data[i]]
            # What a gap took reads as zeros here.
            self.assertTrue(all(seen[i] == 0 for i in kept), "seed %d" % seed)

    def take(self, cursor: Cursor, count: int, seen: bytearray) -> bytes:
        try:
            if not cursor.data:
                cursor.check_empty()
        except StreamGap as gap:
            self.assertEqual(gap.gap.at, len(seen))
            return bytes(cursor.start - len(seen))
        self.assertEqual(cursor.start, len(seen))
        data = bytes(cursor.data[:count])
        cursor.consume_to(cursor.start + len(data))
        if cursor.lacks():
            cursor.demand()
        return data


def chunk(offset: int, data: bytes, session: int = 1) -> Message:
    headers = {"journal": "memory-1", "offset": offset, "session": session}
    return Message({"type": "message", "address": "streams.lab.read", "headers": headers, "body": encode_bytes(data)})


def state(name: str, end: int, gaps: int = 0, session: int = 1) -> Dict[str, Any]:
    return {"stream": "lab", "state": name, "session": session, "reason": name, "time": 0, "end": end, "gaps": gaps,
            "journal": "memory-1"}


class Reconnecting(unittest.TestCase):
    """A cursor that has read 100 bytes, on another connection; the answers come in an order of the test's."""

    def setUp(self) -> None:
        self.journal = Journal(random.Random(SEED))
        self.cursor = self.journal.cursor
        self.journal.publish(100, True)
        self.cursor.lose("gone")
        self.link = Link("token")
        resume(self.link, self.cursor)

    def asked(self) -> List[Dict[str, Any]]:
        frames = [json.loads(frame[4:]) for frame in self.link.outbox]
        self.link.outbox.clear()
        return [frame for frame in frames if frame["type"] == "send"]

    def answer(self, frame: Dict[str, Any], headers: Dict[str, Any], body: Any) -> None:
        self.link.dispatch(Message({"type": "message", "address": frame["replyAddress"], "headers": headers, "body": body}))

    def test_what_is_published_between_the_answers_is_not_taken_for_another_journal(self) -> None:
        fetch, listed = self.asked()
        self.answer(fetch, {"journal": "memory-1", "offset": 100, "next": 100, "end": 100}, "")
        self.link.dispatch(chunk(100, b"x" * 100))
        self.answer(listed, {}, [state("open", 200)])
        self.assertEqual((self.cursor.start, self.cursor.journals), (0, 0))
        self.assertTrue(self.cursor.lacks())
        self.cursor.demand()
        self.assertEqual([what for what, _ in self.journal.asked], [100])

    def test_a_stream_that_the_gateway_does_not_have_yet_is_asked_for_again(self) -> None:
        fetch, listed = self.asked()
        refusal = {"type": "err", "address": fetch["replyAddress"], "failureCode": 10, "message": "NO_SUCH_STREAM: not yet",
                   "failureType": "RECIPIENT_FAILURE", "code": "NO_SUCH_STREAM"}
        self.link.dispatch(Message(refusal))
        self.answer(listed, {}, [])
        self.assertIn("not yet", self.cursor.lost)
        self.cursor.demand()
        fetch, listed = self.asked()
        self.answer(fetch, {"journal": "memory-1", "offset": 100, "next": 100, "end": 100}, "")
        self.answer(listed, {}, [state("open", 100)])
        self.assertEqual((self.cursor.lost, self.cursor.start, self.cursor.journals), ("", 0, 0))


class Beginning(unittest.TestCase):
    def test_an_end_that_comes_while_attaching_is_known(self) -> None:
        cursor = Cursor("lab", lambda what, answered: None, lambda: None)
        cursor.on_state(state("closed", 0))
        live = Message({"headers": {"journal": "memory-1", "offset": 0, "next": 0, "end": 0}, "body": ""})
        cursor.begin(live, state("open", 0))
        self.assertIsNotNone(cursor.sessions.end_after(0))

    def test_another_connection_while_attaching_is_no_other_journal(self) -> None:
        cursor = Cursor("lab", lambda what, answered: None, lambda: None)
        cursor.lose("gone")
        live = Message({"headers": {"journal": "memory-1", "offset": 0, "next": 0, "end": 0}, "body": ""})
        cursor.resume(live, state("open", 0), 0)
        cursor.begin(live, state("open", 0))
        cursor.check()
        self.assertEqual((cursor.lost, cursor.journals), ("", 0))

    def test_a_gap_that_comes_while_attaching_is_looked_for(self) -> None:
        cursor = Cursor("lab", lambda what, answered: None, lambda: None)
        cursor.on_state(state("open", 100, gaps=1))
        cursor.on_read(chunk(100, b"behind the gap"))
        live = Message({"headers": {"journal": "memory-1", "offset": 100, "next": 100, "end": 100}, "body": ""})
        cursor.begin(live, state("open", 100, gaps=0))
        self.assertEqual((cursor.end, cursor.lacks()), (100, True))


class Small(unittest.TestCase):
    def setUp(self) -> None:
        self.cursor = Journal(random.Random(SEED)).cursor

    def test_a_receipt_may_be_quicker_than_its_chunk(self) -> None:
        self.cursor.go_mark(Mark("memory-1", 50))
        self.assertEqual(self.cursor.start, 50)

    def test_half_a_character_stays_until_it_is_whole(self) -> None:
        text: Text[str] = Text("utf-8")
        self.cursor.on_read(chunk(0, "gr\u00fc".encode()[:-1]))
        self.assertEqual(take_all(self.cursor, text), b"gr")
        self.cursor.on_read(chunk(3, "\u00fc".encode()[1:]))
        self.assertEqual(take_all(self.cursor, text).decode(), "\u00fc")

    def test_what_a_later_session_brought_is_not_unread_of_the_one_that_ended(self) -> None:
        self.cursor.on_read(chunk(0, b"one"))
        self.cursor.on_read(chunk(3, b"two", 2))
        self.assertEqual((self.cursor.unread(3).data, self.cursor.unread().data), (b"one", b"onetwo"))


if __name__ == "__main__":
    unittest.main()
