"""Sensors on one scale: how far a reading is from its usual level, in usual deviations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from l4e_sdk.local.detection.blocks import blocks
from l4e_sdk.local.detection.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from l4e_sdk.local.detection.arrays import Mask, Values, Vector

CLIP = 50.0
"""Readings count as at most this many deviations, so that one wild sensor cannot drown the others."""

_MOST_STATES = 10  # a sensor with at most so many distinct readings switches between states
_STATE_SHARE = 0.05  # of the range: one switch is then some deviations, not hundreds
_RESOLUTION = 1e-7  # of the level: what float32 readings can tell apart
_LEAST = 1e-30
_CONSTANT_SHARE = 0.01  # of the level: what counts as one deviation of a sensor that never moved


@dataclass(frozen=True, slots=True)
class Scaling:
    """The usual level and deviation of every sensor."""

    centre: Values
    scale: Values

    @classmethod
    def fit(cls, values: Values, usable: Mask) -> Self:
        """Measure level and deviation over the usable rows.

        A sensor that never moved keeps a deviation of 1 % of its level (1 % of 1 near zero), so that moving counts.
        A sensor with few distinct readings gets a deviation of at least 5 % of its range.
        """
        centre = _mean(values, usable)
        deviation = np.sqrt(_mean(values, usable, around=centre))
        level = np.maximum(np.abs(centre), 1)
        constant = deviation <= np.maximum(_RESOLUTION * np.abs(centre), _LEAST)
        scale = np.maximum(deviation, _STATE_SHARE * _state_ranges(values, usable))
        scale = np.where(constant, _CONSTANT_SHARE * level, scale)
        return cls(centre.astype(np.float32), scale.astype(np.float32))

    def standardise(self, values: Values) -> Values:
        """Return the readings in deviations from the level, clipped."""
        with np.errstate(over="ignore"):  # what overflows is clipped
            standard = values - self.centre
            standard /= self.scale
        return np.clip(standard, -CLIP, CLIP, out=standard)


def _mean(values: Values, usable: Mask, around: Vector | None = None) -> Vector:
    """Average the readings of each sensor, or their squared distances from `around`; missing ones do not count."""
    total = np.zeros(values.shape[1])
    count = np.zeros(values.shape[1], dtype=np.int64)
    for readings in _usable_blocks(values, usable):
        there = ~np.isnan(readings)
        terms = readings.astype(np.float64) if around is None else (readings - around) ** 2
        total += np.sum(terms, axis=0, where=there)
        count += np.count_nonzero(there, axis=0)
    if not np.isfinite(total).all():
        column = int(np.flatnonzero(~np.isfinite(total))[0])
        raise InvalidInputError(f"values: sensor {column} has infinite readings; make them missing (NaN)")
    return total / np.maximum(count, 1)


def _state_ranges(values: Values, usable: Mask) -> Vector:
    """Return the range of each sensor that has few distinct readings, and 0 for every other one."""
    few = {column: np.empty(0, np.float32) for column in range(values.shape[1])}
    for readings in _usable_blocks(values, usable):
        for column, states in tuple(few.items()):
            seen = readings[:, column]
            few[column] = np.union1d(states, seen[~np.isnan(seen)])
            if len(few[column]) > _MOST_STATES:
                del few[column]
    ranges = np.zeros(values.shape[1])
    for column, states in few.items():
        ranges[column] = np.ptp(states) if len(states) else 0
    return ranges


def _usable_blocks(values: Values, usable: Mask) -> Iterator[Values]:
    for block in blocks(len(values)):
        if usable[block.rows].any():
            yield values[block.rows][usable[block.rows]]
