"""Which rows open an event, hold it open and end it, one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from l4e_sdk.local.detection.drift import RISE
from l4e_sdk.local.detection.events import JOIN_ROWS
from l4e_sdk.local.detection.peaks import MONTH

if TYPE_CHECKING:
    from l4e_sdk.local.detection.arrays import Mask, Vector

DAY = 86_400.0
"""Seconds."""

_STEP_UP = 0.4  # on the log scale, for each alarm beyond the ceiling: half as much again
_LASTING = DAY  # an event that is open for longer is another way of running
_REMEMBERED = 13  # rows: what a score looks back to
_LATE = 3.5  # rows: a short fault's score may peak when it is over


class Ongoing(NamedTuple):
    """The event that is open."""

    start: float
    last: float
    """Its last row, epoch seconds."""
    bar: float
    """How far above the levels its rows lie at least, on the log scale."""
    rows: int
    """Anomalous rows."""
    total: float
    """The sum of how far they lie above the levels."""
    echo: bool
    """Whether it opened on a row that is usual in itself."""


class Quiet(NamedTuple):
    """After an event of more than a day: rows up to its usual height open none until a day was quiet."""

    until: float
    height: float


class Ceiling(NamedTuple):
    """The alarms of late, held against how many a month there may be."""

    alarms_per_month: float
    backlog: float
    """Alarms that count; they leak away as the ceiling allows."""
    counted: float
    """When the backlog was counted; epoch seconds."""
    moved: float = 0.0
    """How far answers moved the level, on the log scale."""

    @property
    def bar(self) -> float:
        """How far above the levels an event opens now, on the log scale: each alarm too many raises it by half."""
        return self.moved + _STEP_UP * max(0.0, self.backlog - max(self.alarms_per_month - 1, 0.0))

    def at(self, time: float) -> Ceiling:
        """Return what is left of the backlog at a time."""
        leaked = self.alarms_per_month * max(time - self.counted, 0.0) / MONTH
        return self._replace(backlog=max(self.backlog - leaked, 0.0), counted=time)

    def raised(self, time: float) -> Ceiling:
        """Return it with one alarm more."""
        now = self.at(time)
        return now._replace(backlog=now.backlog + 1)


class Rows(NamedTuple):
    """Rows before the next daily question."""

    times: Vector
    """Epoch seconds."""
    on: Mask
    """False where the machine was off."""
    height: Vector
    """How far they lie above the levels, on the log scale."""
    hold: Vector
    """How far they lie above what an event goes on at."""
    fixed: Vector
    """The same of what lasts alone."""
    echo: Mask
    """Rows that are usual in themselves and look back to one that was not."""


class Marks(NamedTuple):
    """What became of rows."""

    bar: Vector
    """How high each row had to lie to count."""
    anomalous: Mask
    holding: Mask
    covered: Mask

    @classmethod
    def none(cls, rows: int, bar: float) -> Marks:
        """Return the marks of unjudged rows."""
        return cls(np.full(rows, bar), *(np.zeros(rows, np.bool_) for _ in range(3)))


class EventRun:
    """The state between two rows.

    Args:
        ceiling: the alarms of late.
        ongoing: the event that is open.
        quiet: what opens no event for a while.
        ended: the last row of the newest event that is over.
        news: how far above its bar a row must lie to be news, where the machine runs in another way.
        rate_seconds: the sampling rate.
    """

    def __init__(
        self,
        ceiling: Ceiling,
        ongoing: Ongoing | None,
        quiet: Quiet | None,
        *,
        ended: float,
        news: float,
        rate_seconds: float,
    ) -> None:
        self.ceiling = ceiling
        self.ongoing = ongoing
        self.quiet = quiet
        self.ended = ended
        self.news = news
        self._rate = rate_seconds

    def through(self, rows: Rows, marks: Marks) -> None:
        """Go through rows, and mark them."""
        columns = (rows.times, rows.on, rows.height, rows.hold, rows.fixed, rows.echo)
        for row, (time, on, height, hold, fixed, echo) in enumerate(
            zip(*(column.tolist() for column in columns), strict=True)
        ):
            self._end(time, off=not on)
            if on:
                bar = self.ongoing.bar if self.ongoing else self.ceiling.bar
                marks.bar[row] = bar
                # What lasts has no memory of a fault that is over.
                self._look(row, time, height, hold, marks, echo=echo and fixed <= bar)

    def _look(self, row: int, time: float, height: float, hold: float, marks: Marks, *, echo: bool) -> None:
        bar = float(marks.bar[row])
        if echo and self._is_over(time):
            marks.bar[row] = max(bar, height)
        elif height > bar:
            marks.anomalous[row] = True
            marks.covered[row] = self._says_nothing(time, height, bar)
            if not marks.covered[row]:
                self._count(time, height, echo=echo)
        elif self.ongoing and hold > bar and self.news < 0 and time - self.ongoing.last < 1.5 * self._rate:
            marks.holding[row] = True
            self.ongoing = self.ongoing._replace(last=time)

    def _end(self, time: float, *, off: bool) -> None:
        """End the event that is open where the machine stops, or after some rows without an alarm."""
        ongoing = self.ongoing
        if ongoing is None or not (off or time - ongoing.last >= (JOIN_ROWS + 1.5) * self._rate):
            return
        self.ongoing, self.ended = None, ongoing.last
        if ongoing.last - ongoing.start > _LASTING:
            usual = ongoing.total / max(ongoing.rows, 1)
            self.quiet = Quiet(ongoing.last + DAY, usual + float(np.log(RISE)))

    def _is_over(self, time: float) -> bool:
        """Return whether a row that only remembers a fault belongs to no event any more."""
        if self.ongoing is None:
            return time - self.ended < _REMEMBERED * self._rate
        return not self.ongoing.echo or time - self.ongoing.start > _LATE * self._rate

    def _says_nothing(self, time: float, height: float, bar: float) -> bool:
        quiet = self.quiet if self.quiet and time < self.quiet.until else None
        nothing = height - bar <= self.news or (
            self.ongoing is None and quiet is not None and height <= quiet.height
        )
        if nothing and quiet:
            self.quiet = quiet._replace(until=time + DAY)
        return nothing

    def _count(self, time: float, height: float, *, echo: bool) -> None:
        """Open an event, or go on with the one that is open."""
        ongoing = self.ongoing
        if ongoing is None:
            self.ongoing = Ongoing(time, time, self.ceiling.bar, 1, height, echo)
            self.ceiling = self.ceiling.raised(time)
        else:
            self.ongoing = ongoing._replace(last=time, rows=ongoing.rows + 1, total=ongoing.total + height)
