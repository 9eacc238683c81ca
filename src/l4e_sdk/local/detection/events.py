"""Anomalous rows joined to events, which close later than they open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from l4e_sdk.local.detection.arrays import checked_mask, checked_times
from l4e_sdk.local.detection.errors import InvalidInputError

if TYPE_CHECKING:
    from typing import TypeAlias

    from numpy.typing import NDArray

    from l4e_sdk.local.detection.arrays import Mask, Times, Values, Vector

    Rows: TypeAlias = NDArray[np.intp]

JOIN_ROWS = 5
"""Anomalous rows with at most so many quiet rows between them belong to one event."""


@dataclass(frozen=True, slots=True, eq=False)
class Event:
    """A stretch that begins with an anomalous row; of a single row, start and end are the same instant."""

    start: np.datetime64
    end: np.datetime64
    contributions: Vector
    """The mean share of each sensor over the anomalous rows; sums to 1."""
    rows: int
    """How many rows of the event are anomalous."""

    @property
    def seconds(self) -> float:
        """The time from start to end."""
        return float((self.end - self.start) / np.timedelta64(1, "s"))


def find_events(
    times: Times,
    anomalous: Mask,
    *,
    rate_seconds: float,
    contributions: Values,
    holding: Mask | None = None,
    off: Mask | None = None,
    join_rows: int = JOIN_ROWS,
) -> list[Event]:
    """Join anomalous rows to events, in the order of time.

    An anomalous row opens an event, and the `holding` rows that follow it one by one keep it open: a score that
    wavers around its threshold is one event. Rows belong together when at most `join_rows` sampling intervals without an anomaly lie between them. Time
    counts, not the number of rows, so rows that are absent separate as quiet ones do. A row where the machine
    was off ends the event before it: what happens after a restart is a new one.

    Raises:
        InvalidInputError: an array has the wrong type or shape, or the rate is not positive.
    """
    times = checked_times(times, len(times))
    anomalous = checked_mask("anomalous", anomalous, len(times), default=False)
    holding = checked_mask("holding", holding, len(times), default=False)
    off = checked_mask("off", off, len(times), default=False)
    if rate_seconds <= 0:
        raise InvalidInputError(f"rate_seconds: {rate_seconds} is no sampling rate; give a positive number")
    anomalous = anomalous & ~off
    rows = _open(times, anomalous, holding & ~off, reach_of(rate_seconds, 0))
    if not len(rows):
        return []
    stops = np.cumsum(off)[rows]
    apart = (np.diff(times[rows]) >= reach_of(rate_seconds, join_rows)) | (np.diff(stops) > 0)
    return [
        _event(times, contributions, run, run[anomalous[run]])
        for run in np.split(rows, np.flatnonzero(apart) + 1)
    ]


def reach_of(rate_seconds: float, join_rows: int = JOIN_ROWS) -> np.timedelta64:
    """Return the time from one row to another below which at most `join_rows` rows lie between them."""
    return np.timedelta64(round((join_rows + 1.5) * rate_seconds * 1e6), "us")


def _open(times: Times, anomalous: Mask, holding: Mask, reach: np.timedelta64) -> Rows:
    """Return the anomalous rows, and the holding ones that follow them without a gap."""
    rows = np.flatnonzero(anomalous | holding)
    if not len(rows):
        return rows
    begins = np.flatnonzero(np.concatenate(([True], (np.diff(rows) > 1) | (np.diff(times[rows]) >= reach))))
    seen = np.cumsum(anomalous[rows])
    before: Rows = (seen - anomalous[rows])[begins]
    opened = seen > np.repeat(before, np.diff(np.append(begins, len(rows))))
    return rows[opened]


def _event(times: Times, contributions: Values, rows: Rows, anomalous: Rows) -> Event:
    mean = contributions[anomalous].mean(axis=0, dtype=np.float64)
    total = float(mean.sum())
    return Event(times[int(rows[0])], times[int(rows[-1])], mean / total if total else mean, len(anomalous))
