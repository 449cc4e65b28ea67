"""What can go wrong, with the bytes that it concerns."""

import enum
from dataclasses import dataclass
from typing import Any, Optional, Tuple


class StreamCode(enum.IntEnum):
    """Why something failed; the numbers are the bridge's ``failureCode``."""

    CONNECT_FAILED = 1
    READ_FAILED = 2
    WRITE_FAILED = 3
    END_OF_STREAM = 4
    TRANSPORT_GONE = 5
    IDLE_TIMEOUT = 6
    WRITE_TIMEOUT = 7
    BACK_PRESSURED = 8
    NOT_OPEN = 9
    NO_SUCH_STREAM = 10
    CONFIG_INVALID = 11
    JOURNAL_FAILED = 12
    REFUSED = 13

    @classmethod
    def named(cls, name: object) -> Optional["StreamCode"]:
        return cls.__members__.get(str(name))


@dataclass(frozen=True)
class Unread:
    """What this handle had received and not consumed: offsets ``[start, end)``, of which ``data`` is the tail."""

    start: int = 0
    end: int = 0
    data: bytes = b""

    @property
    def truncated(self) -> bool:
        return self.end - self.start > len(self.data)


@dataclass(frozen=True)
class Unsent:
    """What was accepted for writing and not confirmed; of its ``count`` bytes the first ``doubt`` may have left."""

    offset: int = 0
    count: int = 0
    doubt: int = 0
    data: bytes = b""


@dataclass(frozen=True)
class Gap:
    """Bytes that are missing: ``size`` of them (-1: unknown) at an offset; ``kind`` is ``hole`` or ``missed``."""

    at: int
    size: int
    cause: str
    kind: str


NOTHING_UNREAD = Unread()
NOTHING_UNSENT = Unsent()
PAYLOAD_MAX_BYTES = 65536
_SHOWN = 200
_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\x1b": "\\e", "\\": "\\\\"}


def printable_tail(data: bytes, charset: str) -> str:
    text = data[-4 * _SHOWN :].decode(charset, "replace")
    cut = len(text) > _SHOWN or len(data) > 4 * _SHOWN
    shown = "".join(
        _ESCAPES.get(c) or (c if c.isprintable() else "\\x%02X" % ord(c))
        for c in text[-_SHOWN:]
    )
    return ("..." if cut else "") + shown


class StreamError(Exception):
    """A failure on a stream. Unless it is a :class:`StreamGap`, nothing has been consumed."""

    def __init__(
        self,
        code: StreamCode,
        message: str,
        unread: Unread = NOTHING_UNREAD,
        unsent: Unsent = NOTHING_UNSENT,
    ) -> None:
        super().__init__("%s: %s" % (code.name, message))
        self.code = code
        self.unread = unread
        self.unsent = unsent
        #: That of the handle whose error it is; None where the handle reads and writes bytes.
        self.charset: Optional[str] = None

    @property
    def error_payload(self) -> Tuple[Any, Any]:
        """What was not consumed, and what was not sent: texts where the handle reads texts, else bytes."""
        data = (self.unread.data, self.unsent.data)
        return data if self.charset is None else (data[0].decode(self.charset, "replace"), data[1].decode(self.charset, "replace"))


class StreamTimeout(StreamError, TimeoutError):
    """What was waited for did not come in time."""


class StreamGap(StreamError):
    """Bytes are missing at the cursor. Raised once for each gap; the handle reads on behind it."""

    def __init__(
        self, code: StreamCode, message: str, gap: Gap, unread: Unread
    ) -> None:
        super().__init__(code, message, unread)
        self.gap = gap


class GatewayNotRunning(StreamError, ConnectionError):
    """No gateway answers there."""

    def __init__(self, message: str) -> None:
        super().__init__(StreamCode.NOT_OPEN, message)
