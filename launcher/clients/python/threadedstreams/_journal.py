"""Which journal the offsets count in."""

import re
from typing import Set

_ID = re.compile(r"(?:disk|memory)-([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})(?:-\d+)?")

SAME, NEW, FORMER = "same", "new", "former"


def _scale(journal: str) -> str:
    match = _ID.fullmatch(journal)
    return match.group(1) if match else journal


class JournalScale:
    """A journal on disk that goes on in memory while its disk fails, and back, keeps its offsets: one scale."""

    def __init__(self, journal: str) -> None:
        self.id = journal
        self._ids = {journal}
        self._former: Set[str] = set()

    def see(self, told: str) -> str:
        scale = _scale(told)
        if scale in self._former:
            return FORMER
        if scale == _scale(self.id):
            self.id = told
            self._ids.add(told)
            return SAME
        self._former.add(_scale(self.id))
        self.id = told
        self._ids = {told}
        return NEW

    def takes(self, marked: str) -> bool:
        return marked in self._ids
