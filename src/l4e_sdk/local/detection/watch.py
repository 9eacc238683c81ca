"""What a model remembers of a live machine from row to row: the ceiling on alarms, the week before, what lasts.

A history that is judged at once and the same rows judged window by window give the same verdicts: everything here
goes from row to row in the order of time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple, Self

import numpy as np

from l4e_sdk.local.detection.drift import STEP, WINDOW, DriftStatus, Regime
from l4e_sdk.local.detection.event_run import Ceiling, EventRun, Marks, Ongoing, Quiet, Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from l4e_sdk.local.detection.arrays import Mask, Vector

_SECOND: Final = np.timedelta64(1, "s")
_WEEK, _DAY, _HOUR = WINDOW / _SECOND, STEP / _SECOND, 3600

_FEWEST_HOURS = 84  # with rows, of the week: half of it
_CALM = frozenset({DriftStatus.UNKNOWN, DriftStatus.STEADY})
_MOST_HEIGHT = 6.0  # beyond which a score is 1 in any case
_STILL_RISING = 0.15  # on the log scale, from the first two days of the week to its last two


class Hour(NamedTuple):
    """The rows of one hour, added up."""

    start: int
    """Epoch seconds."""
    on: int
    """Rows in which the machine was on."""
    alarms: int
    """Anomalous rows among them."""
    score: float
    """The sum of their scores."""
    log: float
    """The sum of the logarithms of the statistic, over the rows in which the machine was on."""


class Margins(NamedTuple):
    """How far rows lie above the levels of a model, on the log scale, before anything live is counted in."""

    above: Vector
    """Above the level of the score, which follows the machine."""
    holding: Vector
    """Above the level at which an event goes on."""
    above_fixed: Vector
    """The same of the channels that do not follow: lasting levels and excursions."""
    holding_fixed: Vector
    log: Vector
    """The logarithm of the statistic."""
    echo: Mask
    """Rows that are usual in themselves and look back to one that was not: an event does not go on in them."""

    def of(self, rows: slice) -> Margins:
        """Return those of some of the rows."""
        return Margins(
            self.above[rows],
            self.holding[rows],
            self.above_fixed[rows],
            self.holding_fixed[rows],
            self.log[rows],
            self.echo[rows],
        )


class Judgement(NamedTuple):
    """What the watch makes of rows."""

    height: Vector
    """How far each row lies above what opens an event, on the log scale."""
    anomalous: Mask
    holding: Mask
    """Rows that hold an open event open."""
    covered: Mask
    """Rows that say nothing new: they neither open an event nor hold one open."""


@dataclass(frozen=True, slots=True)
class Watch:
    """What is known after a row, and what the next one needs."""

    usual: float
    """The logarithm of the history's usual statistic."""
    ceiling: Ceiling
    regime: Regime
    since: float
    """From when on the status holds; epoch seconds."""
    due: float
    """When the next question is asked."""
    hours: tuple[Hour, ...] = ()
    """Those of the last 7 days that have rows, in the order of time."""
    shift: float = 0.0
    """By how much the level of the score follows the machine, on the log scale."""
    ongoing: Ongoing | None = None
    quiet: Quiet | None = None
    ended: float = 0.0
    """The last row of the newest event that is over; epoch seconds."""

    @classmethod
    def begun(cls, first: float, *, alarms_per_month: float, usual: float, shift: float = 0.0) -> Self:
        """Return a watch that begins at a row and knows nothing yet."""
        return cls(usual, Ceiling(alarms_per_month, 0.0, first), Regime(), first, first + _DAY, shift=shift)

    def through(
        self, seconds: Vector, on: Mask, margins: Margins, *, rate_seconds: float
    ) -> tuple[Watch, Judgement]:
        """Judge rows, and return what is known after them.

        Args:
            seconds: One time per row, in order; epoch seconds. There is at least one.
            on: False where the machine was off.
            margins: How far the rows lie above the levels.
            rate_seconds: The sampling rate.
        """
        watch, parts, start = self, list[Judgement](), 0
        while start < len(seconds):
            if seconds[start] >= watch.due:
                watch = watch.asked(float(seconds[start]))
            span = slice(start, int(np.searchsorted(seconds, watch.due, "left")))
            watch, judged = watch.before_next_question(
                seconds[span], on[span], margins.of(span), rate_seconds=rate_seconds
            )
            parts.append(judged)
            start = span.stop
        return watch, Judgement(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))

    def before_next_question(
        self, seconds: Vector, on: Mask, margins: Margins, *, rate_seconds: float
    ) -> tuple[Watch, Judgement]:
        """Judge rows before the next daily question; see `through`."""
        above = np.maximum(margins.above - self.shift, margins.above_fixed)
        hold = np.maximum(margins.holding - self.shift, margins.holding_fixed)
        bar = self.ceiling.bar
        marks, watch = Marks.none(len(seconds), bar), self
        if self.ongoing is not None or bool((above[on] > bar).any()):
            news = -np.inf if self.regime.level is None else _height(self.regime.level)
            run = EventRun(
                self.ceiling, self.ongoing, self.quiet, ended=self.ended, news=news, rate_seconds=rate_seconds
            )
            run.through(Rows(seconds, on, above, hold, margins.above_fixed, margins.echo), marks)
            watch = replace(self, ceiling=run.ceiling, ongoing=run.ongoing, quiet=run.quiet, ended=run.ended)
        height = np.where(on, above - marks.bar, np.nan)
        judged = Judgement(height, marks.anomalous, marks.holding, marks.covered)
        return replace(watch, hours=_added(watch.hours, seconds, on, judged, margins.log)), judged

    def asked(self, now: float) -> Watch:
        """Ask how the machine runs, by the week before `now`; the next question comes a day later."""
        hours = tuple(hour for hour in self.hours if hour.start > now - _WEEK)
        if (
            not hours and self.hours
        ):  # more than a week without rows: what was known is no more about this machine
            ceiling = self.ceiling.at(now)
            return replace(self, regime=Regime(), since=now, due=now + _DAY, hours=(), ceiling=ceiling)
        due = self.due + _DAY * ((now - self.due) // _DAY + 1)
        alarms = [hour for hour in hours if hour.alarms]
        means = np.array([hour.score / hour.alarms for hour in alarms])
        counts = np.array([hour.alarms for hour in alarms], dtype=np.intp)
        times = np.array([hour.start for hour in alarms], np.int64).astype("datetime64[s]")
        on = [hour.on for hour in hours if hour.on]
        week = max(sum(on), round(max(on, default=0) * _WEEK / _HOUR))  # what a whole week would have
        regime = self.regime.asked(len(on), week, np.repeat(means, counts), np.repeat(times, counts))
        return replace(
            self,
            regime=regime,
            since=self.since if regime.status is self.regime.status else now,
            due=due,
            hours=hours,
            # Alarms that fill days are a fault or another regime; a level that followed them would hide either.
            shift=_shift(hours, self.usual, self.shift) if regime.status in _CALM else self.shift,
            ceiling=self.ceiling.at(now),
        )


def hourly(seconds: Vector, logs: Vector, on: Mask) -> Vector:
    """Return the mean logarithm of the statistic of each hour that has rows."""
    starts = (seconds[on] // _HOUR).astype(np.int64)
    if not len(starts):
        return np.empty(0)
    begins = np.flatnonzero(np.concatenate(([True], starts[1:] != starts[:-1])))
    counts = np.diff(np.append(begins, len(starts)))
    means: Vector = np.add.reduceat(logs[on], begins) / counts
    return means


def _shift(hours: Sequence[Hour], usual: float, before: float) -> float:
    """Return by how much the level follows: what the last week usually reaches, above what the history did.

    While the statistic still rises it is not followed up: a fault that grows would take its alarm along.
    """
    known = [hour for hour in hours if hour.on]
    if len(known) < _FEWEST_HOURS:
        return before
    means = np.array([hour.log / hour.on for hour in known])
    found = max(0.0, float(np.median(means)) - usual)
    if found > before and _rises(np.array([hour.start for hour in known]), means):
        return before
    return found


def _rises(starts: np.ndarray, means: Vector) -> bool:
    days = (starts - starts[0]) // _DAY
    early, late = means[days <= 1], means[days >= days[-1] - 1]
    return float(np.median(late) - np.median(early)) > _STILL_RISING


def _height(score: float) -> float:
    """Return how far above its level the statistic of a score is, on the log scale."""
    return 0.5 * float(np.log(score / (1 - score)))


def _added(
    known: Sequence[Hour], seconds: Vector, on: Mask, judged: Judgement, logs: Vector
) -> tuple[Hour, ...]:
    hours = {hour.start: hour for hour in known}
    every = (seconds // _HOUR * _HOUR).astype(np.int64)
    begins = np.concatenate(([True], every[1:] != every[:-1]))
    starts, places = every[begins], np.cumsum(begins) - 1
    ratio = np.exp(2 * np.clip(np.where(judged.anomalous, judged.height, 0), -_MOST_HEIGHT, _MOST_HEIGHT))
    columns = (
        np.bincount(places, on),
        np.bincount(places, judged.anomalous),
        np.bincount(places, np.where(judged.anomalous, ratio / (1 + ratio), 0)),
        np.bincount(places, np.where(on, logs, 0)),
    )
    for start, rows, alarms, score, log in zip(starts.tolist(), *(c.tolist() for c in columns), strict=True):
        had = hours.get(start, Hour(start, 0, 0, 0.0, 0.0))
        hours[start] = Hour(
            start, had.on + int(rows), had.alarms + int(alarms), had.score + score, had.log + log
        )
    return tuple(hours[start] for start in sorted(hours))
