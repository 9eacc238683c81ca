"""Drift followed from window to window, without the rows of the week."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np

from l4e_sdk.local.detection.drift import STEP, WINDOW, Regime

if TYPE_CHECKING:
    from collections.abc import Iterable

    from l4e_sdk.local.detection.arrays import Vector
    from l4e_sdk.local.detection.assessment import Assessment

_SECOND = np.timedelta64(1, "s")
_WEEK, _DAY, _HOUR = WINDOW / _SECOND, STEP / _SECOND, 3600


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


@dataclass(frozen=True, slots=True)
class DriftWatch:
    """What is known about the plant after a window, and what the next question needs.

    The questions and answers are those of `find_drift`. Each row has its hour's mean score, so hourly rows are told
    by exactly the same scores, and a week takes 168 hours, however many rows it has.
    """

    regime: Regime
    since: float
    """From when on the status holds: the last row before it was found, or the first of all; epoch seconds."""
    due: float
    """When the next question is asked."""
    hours: tuple[Hour, ...]
    """Those of the last 7 days that have rows, in the order of time."""

    @classmethod
    def begun(cls, first: float) -> Self:
        """Return a watch that begins at a row and knows nothing yet."""
        return cls(Regime(), first, first + _WEEK, ())

    def after(self, seconds: Vector, assessment: Assessment) -> DriftWatch:
        """Return what is known after further rows.

        More than a week without any row begins a new watch: what is known then is no more about this plant.

        Args:
            seconds: One time per row, in order; epoch seconds. There is at least one.
            assessment: The verdicts.
        """
        last = float(seconds[-1])
        known = [hour for hour in self.hours if hour.start > last - _WEEK]
        before = self if known or not self.hours else DriftWatch.begun(float(seconds[0]))
        hours = _added(known, seconds, assessment)
        if last < before.due:
            return DriftWatch(before.regime, before.since, before.due, hours)
        alarms = [hour for hour in hours if hour.alarms]
        means = np.array([hour.score / hour.alarms for hour in alarms])
        counts = np.array([hour.alarms for hour in alarms], dtype=np.intp)
        times = np.array([hour.start for hour in alarms], np.int64).astype("datetime64[s]")
        on = [hour.on for hour in hours if hour.on]
        regime = before.regime.asked(len(on), sum(on), np.repeat(means, counts), np.repeat(times, counts))
        since = before.since if regime.status is before.regime.status else last
        due = before.due + _DAY * ((last - before.due) // _DAY + 1)
        return DriftWatch(regime, since, due, hours)


def _added(known: Iterable[Hour], seconds: Vector, assessment: Assessment) -> tuple[Hour, ...]:
    hours = {hour.start: hour for hour in known}
    starts, places = np.unique((seconds // _HOUR * _HOUR).astype(np.int64), return_inverse=True)
    on = np.bincount(places, ~assessment.off)
    alarms = np.bincount(places, assessment.anomalous)
    scores = np.bincount(places, np.where(assessment.anomalous, assessment.anomaly_score, 0))
    for start, *sums in zip(starts.tolist(), on.tolist(), alarms.tolist(), scores.tolist(), strict=True):
        had = hours.get(start, Hour(start, 0, 0, 0.0))
        hours[start] = Hour(start, had.on + int(sums[0]), had.alarms + int(sums[1]), had.score + sums[2])
    return tuple(hours[start] for start in sorted(hours))
