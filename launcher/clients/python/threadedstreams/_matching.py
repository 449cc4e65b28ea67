"""Looking for literals and patterns in bytes that come in chunks. No I/O here."""

import codecs
import re
from dataclasses import dataclass
from typing import Any, AnyStr, Generic, List, Optional, Sequence, Tuple, Union

from ._errors import StreamCode, StreamError

WINDOW_BYTES = 65536
_PIECE_BYTES = 32768
_MALFORMED = re.compile("[\\udc80-\\udcff]")

Target = Union[str, bytes, "re.Pattern[str]", "re.Pattern[bytes]"]
Targets = Union[Target, Sequence[Target]]


@dataclass(frozen=True)
class Found(Generic[AnyStr]):
    """A match. Offsets count the stream's bytes; ``match`` is None for a literal."""

    which: int
    before: AnyStr
    text: AnyStr
    start: int
    end: int
    match: Optional["re.Match[Any]"] = None

    @property
    def data(self) -> AnyStr:
        """What came before, and the match."""
        return self.before + self.text


@dataclass(frozen=True)
class Hit:
    which: int
    start: int
    end: int
    match: Optional["re.Match[Any]"]


def whole_characters(data: bytes, charset: str, errors: str) -> Tuple[str, int]:
    """The text of all whole characters, and how many bytes that is."""
    decoder = codecs.getincrementaldecoder(charset)(errors)
    text = decoder.decode(data)
    return text, len(data) - len(decoder.getstate()[0])


def _length(data: bytes, text: str, chars: int, charset: str) -> int:
    """How many of the bytes are the first characters of their text."""
    encoded = text[:chars].encode(charset, "surrogateescape")
    if data.startswith(encoded):
        return len(encoded)
    decoder, seen = codecs.getincrementaldecoder(charset)("replace"), 0
    for i in range(len(data)):
        if seen >= chars:
            return i
        seen += len(decoder.decode(data[i : i + 1]))
    return len(data)


class Search:
    """Looks for several targets; the one that starts first wins, of those that start together the first named."""

    def __init__(self, targets: Targets, charset: str) -> None:
        several = [targets] if isinstance(targets, (str, bytes, re.Pattern)) else list(targets)
        self._literals: List[Tuple[int, bytes]] = []
        self._patterns: List[Tuple[int, "re.Pattern[Any]"]] = []
        self._charset = charset
        for which, target in enumerate(several):
            if isinstance(target, re.Pattern):
                self._patterns.append((which, target))
                continue
            if not isinstance(target, (str, bytes)):
                raise TypeError("a target is a str, bytes or a compiled pattern, not %r" % (target,))
            if not target:
                raise ValueError("an empty target is found everywhere")
            self._literals.append((which, target.encode(charset) if isinstance(target, str) else target))
        if not several:
            raise ValueError("there is nothing to look for")
        self.what = " or ".join(repr(t.pattern if isinstance(t, re.Pattern) else t) for t in several)
        self._done = 0

    def begin(self) -> None:
        self._done = 0

    def look(self, data: bytearray, limit: int) -> Optional[Hit]:
        """Looks at ``data[:limit]``, of which all that was there before is known not to match."""
        while self._done < limit:
            to = min(limit, self._done + _PIECE_BYTES) if self._patterns else limit
            hit = self._piece(data, to)
            if hit is not None:
                return hit
            self._done = to
        return None

    def _piece(self, data: bytearray, to: int) -> Optional[Hit]:
        best: Optional[Hit] = None
        for which, literal in self._literals:
            at = data.find(literal, max(0, self._done - len(literal) + 1), to)
            if at >= 0:
                best = _better(best, Hit(which, at, at + len(literal), None))
        if self._patterns:
            start = max(0, to - WINDOW_BYTES)
            window = bytes(memoryview(data)[start:to])
            text: Optional[str] = None
            shown = ""
            found: Optional["re.Match[Any]"]
            for which, pattern in self._patterns:
                if isinstance(pattern.pattern, bytes):
                    found = pattern.search(window)
                    if found is not None:
                        best = _better(best, Hit(which, start + found.start(), start + found.end(), found))
                    continue
                if text is None:
                    text = whole_characters(window, self._charset, self._errors())[0]
                    # Of the same length, and without surrogates: what a match has can be printed and encoded.
                    shown = text if text.isascii() else _MALFORMED.sub("\ufffd", text)
                found = pattern.search(shown)
                if found is not None:
                    first = _length(window, text, found.start(), self._charset)
                    behind = _length(window, text, found.end(), self._charset)
                    best = _better(best, Hit(which, start + first, start + behind, found))
        return best

    def _errors(self) -> str:
        name = codecs.lookup(self._charset).name
        return "surrogateescape" if name in ("utf-8", "ascii") else "replace"


def _better(best: Optional[Hit], hit: Hit) -> Hit:
    if best is None or (hit.start, hit.which) < (best.start, best.which):
        return hit
    return best


def check_size(size: int, most: int, what: str) -> None:
    if size >= most:
        raise StreamError(
            StreamCode.REFUSED,
            "%s did not come within %d bytes, the most that one wait looks through; read() them first" % (what, most),
        )
