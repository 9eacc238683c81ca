"""Sensors that only ever count on, such as operating hours: what they say is how fast they do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from l4e_sdk.local.detection.blocks import blocks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from l4e_sdk.local.detection.arrays import Mask, Times, Values, Vector

_ONE_WAY = 0.995  # of the steps of a counter go one way; the others are resets
_FEWEST_STEPS = 200  # below that one reset would be more than the rest allows, and one way may be chance
_LONGEST = 1.5  # in sampling intervals: a difference over more is that of a gap
_NONE: Mapping[int, Vector] = {}


@dataclass(frozen=True, slots=True)
class Counters:
    """The way that each sensor counts: 1 up, -1 down, 0 for a sensor that is no counter."""

    ways: NDArray[np.int8]

    @classmethod
    def fit(cls, values: Values, usable: Mask, precise: Mapping[int, Vector] = _NONE) -> Self:
        """Find the sensors that move one way in at least 99.5 % of at least 200 steps between usable rows.

        Args:
            values: (rows, sensors).
            usable: The rows to look at.
            precise: Columns in double precision, to be looked at instead: a float32 far from zero hides its steps.
        """
        ups = np.zeros(values.shape[1], np.int64)
        downs = np.zeros(values.shape[1], np.int64)
        for block in blocks(len(values), history=1):
            on = usable[block.read]
            readings = values[block.read]
            both = (on[1:] & on[:-1])[:, None]
            ups += np.count_nonzero((readings[1:] > readings[:-1]) & both, axis=0)
            downs += np.count_nonzero((readings[1:] < readings[:-1]) & both, axis=0)
        for column, exact in precise.items():
            changes = np.diff(exact)[usable[1:] & usable[:-1]]
            ups[column], downs[column] = np.count_nonzero(changes > 0), np.count_nonzero(changes < 0)
        steps = ups + downs
        sure = steps >= _FEWEST_STEPS
        up, down = sure & (ups >= _ONE_WAY * steps), sure & (downs >= _ONE_WAY * steps)
        return cls(up.astype(np.int8) - down.astype(np.int8))

    @property
    def found(self) -> bool:
        """Whether there is a counter at all."""
        return bool(self.ways.any())

    def steps(
        self, times: Times, values: Values, rate_seconds: float, precise: Mapping[int, Vector] = _NONE
    ) -> Values:
        """Return the values with each counter's step since the row before in place of its reading.

        A step the wrong way is a reset, and one over a gap has no usual size: both are missing, as the first row's.
        The input is returned as it is when there is no counter.
        """
        if not self.found or not len(values):
            return values
        result = values.copy()
        columns = np.flatnonzero(self.ways)
        gap = np.diff(times) > np.timedelta64(round(_LONGEST * rate_seconds * 1e6), "us")
        readings = values[:, columns].astype(np.float64)
        for place, column in enumerate(columns.tolist()):
            readings[:, place] = precise.get(column, readings[:, place])
        steps = np.diff(readings, axis=0)
        steps[(steps * self.ways[columns] < 0) | gap[:, None]] = np.nan
        result[0, columns] = np.nan
        result[1:, columns] = steps
        return result
