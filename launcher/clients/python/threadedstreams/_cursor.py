"""A handle's place in a stream's journal and what it knows of what follows. No I/O, not thread-safe.

The journal is the truth: a published chunk is taken if it follows directly and there is room, everything else is
fetched by its offset when somebody asks for it.
"""

import json
import time
from dataclasses import dataclass
from typing import Any, Callable, Dict, List, Mapping, Optional, Tuple, TypeVar, Union

from ._errors import (
    NOTHING_UNSENT,
    PAYLOAD_MAX_BYTES,
    Gap,
    StreamCode,
    StreamError,
    StreamGap,
    Unread,
    Unsent,
    printable_tail,
)
from ._journal import FORMER, NEW, JournalScale
from ._sessions import Sessions
from ._wire import MAX_CHUNK_BYTES, Message

UNREAD_LIMIT_BYTES = 1024 * 1024
WAIT_LIMIT_BYTES = 64 * 1024 * 1024
_FETCHES_IN_FLIGHT = 6
_FETCH_SECONDS = 10.0
_MOST_EARLY = 64
_AGAIN_SECONDS = 0.5
_BEYOND = "beyond"

F = TypeVar("F", bound=StreamError)
Reply = Union[Message, StreamError]
Fetch = Callable[[object, Callable[[Reply], None]], None]


@dataclass(frozen=True)
class Mark:
    """A place in a stream's input, to read on from."""

    journal: str
    offset: int


@dataclass(frozen=True)
class Receipt:
    """What was written is with the gateway's operating system. A mark too: what was read before lies before it."""

    session: int
    output: int
    size: int
    offset: int
    journal: str


def gap_of(reply: Message) -> Optional[Gap]:
    text = reply.header("gap")
    if not text:
        return None
    shape = json.loads(text)
    return Gap(
        int(shape.get("at", 0)), int(shape.get("bytes", -1)), str(shape.get("cause", "")), str(shape.get("kind", ""))
    )


class Cursor:
    def __init__(self, stream: str, fetch: Fetch, changed: Callable[[], None]) -> None:
        self.stream = stream
        self.charset = "utf-8"
        self.text = True
        self.data = bytearray()
        self.start = 0
        self.sessions = Sessions()
        self.gap: Optional[Tuple[Gap, int]] = None
        self.epoch = 0
        self.journals = 0
        self.losses = 0
        self.failures = 0
        self.waits = 0
        self.closed = ""
        self.lost = ""
        self.begun = False
        self._fetch = fetch
        self.changed = changed
        self._scale = JournalScale("")
        self._known = 0
        self._gaps = 0
        self._unverified_to = -1
        self._passed: Optional[Gap] = None
        self._generation = 0
        self._asked: Dict[int, Optional[Message]] = {}
        self._asked_at = 0.0
        self._anew = False
        self._untold = False
        self._failure: Optional[StreamError] = None
        self._early: List[Message] = []
        self._early_told: List[Tuple[Callable[[Mapping[str, Any]], None], Mapping[str, Any]]] = []
        #: Asks once more where the stream stands, after another connection whose gateway did not have it yet.
        self.again: Optional[Callable[[], None]] = None

    # Where it stands.

    @property
    def end(self) -> int:
        return self.start + len(self.data)

    @property
    def journal(self) -> str:
        return self._scale.id

    @property
    def known(self) -> int:
        return self._known

    def mark(self) -> Mark:
        return Mark(self.journal, self.start)

    def unread(self, to: Optional[int] = None) -> Unread:
        """What is at hand, or as much of it as lies before an offset."""
        end = self.end if to is None else max(self.start, min(to, self.end))
        size = end - self.start
        return Unread(self.start, end, bytes(self.data[max(0, size - PAYLOAD_MAX_BYTES) : size]))

    # What the gateway tells.

    def begin(self, live: Message, state: Optional[Mapping[str, Any]]) -> None:
        """Stands at the start of the first answer."""
        self._scale = JournalScale(live.header("journal"))
        self.start = live.number("offset")
        self._passed = gap_of(live)
        self._known = live.number("end")
        if state is not None:
            self.sessions.state(state)
            self._gaps = int(state.get("gaps", 0))
        self.begun = True
        if len(self._early) >= _MOST_EARLY:
            self._unverified_to = self._known
        told, self._early_told = self._early_told, []
        for hear, shape in told:
            hear(shape)
        for message in self._early:
            self.on_read(message)
        self._early = []

    def resume(self, live: Message, state: Optional[Mapping[str, Any]], end_before: int) -> None:
        """Goes on where it stood, after another connection to the gateway.

        ``end_before`` is the end of what was at hand when the gateway was asked: the journal has at least that much, unless
        it is another one.
        """
        self.lost = ""
        self.again = None
        if not self.begun:
            # Attaching is not done yet: it asks on the new connection itself.
            return
        self._failure = None
        self._drop_asked()
        if self._scale.see(live.header("journal")) == NEW or live.number("end") < end_before:
            self._begin_anew()
        self.sessions.restart()
        self._known = max(self._known, live.number("end"))
        if state is not None:
            self.sessions.state(state)
            gaps = int(state.get("gaps", 0))
            if gaps != self._gaps and not self._anew:
                # One may lie in what was published since, which does not show it.
                self._suspect(self._known)
            self._gaps = gaps
        if not self._anew:
            self._unverified_to = self._known
        self.changed()

    def lose(self, why: str) -> None:
        if not self.lost:
            self.losses += 1
        self.lost = why
        self.again = None
        self._drop_asked()
        self.changed()

    def close(self, why: str) -> None:
        self.closed = self.closed or why
        self.changed()

    def on_read(self, message: Message) -> None:
        if not self.begun:
            if len(self._early) < _MOST_EARLY:
                self._early.append(message)
            return
        if not self._on_scale(message.header("journal")):
            return
        offset = message.number("offset")
        data = message.data
        self.sessions.chunk(message.number("session"), offset)
        self._known = max(self._known, offset + len(data))
        if (
            # While it is lost, what the first answers say of gaps and journal is not known yet.
            not self.lost
            and self._unverified_to < 0
            and not self._anew
            and self.gap is None
            and offset <= self.end
            and self._has_room()
        ):
            self._append(data, offset)
        self.changed()

    def on_state(self, state: Mapping[str, Any]) -> None:
        if not self.begun:
            self._keep(self.on_state, state)
            return
        if not self._on_scale(str(state.get("journal"))):
            return
        self.sessions.state(state)
        end = int(state.get("end", 0))
        self._known = max(self._known, end)
        gaps = int(state.get("gaps", 0))
        if gaps != self._gaps:
            self._gaps = gaps
            self._suspect(end)
        self.changed()

    def _keep(self, hear: Callable[[Mapping[str, Any]], None], shape: Mapping[str, Any]) -> None:
        """Until it has begun; the latest are kept."""
        self._early_told.append((hear, shape))
        del self._early_told[:-_MOST_EARLY]

    def on_error(self, event: Mapping[str, Any]) -> None:
        if not self.begun:
            self._keep(self.on_error, event)
        elif self._on_scale(str(event.get("journal"))):
            self.sessions.error(event)
            self._known = max(self._known, int(event["unread"]["to"]))
            self.changed()

    def _on_scale(self, journal: str) -> bool:
        seen = self._scale.see(journal)
        if seen == NEW:
            self._begin_anew()
        return seen != FORMER

    def _begin_anew(self) -> None:
        self._restart(0)
        self._passed = None
        self.sessions.forget()
        self._known = 0
        self._unverified_to = -1
        self._anew = self._untold = True
        self.journals += 1

    def _append(self, data: bytes, offset: int) -> None:
        skip = self.end - offset
        if skip < len(data):
            self.data += data[skip:] if skip else data

    def _limit(self) -> int:
        return WAIT_LIMIT_BYTES if self.waits else UNREAD_LIMIT_BYTES

    def _has_room(self) -> bool:
        return len(self.data) < self._limit()

    def trim(self) -> None:
        """After a wait: what is beyond the limit is fetched again when it is its turn."""
        if not self.waits and len(self.data) > UNREAD_LIMIT_BYTES + MAX_CHUNK_BYTES:
            del self.data[UNREAD_LIMIT_BYTES:]
            self.gap = None
            self._unverified_to = self._known
            self._drop_asked()

    # Fetching.

    def lacks(self) -> bool:
        """Whether there may be something behind what is at hand."""
        return self._known > self.end or self._unverified_to >= 0 or self._anew

    def demand(self) -> None:
        """Fetches what follows what is at hand, several pieces at once where they are known to exist."""
        again = self.again
        if again is not None and not self.closed and time.monotonic() - self._asked_at > _AGAIN_SECONDS:
            self._asked_at = time.monotonic()
            again()
            return
        if self.closed or self.lost or self.gap is not None or not self.begun:
            return
        if self._asked and time.monotonic() - self._asked_at > _FETCH_SECONDS:
            self._drop_asked()
        if self._anew:
            if not self._asked:
                self._ask(0, "earliest")
            return
        offset = max(max(self._asked) + MAX_CHUNK_BYTES, self.end) if self._asked else self.end
        while len(self._asked) < _FETCHES_IN_FLIGHT and offset - self.start < self._limit():
            if self._asked and offset >= self._known:
                return
            self._ask(offset, offset)
            offset += MAX_CHUNK_BYTES

    def _ask(self, key: int, what: object) -> None:
        generation = self._generation
        self._asked[key] = None
        self._asked_at = time.monotonic()

        def answered(reply: Reply) -> None:
            if generation == self._generation:
                self._answered(key, reply)
                self.changed()

        self._fetch(what, answered)

    def _drop_asked(self) -> None:
        self._asked = {}
        self._generation += 1

    def _answered(self, key: int, reply: Reply) -> None:
        if isinstance(reply, StreamError):
            self._failed(reply)
            return
        generation = self._generation
        if not self._on_scale(reply.header("journal")) or generation != self._generation:
            return
        self._asked[key] = reply
        self._asked_at = time.monotonic()
        # Answers may overtake each other; they are taken in the order of their offsets.
        while self._asked and generation == self._generation:
            first = min(self._asked)
            ready = self._asked[first]
            if ready is None:
                return
            del self._asked[first]
            self._take(first, ready)

    def _take(self, asked: int, reply: Message) -> None:
        self._failure = None
        offset = reply.number("offset")
        if self._anew:
            self._anew = False
            self.start = offset
            del self.data[:]
            self.epoch += 1
        self._known = max(self._known, reply.number("end"))
        gap = gap_of(reply)
        if gap is None and offset > self.end:
            gap = Gap(self.end, offset - self.end, "no cause was told", "hole")
        if gap is not None and gap != self._passed:
            self._comes_to(gap, offset)
            return
        behind = reply.number("next")
        if self._unverified_to >= 0 and (asked >= self._unverified_to or behind > self._unverified_to):
            self._unverified_to = -1
        self._append(reply.data, offset)
        if behind != asked + MAX_CHUNK_BYTES and self._asked:
            self._drop_asked()

    def _comes_to(self, gap: Gap, resume: int) -> None:
        self._drop_asked()
        if gap.at >= self.end:
            self.gap = (gap, resume)
            return
        # Published chunks were quicker than the word of the gap: what is not consumed yet is fetched anew.
        late = gap.at < self.start
        self._suspect(self.end)
        if late:
            self.gap = (gap, self.start)

    def _suspect(self, to: int) -> None:
        self._restart(self.start)
        self._unverified_to = max(self._unverified_to, to)

    def _failed(self, failure: StreamError) -> None:
        self._drop_asked()
        if failure.code == StreamCode.REFUSED and _BEYOND in str(failure) and not self._anew:
            # Beyond the end: what was read is not of this journal, whatever it is called.
            self._begin_anew()
        else:
            self.failures += 1
            self._failure = failure

    # Moves.

    def _restart(self, offset: int) -> None:
        self.start = offset
        del self.data[:]
        self.gap = None
        self.epoch += 1
        self._drop_asked()

    def consume_to(self, offset: int) -> None:
        del self.data[: offset - self.start]
        self.start = offset
        self.epoch += 1
        self.changed()

    def go(self, offset: int) -> None:
        """Goes to an offset up to the furthest that is known."""
        self._untold = False
        self._anew = False
        if self.start <= offset <= self.end:
            self.consume_to(offset)
            return
        self._passed = None
        self._restart(offset)
        if offset < self._known:
            self._unverified_to = self._known
        self.changed()

    def go_mark(self, mark: Union[Mark, Receipt]) -> None:
        if not self._scale.takes(mark.journal):
            raise self.failure(
                StreamCode.JOURNAL_FAILED,
                "the mark was made in journal %s and this one is %s: their offsets do not compare"
                % (mark.journal, self.journal),
            )
        # A receipt may be here before the chunk that its offset stands in.
        self._known = max(self._known, mark.offset)
        self.go(mark.offset)

    def go_offset(self, offset: int) -> None:
        if offset > self._known or offset < 0:
            raise self.failure(
                StreamCode.REFUSED, "offset %d is not in [0, %d], which is what was received" % (offset, self._known)
            )
        self.go(offset)

    def stand(self, reply: Message) -> None:
        """Goes to where an answer begins."""
        self._on_scale(reply.header("journal"))
        self._known = max(self._known, reply.number("end"))
        gap = gap_of(reply)
        offset = reply.number("offset")
        self.go(min(gap.at, offset) if gap is not None else offset)
        if gap is not None and offset >= reply.number("end"):
            self.go(offset)
            self._passed = gap

    # What is told to who asks.

    def failure(
        self, code: StreamCode, what: str, unsent: Unsent = NOTHING_UNSENT, to: Optional[int] = None
    ) -> StreamError:
        unread = self.unread(to)
        return self.own(StreamError(code, self.message(what, unread), unread, unsent))

    def own(self, failure: F) -> F:
        """As an error of this handle: its payload is texts where the handle reads texts."""
        failure.charset = self.charset if self.text else None
        return failure

    def message(self, what: str, unread: Unread) -> str:
        if not unread.data:
            return what + "; nothing was unread"
        return '%s; unread [%d, %d), which ends in "%s"' % (
            what,
            unread.start,
            unread.end,
            printable_tail(unread.data, self.charset),
        )

    def check_open(self) -> None:
        if self.closed:
            raise self.failure(StreamCode.NOT_OPEN, self.closed)

    def check(self) -> None:
        self.check_open()
        if self._untold:
            raise self.new_journal()

    def new_journal(self) -> StreamError:
        self._untold = False
        return self.failure(
            StreamCode.JOURNAL_FAILED,
            "%s has a new journal, %s: offsets count anew, and this handle reads on at its earliest byte"
            % (self.stream, self.journal),
        )

    def check_gap(self) -> None:
        if self.gap is None:
            return
        gap, resume = self.gap
        unread = self.unread()
        size = "%d bytes" % gap.size if gap.size >= 0 else "an unknown number of bytes"
        what = "gap in %s: %s at offset %d are missing: %s" % (self.stream, size, gap.at, gap.cause)
        code = StreamCode.JOURNAL_FAILED if gap.kind == "hole" else StreamCode.READ_FAILED
        self._passed = gap
        self._restart(resume)
        if resume < self._known:
            self._unverified_to = self._known
        self.changed()
        raise self.own(StreamGap(code, self.message(what, unread), gap, unread))

    def check_fetch(self) -> None:
        failure, self._failure = self._failure, None
        if failure is not None:
            raise self.failure(
                failure.code, "what follows offset %d of %s cannot be fetched: %s" % (self.end, self.stream, failure)
            )

    def check_empty(self) -> None:
        """Nothing is at hand: raises if there is a reason."""
        self.check_gap()
        if self.lost:
            self.demand()
            raise self.failure(StreamCode.NOT_OPEN, self.lost)
        self.check_fetch()
