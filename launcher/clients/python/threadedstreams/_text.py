"""What the blocking and the asyncio handle have in common: a handle's text, what is at hand, the lists of expect."""

import codecs
import re
from typing import Any, AnyStr, Callable, Generic, List, Optional, Union

from ._cursor import Cursor
from ._errors import StreamCode, StreamError, StreamTimeout
from ._matching import Found, Hit, Search, Targets, whole_characters
from ._wait import MatchSeeker

DEFAULT_TIMEOUT_SECONDS = 60.0
READ_BYTES = 4096
PEEK_BYTES = 32
# A character of no charset has more bytes than this, in this client's view.
_LONGEST_CHARACTER = 8


class EOF(Exception):
    """Names the end of a session among the patterns of ``expect``."""


class TIMEOUT(Exception):
    """Names the end of the time among the patterns of ``expect``."""


class Text(Generic[AnyStr]):
    """A handle's charset; None for bytes."""

    def __init__(self, charset: Optional[str]) -> None:
        try:
            codecs.getincrementaldecoder(charset or "latin-1")
        except LookupError as failure:
            raise LookupError(
                "Python knows no charset %s: name another one, stream(name, charset=...), or None for bytes" % charset
            ) from failure
        self.charset = charset
        self.search_charset = charset or "latin-1"

    def of(self, data: bytes) -> AnyStr:
        text: Any = data if self.charset is None else data.decode(self.charset, "replace")
        result: AnyStr = text
        return result

    def bytes_of(self, text: Union[str, bytes]) -> bytes:
        return text.encode(self.charset or "utf-8") if isinstance(text, str) else bytes(text)

    def whole(self, data: bytes, most: int) -> int:
        """How many bytes, about ``most``, are whole characters."""
        if self.charset is None:
            return min(len(data), most)
        size = min(len(data), most)
        used = whole_characters(data[:size], self.charset, "replace")[1]
        while used == 0 and size < min(len(data), most + _LONGEST_CHARACTER):
            size += 1
            used = whole_characters(data[:size], self.charset, "replace")[1]
        return used

    def search(self, targets: Targets) -> Search:
        return Search(targets, self.charset or "utf-8")

    def accepting(self, predicate: Optional[Callable[[AnyStr], bool]]) -> Callable[[bytes], bool]:
        """A predicate on bytes that asks one on texts; without one it accepts nothing."""
        if predicate is None:
            return lambda line: False
        asked = predicate
        return lambda line: bool(asked(self.of(line)))

    def found(self, hit: Hit, seeker: MatchSeeker) -> "Found[AnyStr]":
        return Found(hit.which, self.of(seeker.before), self.of(seeker.text), hit.start, hit.end, hit.match)


def take_ready(cursor: Cursor, text: "Text[Any]", count: int, consume: bool) -> bytes:
    """At most so many bytes of what is at hand."""
    if count < 0:
        raise ValueError("a count is not negative: %d" % count)
    cursor.check()
    if not cursor.data:
        cursor.check_empty()
    window = bytes(memoryview(cursor.data)[: count + _LONGEST_CHARACTER])
    data = window[: text.whole(window, count)]
    if consume and data:
        cursor.consume_to(cursor.start + len(data))
    if cursor.lacks():
        cursor.demand()
    return data


def take_all(cursor: Cursor, text: "Text[Any]") -> bytes:
    """All that is at hand, but for a character that has not come whole."""
    cursor.check()
    if not cursor.data:
        cursor.check_empty()
    data = bytes(cursor.data)
    data = data[: text.whole(data, len(data))]
    if data:
        cursor.consume_to(cursor.start + len(data))
    if cursor.lacks():
        cursor.demand()
    return data


def all_ready(cursor: Cursor) -> bytes:
    cursor.check()
    if not cursor.data:
        cursor.check_empty()
    if cursor.lacks():
        cursor.demand()
    return bytes(cursor.data)


class Expected:
    """What a list for ``expect`` means: which of it are targets, and where EOF and TIMEOUT stand."""

    def __init__(self, patterns: Any) -> None:
        several = list(patterns) if isinstance(patterns, (list, tuple)) else [patterns]
        self._numbers: List[int] = []
        targets: List[Any] = []
        self._eof: Optional[int] = None
        self._timeout: Optional[int] = None
        for number, pattern in enumerate(several):
            if pattern is EOF:
                self._eof = number
            elif pattern is TIMEOUT:
                self._timeout = number
            else:
                # As with pexpect a text is a regular expression, in which a dot takes line ends too.
                compiled = re.compile(pattern, re.DOTALL) if isinstance(pattern, (str, bytes)) else pattern
                targets.append(compiled)
                self._numbers.append(number)
        # With nothing to find it waits for what ends the wait.
        self.targets: List[Any] = targets or [re.compile("(?!)")]

    def number(self, which: int) -> int:
        return self._numbers[which]

    def marker(self, number: int) -> Any:
        """EOF or TIMEOUT, whichever stands there."""
        return EOF if number == self._eof else TIMEOUT

    def instead(self, failure: StreamError) -> Optional[int]:
        """The index for a failure that the list names."""
        if isinstance(failure, StreamTimeout):
            return self._timeout
        ended = failure.code in (
            StreamCode.END_OF_STREAM,
            StreamCode.READ_FAILED,
            StreamCode.NOT_OPEN,
            StreamCode.IDLE_TIMEOUT,
            # A session that ended because a write failed, of whichever consumer; a wait itself writes nothing.
            StreamCode.WRITE_FAILED,
            StreamCode.WRITE_TIMEOUT,
            StreamCode.TRANSPORT_GONE,
        )
        return self._eof if ended and type(failure) is StreamError else None
