"""Whether a session is open and how those before ended. Not thread-safe."""

import time
from dataclasses import dataclass, replace
from typing import Any, List, Mapping, Optional

from ._errors import NOTHING_UNSENT, StreamCode, Unsent
from ._wire import decode_bytes

_MOST_ENDS = 16
_AT_ONCE_MICROS = 1_000_000
# An error may come this much later than the state that follows from it: they travel on different addresses.
GRACE_SECONDS = 0.25


def unsent_of(shape: Any) -> Unsent:
    """The ``unsent`` object of an error event or frame."""
    if not isinstance(shape, dict):
        return NOTHING_UNSENT
    return Unsent(
        int(shape.get("offset", 0)),
        int(shape.get("count", 0)),
        int(shape.get("doubt", 0)),
        decode_bytes(str(shape.get("bytes", ""))),
    )


@dataclass(frozen=True)
class SessionEnd:
    session: int
    offset: int
    code: StreamCode
    message: str
    unsent: Unsent
    settled: bool
    told: float

    def settled_by(self, error: Mapping[str, Any]) -> "SessionEnd":
        return replace(
            self,
            offset=min(self.offset, int(error["unread"]["to"])),
            code=StreamCode.named(error.get("code")) or self.code,
            message=str(error.get("message")),
            unsent=unsent_of(error.get("unsent")),
            settled=True,
        )

    def grace(self, now: float) -> float:
        return 0.0 if self.settled else GRACE_SECONDS - (now - self.told)


class Sessions:
    def __init__(self) -> None:
        self._ends: List[SessionEnd] = []
        self._ended = 0
        self._told = 0
        self._open = 0
        self._latest = 0
        self._error: Optional[Mapping[str, Any]] = None

    def behind(self, cursor: int) -> int:
        """How many ends lie behind a cursor or were told: those concern no wait that begins there."""
        behind = max(self._told, self._ended - len(self._ends))
        end = self.end_after(behind)
        while end is not None and end.offset <= cursor:
            behind += 1
            end = self.end_after(behind)
        return behind

    def end_after(self, seen: int) -> Optional[SessionEnd]:
        newer = min(self._ended - seen, len(self._ends))
        return self._ends[-newer] if newer > 0 else None

    def tell(self, seen: int) -> None:
        self._told = max(self._told, seen + 1)

    def forget(self) -> None:
        """Offsets count anew: no end concerns anybody any more."""
        self._told = self._ended

    def restart(self) -> None:
        """Another gateway process counts its sessions from 1 again."""
        self.forget()
        self._open = self._latest = 0
        self._error = None
        self._ends = []

    def state(self, state: Mapping[str, Any]) -> None:
        session = int(state.get("session", 0))
        if session < self._latest:
            return
        opened = state.get("state") == "open"
        if self._open and not (opened and session == self._open):
            self._end(
                int(state.get("end", 0)),
                str(state.get("reason", "")),
                0 if opened else int(state.get("time", 0)),
            )
        self._latest = session
        self._open = session if opened and not self._has_ended(session) else 0

    def error(self, event: Mapping[str, Any]) -> None:
        if event.get("code") in ("JOURNAL_FAILED", "CONNECT_FAILED"):
            return
        self._error = event
        for i, end in enumerate(self._ends):
            if not end.settled and _explains(event, end.session, end.offset, 0):
                self._ends[i] = end.settled_by(event)

    def chunk(self, session: int, offset: int) -> None:
        if session < self._latest or session == self._open or self._has_ended(session):
            return
        if self._open:
            self._end(offset, "a later session has begun", 0)
        self._latest = self._open = session

    def _has_ended(self, session: int) -> bool:
        return any(end.session == session for end in self._ends)

    def _end(self, offset: int, reason: str, time_micros: int) -> None:
        end = SessionEnd(
            self._open, offset, StreamCode.NOT_OPEN, reason, NOTHING_UNSENT, False, time.monotonic()
        )
        error = self._error
        if error is not None and _explains(error, self._open, offset, time_micros):
            end = end.settled_by(error)
        self._ends.append(end)
        del self._ends[:-_MOST_ENDS]
        self._ended += 1
        self._open = 0


def _explains(event: Mapping[str, Any], session: int, offset: int, time_micros: int) -> bool:
    if int(event.get("session", 0)) != session or int(event["unread"]["to"]) > offset:
        return False
    if event.get("code") != "WRITE_TIMEOUT" or time_micros == 0:
        return True
    return time_micros - int(event.get("time", 0)) <= _AT_ONCE_MICROS
