"""How far the rare readings of each sensor lie, beside those of a normal distribution."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Self

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
class TailScaling:
    """How many times as far as those of a normal distribution the rare readings of each sensor lie, if farther."""

    stretch: Values

    @classmethod
    def normal(cls, sensors: int) -> Self:
        """Return the tails of sensors that read like a normal distribution."""
        return cls(np.ones(sensors, np.float32))

    def of(self, sensors: Mask) -> TailScaling:
        """Return the tails of some of the sensors."""
        return TailScaling(self.stretch[sensors])

    def shorten(self, standard: Values) -> Values:
        """Count what lies beyond three deviations in the sensor's own rare readings, in place."""
        columns = np.flatnonzero(self.stretch > 1)
        if len(columns):
            readings = standard[:, columns]
            beyond = readings - np.clip(readings, -_KNEE, _KNEE)
            standard[:, columns] = readings - beyond * (1 - 1 / self.stretch[columns])
        return standard


class Extremes:
    """The readings of each part of a history that lie farther out than a normal distribution's rare ones."""

    def __init__(self) -> None:
        self._parts: list[_Far] = []

    def add(self, standard: Values) -> None:
        """Add a part: (rows, sensors) in deviations, NaN where a reading is missing."""
        sizes = np.abs(standard)
        rows, sensors = np.nonzero(sizes > np.float32(_NORMAL))
        missing = np.isnan(sizes)
        counts = np.count_nonzero(~missing, axis=0) if missing.any() else np.full(sizes.shape[1], len(sizes))
        self._parts.append(_Far(counts, sensors, sizes[rows, sensors]))

    def tails(self, without: int | None = None) -> TailScaling:
        """Return the tails over all parts but one.

        With fewer than a thousand readings nobody can tell which is one in a thousand: the tail is a normal one.
        """
        kept = [part for place, part in enumerate(self._parts) if place != without]
        counts = np.sum([part.counts for part in kept], axis=0)
        sensors = np.concatenate([part.sensors for part in kept])
        sizes = np.concatenate([part.sizes for part in kept])
        order = np.lexsort((-sizes, sensors))
        found = np.bincount(sensors, minlength=len(counts))
        begins, ranks = np.cumsum(found) - found, counts // _RARE
        long = np.flatnonzero((ranks > 0) & (ranks < found))
        tails = TailScaling.normal(len(counts))
        tails.stretch[long] = sizes[order[(begins + ranks)[long]]] / np.float32(_NORMAL)
        return tails


class _Far(NamedTuple):
    """A part of a history."""

    counts: NDArray[np.int64]
    """The readings of each sensor."""
    sensors: NDArray[np.intp]
    """Of each reading that lies far out."""
    sizes: Values
