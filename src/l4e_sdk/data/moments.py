"""The timestamps of a component's files: repeats and gaps, in bounded memory."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final

from l4e_sdk._rules.layout.limits import LARGE_GAP

_KEPT: Final = 1_000_000
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class MomentFacts:
    """Facts about the timestamps of a component."""

    duplicates: int
    """The number of repeated timestamps."""
    longest_gap: timedelta | None
    """The longest unusual gap."""
    gap_start: datetime | None
    """The last timestamp before the gap."""
    files: int
    """The number of files with timestamps."""
    exact: bool
    """Whether all rows were compared.

    False means that too many rows are out of order, so there may be more duplicates.
    """


class Moments:
    """A collector of the timestamps of files, one file after the other.

    Files with ascending timestamps are checked while they are read, whatever their size. For other files, and for files
    that overlap, at most a million rows are compared.
    """

    def __init__(self) -> None:
        self._kept = array("q")
        self._count = 0
        self._duplicates = 0
        self._gap: tuple[timedelta, datetime] | None = None
        self._ascending = True
        self._runs: list[tuple[datetime, datetime]] = []
        self._first: datetime | None = None
        self._last: datetime | None = None

    def add(self, moment: datetime) -> None:
        """Add the next timestamp of a file."""
        self._count += 1
        if self._count <= _KEPT:
            self._kept.append((moment - _EPOCH) // _MICROSECOND)
        last = self._last
        if last is None:
            self._first = moment
        elif moment > last:
            self._look(last, moment)
        elif moment == last:
            self._duplicates += 1
        else:
            self._ascending = False
            return
        self._last = moment

    def end_file(self) -> None:
        """End a file: later timestamps belong to the next file."""
        if self._first is not None and self._last is not None:
            self._runs.append((self._first, self._last))
        self._first = self._last = None

    def facts(self) -> MomentFacts:
        """Return the facts about all files."""
        runs = sorted(self._runs)
        if self._ascending and all(after[0] >= before[1] for before, after in pairwise(runs)):
            touching = sum(after[0] == before[1] for before, after in pairwise(runs))
            for before, after in pairwise(runs):
                self._look(before[1], after[0])
            return self._facts(self._duplicates + touching)
        if self._count > len(self._kept):
            return MomentFacts(self._duplicates, None, None, len(runs), exact=False)
        return self._compared()

    def _compared(self) -> MomentFacts:
        moments = sorted(self._kept)
        steps = [after - before for before, after in pairwise(moments)]
        longest = max(range(len(steps)), key=steps.__getitem__)  # at least two rows are out of order
        self._gap = None
        self._look(*(_EPOCH + moments[longest + place] * _MICROSECOND for place in (0, 1)))
        return self._facts(steps.count(0))

    def _facts(self, duplicates: int) -> MomentFacts:
        longest, start = self._gap or (None, None)
        return MomentFacts(duplicates, longest, start, len(self._runs), exact=True)

    def _look(self, before: datetime, after: datetime) -> None:
        gap = after - before
        if gap > LARGE_GAP and (
            self._gap is None or gap > self._gap[0] or (gap == self._gap[0] and before < self._gap[1])
        ):
            self._gap = (gap, before)
