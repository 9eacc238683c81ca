"""Which sensors a model learns from."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Self

import numpy as np

from l4e_sdk.local.detection.blocks import blocks
from l4e_sdk.local.detection.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from l4e_sdk.local.detection.arrays import Mask, Times, Values, Vector

_LEAST_PRESENT = 0.6
"""Of the usable rows; a sensor that lacks more readings tells more about its outages than about the machine."""
_LEAST_DAYS = 14
"""From the first reading to the last, rounded, as the service asks of each sensor; one may begin an hour late."""


def checked_sensors(sensors: Sequence[str], columns: int) -> tuple[str, ...]:
    """Return the names, one for each column and no two alike."""
    if len(sensors) != columns:
        raise InvalidInputError(
            f"sensors: {len(sensors)} names for {columns} columns of values; name every column"
        )
    if len(set(sensors)) != len(sensors):
        raise InvalidInputError("sensors: two columns have the same name; rename one of them")
    return tuple(sensors)


def dropped_sensors(sensors: Sequence[str], times: Times, values: Values, usable: Mask) -> dict[str, str]:
    """Return the sensors with too few readings to learn from, each with the reason.

    What a history of less than 14 days lacks is no fault of a sensor: then only the share of readings counts.
    """
    present = _present_share(values, usable)
    days = _days(times) if len(times) and _days(times) >= _LEAST_DAYS else 0
    dropped = {}
    for column, name in enumerate(sensors):
        if present[column] < _LEAST_PRESENT:
            dropped[name] = _reason(float(present[column]))
        elif days and (reach := _reach(times, values[:, column], days)) < _LEAST_DAYS:
            dropped[name] = f"readings over only {reach} days; at least {_LEAST_DAYS} are needed"
    return dropped


@dataclass(frozen=True, slots=True)
class Movement:
    """The range of every sensor in each part of a history: (parts, sensors)."""

    lowest: Values
    highest: Values

    @classmethod
    def measure(cls, values: Values, usable: Mask, cuts: Sequence[int] = ()) -> Self:
        """Measure the usable readings between the cuts."""
        bounds = (0, *cuts, len(values))
        parts = [_range(values, usable, start, stop) for start, stop in pairwise(bounds)]
        return cls(np.stack([low for low, _ in parts]), np.stack([high for _, high in parts]))

    def only_in(self, part: int) -> Mask:
        """Return the sensors that are at rest in all other parts, but move when this one is added."""
        others = np.arange(len(self.lowest)) != part
        rest = self.lowest[others].min(axis=0) >= self.highest[others].max(axis=0)
        moves: Mask = rest & (self.lowest.min(axis=0) < self.highest.max(axis=0))
        return moves


def _range(values: Values, usable: Mask, start: int, stop: int) -> tuple[Values, Values]:
    lowest = np.full(values.shape[1], np.inf, np.float32)
    highest = np.full(values.shape[1], -np.inf, np.float32)
    for block in blocks(stop, begin=start):
        on = usable[block.rows]
        readings = values[block.rows] if on.all() else values[block.rows][on]
        lowest = np.fmin(lowest, np.fmin.reduce(readings, axis=0, initial=np.inf))
        highest = np.fmax(highest, np.fmax.reduce(readings, axis=0, initial=-np.inf))
    return lowest, highest


def _days(times: Times) -> int:
    days: float = (times[-1] - times[0]) / np.timedelta64(1, "D")
    return round(days)


def _reach(times: Times, readings: Values, days: int) -> int:
    """Return the days from a sensor's first to its last reading; most have one in the first row and in the last."""
    ends = np.isnan(readings[[0, -1]])
    return _days(times[~np.isnan(readings)]) if ends.any() else days


def _reason(present: float) -> str:
    if present == 0:
        return "no reading in the usable training rows"
    return f"readings in only {present:.0%} of the usable training rows; at least {_LEAST_PRESENT:.0%} are needed"


def _present_share(values: Values, usable: Mask) -> Vector:
    count = np.zeros(values.shape[1], dtype=np.int64)
    for block in blocks(len(values)):
        there = ~np.isnan(values[block.rows])
        count += np.count_nonzero(there & usable[block.rows, None], axis=0)
    return count / max(int(np.count_nonzero(usable)), 1)
