"""Whether a sensor stays outside of everything that it ever read."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Self, TypeVar

import numpy as np

from l4e_sdk.local.detection.buckets import places_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from l4e_sdk.local.detection.arrays import Values, Vector
    from l4e_sdk.local.detection.buckets import Buckets, Numbers

LASTING = 8
"""Buckets: two hours, or eight rows where these are longer apart."""

_Number = TypeVar("_Number", np.float64, np.int64)
_THREE_ROWS = 3
_SHARE = 0.4  # of the range
_FACTOR = 1.2
_UNLIKE = 3  # the third largest cross-fitted excess of a part, as a share of the sensor's range
_MOST_EMPTY = 2  # of the buckets


@dataclass(frozen=True, slots=True, eq=False)
class Excursion:
    """What lasted in the history of each sensor, and how far beyond it counts."""

    low: Vector
    high: Vector
    margin: Vector

    @classmethod
    def fit(cls, buckets: Buckets, lasted: Sequence[Lasted], cuts: Sequence[int], least: Vector) -> Self:
        """Learn the range of each sensor, and how far parts of the history lie outside of the others.

        Args:
            buckets: Of the whole history.
            lasted: What lasted in each part of the history.
            cuts: The places in `buckets` at which new parts of the history begin.
            least: Per sensor, the smallest range: that of one which never moved.
        """
        bounds = (0, *cuts, len(buckets.numbers))
        lows = np.stack([part.low for part in lasted]).astype(np.float64)
        highs = np.stack([part.high for part in lasted]).astype(np.float64)
        low, high = lows.min(axis=0), highs.max(axis=0)
        reach = np.maximum(high - low, least)
        shares = [np.zeros(_UNLIKE)]
        for place, (start, stop) in enumerate(pairwise(bounds)):
            others = np.arange(len(lasted)) != place
            if not others.any():
                continue
            part = buckets.between(start, stop)
            over, under = _beyond(part, lows[others].min(axis=0), highs[others].max(axis=0))
            shares += [side.max(axis=0, initial=0) / reach for side in (over, under)]
        third = float(np.sort(np.concatenate(shares))[-_UNLIKE])
        return cls(low, high, np.maximum(_SHARE, _FACTOR * third) * reach)

    def ratios(self, buckets: Buckets) -> Vector:
        """Return for each bucket, from the two hours before it, how many margins each sensor stayed outside; 0 inside."""
        over, under = _beyond(buckets, self.low, self.high)
        ratios: Vector = np.maximum(np.maximum(over, under) / self.margin, 0)
        return ratios


class Lasted:
    """The lowest and the highest reading of each sensor that lasted for three rows."""

    def __init__(self, sensors: int) -> None:
        self.low = np.full(sensors, np.inf, np.float32)
        self.high = np.full(sensors, -np.inf, np.float32)

    def add(self, readings: Values) -> None:
        """Look at rows that follow each other; NaN where a reading is missing or means nothing."""
        if len(readings) < _THREE_ROWS:
            return
        first, second, third = readings[:-2], readings[1:-1], readings[2:]
        kept = np.minimum(np.minimum(first, second), third)
        self.high = np.fmax(self.high, np.fmax.reduce(kept, axis=0, initial=-np.inf))
        kept = np.maximum(np.maximum(first, second), third)
        self.low = np.fmin(self.low, np.fmin.reduce(kept, axis=0, initial=np.inf))


def _beyond(buckets: Buckets, low: Vector, high: Vector) -> tuple[Vector, Vector]:
    """Return how far above `high` and below `low` each sensor stayed in the buckets before each one; negative inside."""
    places: Numbers = places_of(buckets.numbers, LASTING + 1)
    sensors = buckets.low.shape[1]
    if not len(places):
        none = np.empty((0, sensors))
        return none, none
    size = int(places[-1]) + 1 + LASTING
    lows, highs = np.full((size, sensors), np.inf), np.full((size, sensors), -np.inf)
    lows[places + LASTING], highs[places + LASTING] = buckets.low, buckets.high
    there = np.zeros(size, np.int64)
    there[places + LASTING] = 1
    kept_low, kept_high = _over_window(np.minimum, lows)[places], _over_window(np.maximum, highs)[places]
    whole = _over_window(np.add, there)[places] >= LASTING - _MOST_EMPTY
    known = whole[:, None] & np.isfinite(kept_low) & np.isfinite(kept_high)
    over = np.where(known, kept_low - high, -np.inf)
    under = np.where(known, low - kept_high, -np.inf)
    return over, under


def _over_window(join: np.ufunc, rows: NDArray[_Number]) -> NDArray[_Number]:
    """Join each row with the seven after it, by doubling."""
    apart = 1
    while apart < LASTING:
        rows = join(rows[:-apart], rows[apart:])
        apart *= 2
    return rows
