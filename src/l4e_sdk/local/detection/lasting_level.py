"""How far each sensor stays from its usual level for half a day: quick transitions cannot hide what lasts."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Self

import numpy as np

from l4e_sdk.local.detection.buckets import QUARTERS, places_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from l4e_sdk.local.detection.arrays import Vector
    from l4e_sdk.local.detection.buckets import Buckets, Clock, Sums

_USUAL = 0.98  # of a history's levels
_LEAST = 0.25  # deviations: below that a level is no news, however still a sensor is
_COVERED = 0.5  # of a quarter's rows must be there
_DECIMALS = 9  # sums in another order differ further behind
FLOOR = 3.0
"""No lasting level counts below this many usual ones."""


@dataclass(frozen=True, slots=True, eq=False)
class LastingLevel:
    """The level of each sensor, in deviations, that the history seldom exceeds for twelve hours."""

    usual: Vector

    @classmethod
    def fit(cls, buckets: Buckets, clock: Clock, cuts: Sequence[int]) -> tuple[Self, Vector]:
        """Learn the usual levels, and return for each bucket the largest ratio to them, cross-fitted.

        Args:
            buckets: Of the whole history.
            clock: How they were made.
            cuts: The places in `buckets` at which new parts of the history begin.
        """
        levels = sustained(_cross_fitted(buckets, cuts), clock)
        usual = np.quantile(np.abs(levels), _USUAL, axis=0) + _LEAST
        return cls(usual), (np.abs(levels) / usual).max(axis=1, initial=0)

    def ratios(self, buckets: Buckets, clock: Clock) -> Sums:
        """Return for each bucket, from those before it, how many times its usual level each sensor keeps up."""
        return np.abs(sustained(buckets, clock)) / self.usual


def sustained(buckets: Buckets, clock: Clock) -> Sums:
    """Return the signed level that each sensor kept up in all four quarters of the twelve hours before each bucket.

    It is the mean of the quarter that deviates least; 0 where the quarters do not agree on the side, or one of them
    lacks more than half of its rows.
    """
    size = clock.memory // QUARTERS
    places = places_of(buckets.numbers, clock.memory + 1)
    if not len(places):
        return np.empty(buckets.sums.shape)
    total = np.zeros((int(places[-1]) + 2, buckets.sums.shape[1]))
    total[places + 1] = buckets.sums
    np.cumsum(total, axis=0, out=total)
    rows = np.zeros(len(total), np.int64)
    rows[places + 1] = buckets.counts
    np.cumsum(rows, out=rows)
    level = np.full(buckets.sums.shape, np.inf)
    side = np.zeros(buckets.sums.shape)
    covered = np.ones(len(places), np.bool_)
    recent = max(1, size // 3)
    spans = [(quarter * size, (quarter + 1) * size) for quarter in range(QUARTERS)]
    for late, early in [*spans, (0, recent)]:  # the newest hour ends a level as soon as it is over
        stop, start = np.maximum(places - late, 0), np.maximum(places - early, 0)
        count = rows[stop] - rows[start]
        covered &= count >= _COVERED * (early - late) * clock.rows
        mean = (total[stop] - total[start]) / np.maximum(count, 1)[:, None]
        np.minimum(level, np.abs(mean), out=level)
        side += np.sign(mean)
    level *= np.sign(side)
    level[(np.abs(side) <= QUARTERS) | ~covered[:, None]] = 0
    return np.asarray(level.round(_DECIMALS), np.float64)


def _cross_fitted(buckets: Buckets, cuts: Sequence[int]) -> Buckets:
    """Return the buckets with each part's readings centred by the other parts."""
    if not cuts:
        return buckets
    sums, all_rows = buckets.sums.copy(), int(buckets.counts.sum())
    whole = buckets.sums.sum(axis=0)
    for start, stop in pairwise((0, *cuts, len(sums))):
        rows = buckets.counts[start:stop]
        others = (whole - buckets.sums[start:stop].sum(axis=0)) / max(all_rows - int(rows.sum()), 1)
        sums[start:stop] -= rows[:, None] * others
    return buckets._replace(sums=sums)
