"""Sensors that read the same number for too long."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np

if TYPE_CHECKING:
    from l4e_sdk.local.detection.arrays import Vector
    from l4e_sdk.local.detection.buckets import Buckets, Clock

_LEAST_SECONDS = 24 * 3600.0
_LEAST_ROWS = 24
_TIMES = 6.0  # the second-longest run of the history
_HALF = 0.5
_RESTING = 0.2  # of the history's buckets; a sensor that stands still so often rests by nature


class Run(NamedTuple):
    """A sensor that read one number."""

    column: int
    first: int
    """The number of the run's first bucket."""
    last: int
    value: float


@dataclass(frozen=True, slots=True, eq=False)
class Stillness:
    """How long each sensor may read the same number; for ever, where it rests by nature."""

    limit: Vector
    """In buckets."""

    @classmethod
    def fit(cls, buckets: Buckets, clock: Clock, rate_seconds: float) -> Self:
        """Learn how long each sensor stands still: 24 hours, 24 rows and six times its second-longest run are allowed."""
        least = max(_LEAST_SECONDS, _LEAST_ROWS * rate_seconds) / clock.seconds
        sensors = buckets.sums.shape[1]
        lengths: list[list[int]] = [[] for _ in range(sensors)]
        for run in runs(buckets):
            lengths[run.column].append(run.last - run.first + 1)
        total = max(len(buckets.numbers), 1)
        limit = np.full(sensors, least)
        for column, found in enumerate(lengths):
            if len(found) > 1:
                limit[column] = max(least, _TIMES * sorted(found)[-2])
            longest = max(found, default=0)
            # One run alone may be a frozen sensor; several are a sensor that rests.
            if longest > _HALF * total or sum(found) - longest > _RESTING * (total - longest):
                limit[column] = np.inf
        return cls(limit)

    def frozen(self, buckets: Buckets) -> list[Run]:
        """Return the runs that are longer than their sensor may stand still."""
        return [run for run in runs(buckets) if run.last - run.first + 1 > self.limit[run.column]]


def runs(buckets: Buckets) -> list[Run]:
    """Return the stretches of at least two buckets in which a sensor reads one number throughout."""
    low, high = buckets.low, buckets.high
    if len(low) < 2:
        return []
    flat = (low == high) & np.isfinite(low)
    same = flat[1:] & flat[:-1] & (low[1:] == low[:-1]) & (np.diff(buckets.numbers) == 1)[:, None]
    found = []
    for column in np.flatnonzero(same.any(axis=0)).tolist():
        edges = np.flatnonzero(np.diff(np.concatenate(([0], same[:, column].astype(np.int8), [0]))))
        for begin, stop in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
            first, last = int(buckets.numbers[begin]), int(buckets.numbers[stop])
            found.append(Run(column, first, last, float(low[begin, column])))
    return found
