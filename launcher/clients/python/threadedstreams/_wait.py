"""One wait at a cursor, as steps between which a front end sleeps. No I/O, not thread-safe."""

from typing import Callable, Generic, List, Optional, TypeVar

from ._cursor import WAIT_LIMIT_BYTES, Cursor
from ._errors import StreamCode, StreamTimeout
from ._matching import Hit, Search, check_size

T = TypeVar("T")
_PATIENCE_SECONDS = 2.0


class Seeker(Generic[T]):
    """What is waited for. ``look`` sees the unread bytes up to a limit; a found value says how much it consumes."""

    what = "something"

    def begin(self) -> None:
        raise NotImplementedError

    def look(self, data: bytearray, limit: int) -> bool:
        raise NotImplementedError

    def at_end(self, data: bytearray, limit: int) -> bool:
        """All of a session was looked at, and no more comes."""
        return False

    def take(self, cursor: Cursor) -> T:
        raise NotImplementedError

    def consumes(self) -> int:
        raise NotImplementedError

    def deadline(self, overall: float) -> float:
        return overall


class MatchSeeker(Seeker[Hit]):
    def __init__(self, search: Search) -> None:
        self._search = search
        self.what = search.what
        self._hit: Optional[Hit] = None
        self.before = b""
        self.text = b""

    def begin(self) -> None:
        self._search.begin()

    def look(self, data: bytearray, limit: int) -> bool:
        self._hit = self._search.look(data, limit)
        return self._hit is not None

    def take(self, cursor: Cursor) -> Hit:
        hit = self._hit
        assert hit is not None
        self.before = bytes(memoryview(cursor.data)[: hit.start])
        self.text = bytes(memoryview(cursor.data)[hit.start : hit.end])
        return Hit(hit.which, cursor.start + hit.start, cursor.start + hit.end, hit.match)

    def consumes(self) -> int:
        assert self._hit is not None
        return self._hit.end


class AnySeeker(Seeker[bytes]):
    """At least one byte, at most so many."""

    what = "any byte"

    def __init__(self, most: int, whole: Callable[[bytes, int], int]) -> None:
        self._most = most
        self._whole = whole
        self._size = 0

    def begin(self) -> None:
        self._size = 0

    def look(self, data: bytearray, limit: int) -> bool:
        if limit == 0:
            return False
        self._size = self._whole(bytes(memoryview(data)[: min(limit, self._most + 8)]), self._most)
        return self._size > 0

    def at_end(self, data: bytearray, limit: int) -> bool:
        self._size = min(limit, self._most)
        return limit > 0

    def take(self, cursor: Cursor) -> bytes:
        return bytes(memoryview(cursor.data)[: self._size])

    def consumes(self) -> int:
        return self._size


class LinesSeeker(Seeker[List[bytes]]):
    """Lines end at a line feed; carriage returns just before it belong to the end."""

    def __init__(
        self,
        most: int,
        skip: Callable[[bytes], bool],
        until: Callable[[bytes], bool],
        line_timeout: Optional[float],
        clock: Callable[[], float],
    ) -> None:
        self.what = "a line" if most == 1 else "%d lines" % most if most else "the lines of this session"
        self._most = most
        self._skip = skip
        self._until = until
        self._line_timeout = line_timeout
        self._clock = clock
        self._line_at = clock()
        self.begin()

    def begin(self) -> None:
        self._lines: List[bytes] = []
        self._from = 0
        self._done = 0

    def look(self, data: bytearray, limit: int) -> bool:
        while True:
            at = data.find(b"\n", self._done, limit)
            if at < 0:
                self._done = limit
                return False
            line = bytes(memoryview(data)[self._from : at]).rstrip(b"\r")
            self._from = self._done = at + 1
            self._line_at = self._clock()
            if self._skip(line):
                continue
            self._lines.append(line)
            if len(self._lines) == self._most or self._until(line):
                return True

    def at_end(self, data: bytearray, limit: int) -> bool:
        if self._most:
            return False
        if limit > self._from:
            rest = bytes(memoryview(data)[self._from : limit])
            if not self._skip(rest):
                self._lines.append(rest)
        self._from = limit
        return True

    def take(self, cursor: Cursor) -> List[bytes]:
        return self._lines

    def consumes(self) -> int:
        return self._from

    def deadline(self, overall: float) -> float:
        return overall if self._line_timeout is None else min(overall, self._line_at + self._line_timeout)


class Wait(Generic[T]):
    """Call :meth:`step` until :attr:`done`; between two steps sleep until the cursor has changed, at most so long."""

    def __init__(self, cursor: Cursor, seeker: Seeker[T], timeout: float, across: bool, clock: Callable[[], float]):
        self._cursor = cursor
        self._seeker = seeker
        self._timeout = timeout
        self._across = across
        self._clock = clock
        self._deadline = clock() + timeout
        self._ends_seen = cursor.sessions.behind(cursor.start)
        self._journals_seen = cursor.journals
        self._losses_seen = cursor.losses
        self._failures_seen = cursor.failures
        self._asked_at = clock()
        self._epoch = -1
        self.done = False
        self.value: Optional[T] = None

    def step(self) -> float:
        cursor, seeker = self._cursor, self._seeker
        if cursor.journals != self._journals_seen:
            raise cursor.new_journal()
        cursor.check()
        if cursor.epoch != self._epoch:
            self._epoch = cursor.epoch
            seeker.begin()
        end = None if self._across else cursor.sessions.end_after(self._ends_seen)
        limit = len(cursor.data)
        if end is not None:
            limit = max(0, min(limit, end.offset - cursor.start))
        if seeker.look(cursor.data, limit):
            return self._found()
        now = self._clock()
        deadline = seeker.deadline(self._deadline)
        grace = _PATIENCE_SECONDS
        if end is not None and cursor.end >= end.offset:
            grace = end.grace(now)
            if grace <= 0 or now >= deadline:
                if seeker.at_end(cursor.data, limit):
                    return self._found()
                cursor.sessions.tell(self._ends_seen)
                raise cursor.failure(
                    end.code,
                    "session %d of %s ended: %s" % (end.session, cursor.stream, end.message),
                    end.unsent,
                    end.offset,
                )
        cursor.check_gap()
        if cursor.losses != self._losses_seen:
            raise cursor.failure(StreamCode.NOT_OPEN, cursor.lost or "the gateway was gone, and is back; wait again")
        if cursor.failures != self._failures_seen:
            self._failures_seen = cursor.failures
            cursor.check_fetch()
        check_size(len(cursor.data), WAIT_LIMIT_BYTES, seeker.what)
        if now >= deadline:
            raise self._timed_out()
        if cursor.lacks() or end is not None or now - self._asked_at >= _PATIENCE_SECONDS:
            self._asked_at = now
            cursor.demand()
        return max(0.0, min(deadline - now, grace, _PATIENCE_SECONDS))

    def _found(self) -> float:
        self.value = self._seeker.take(self._cursor)
        self.done = True
        self._cursor.consume_to(self._cursor.start + self._seeker.consumes())
        return 0.0

    def _timed_out(self) -> StreamTimeout:
        cursor = self._cursor
        unread = cursor.unread()
        what = "%s did not come to %s within %g s" % (self._seeker.what, cursor.stream, self._timeout)
        if cursor.lost:
            what += ", and " + cursor.lost
        return cursor.own(StreamTimeout(StreamCode.READ_FAILED, cursor.message(what, unread), unread))
