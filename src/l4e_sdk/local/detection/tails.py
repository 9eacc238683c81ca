"""How far the rare readings of each sensor lie, beside those of a normal distribution."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from l4e_sdk.local.detection.arrays import Mask, Values

_KNEE = 3.0  # deviations: a normal distribution leaves them three times in a thousand
_RARE = 1000  # of so many readings, one
_NORMAL = 3.29  # deviations: what a normal distribution exceeds once in a thousand, on either side

MOST_READ = 100_000
"""Rows of a history to look at: a hundred readings beyond a level tell it well enough."""


@dataclass(frozen=True, slots=True)
class Tails:
    """How many times as far as those of a normal distribution the rare readings of each sensor lie, if farther."""

    stretch: Values

    @classmethod
    def normal(cls, sensors: int) -> Self:
        """Return the tails of sensors that read like a normal distribution."""
        return cls(np.ones(sensors, np.float32))

    def of(self, sensors: Mask) -> Tails:
        """Return the tails of some of the sensors."""
        return Tails(self.stretch[sensors])

    def shorten(self, standard: Values) -> Values:
        """Count what lies beyond three deviations in the sensor's own rare readings, in place."""
        columns = np.flatnonzero(self.stretch > 1)
        if len(columns):
            readings = standard[:, columns]
            beyond = readings - np.clip(readings, -_KNEE, _KNEE)
            standard[:, columns] = readings - beyond * (1 - 1 / self.stretch[columns])
        return standard


class Extremes:
    """The largest deviations of every sensor in each part of a history."""

    def __init__(self) -> None:
        self._largest: list[Values] = []
        self._counts: list[NDArray[np.int64]] = []

    def add(self, standard: Values) -> None:
        """Add a part: (rows, sensors) in deviations, NaN where a reading is missing."""
        sizes = np.abs(standard)
        self._counts.append(np.count_nonzero(~np.isnan(sizes), axis=0))
        np.nan_to_num(sizes, copy=False, nan=-1)
        most = MOST_READ // _RARE + 1
        if len(sizes) > most:
            sizes = np.partition(sizes, len(sizes) - most, axis=0)[-most:]
        self._largest.append(sizes)

    def tails(self, without: int | None = None) -> Tails:
        """Return the tails over all parts but one.

        With fewer than a thousand readings nobody can tell which is one in a thousand: the tail is a normal one.
        """
        kept = [part for part in range(len(self._counts)) if part != without]
        largest = -np.sort(-np.concatenate([self._largest[part] for part in kept]), axis=0)
        ranks = np.sum([self._counts[part] for part in kept], axis=0) // _RARE
        levels = largest[np.minimum(ranks, len(largest) - 1), np.arange(largest.shape[1])]
        stretch = np.where(ranks > 0, np.maximum(levels / np.float32(_NORMAL), 1), 1)
        return Tails(stretch.astype(np.float32))
