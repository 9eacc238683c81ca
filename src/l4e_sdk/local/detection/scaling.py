"""Sensors on one scale: how far a reading is from its usual level, in usual deviations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from l4e_sdk.local.detection.blocks import blocks
from l4e_sdk.local.detection.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from l4e_sdk.local.detection.arrays import Mask, Values, Vector

CLIP = 50.0
"""Readings count as at most this many deviations, so that one wild sensor cannot drown the others."""

_MOST_STATES = 10  # a sensor with at most so many distinct readings switches between states
_STATE_SHARE = 0.05  # of the range: one switch is then some deviations, not hundreds
_GLANCE_ROWS = 64  # enough to see that a sensor moves freely
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
        centre, deviation = _level_and_deviation(values, usable)
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


class _Tally:
    """Running level and spread of every sensor; missing readings do not count."""

    def __init__(self, sensors: int) -> None:
        self.count = np.zeros(sensors)
        self.mean = np.zeros(sensors)
        self.squares = np.zeros(sensors)

    def add(self, readings: Values) -> None:
        """Add rows, merging their own level and spread (Chan, Golub and LeVeque, 1983)."""
        missing = np.isnan(readings)
        holed = missing.any()
        count = np.maximum(np.count_nonzero(~missing, axis=0), 1) if holed else len(readings)
        known = np.where(missing, np.float32(0), readings) if holed else readings
        level = (known.sum(axis=0, dtype=np.float64) / count).astype(np.float32)
        off = np.where(missing, np.float32(0), readings - level) if holed else readings - level
        extra = off.sum(axis=0, dtype=np.float64) / count
        squares = np.einsum("ij,ij->j", off, off, dtype=np.float64) - count * extra**2
        self._merge(np.count_nonzero(~missing, axis=0) if holed else len(readings), level + extra, squares)

    def _merge(self, count: NDArray[np.int64] | int, mean: Vector, squares: Vector) -> None:
        total = self.count + count
        share = count / np.maximum(total, 1)
        gap = mean - self.mean
        self.squares += np.where(share > 0, squares + gap**2 * self.count * share, 0)
        self.mean += gap * share
        self.count = total


def _level_and_deviation(values: Values, usable: Mask) -> tuple[Vector, Vector]:
    tally = _Tally(values.shape[1])
    for readings in _usable_blocks(values, usable):
        with np.errstate(invalid="ignore", over="ignore"):  # infinite readings are refused below
            tally.add(readings)
    if not (np.isfinite(tally.mean) & np.isfinite(tally.squares)).all():
        column = int(np.flatnonzero(~(np.isfinite(tally.mean) & np.isfinite(tally.squares)))[0])
        raise InvalidInputError(f"values: sensor {column} has infinite readings; make them missing (NaN)")
    return tally.mean, np.sqrt(np.maximum(tally.squares, 0) / np.maximum(tally.count, 1))


def _state_ranges(values: Values, usable: Mask) -> Vector:
    """Return the range of each sensor that has few distinct readings, and 0 for every other one."""
    few = {column: np.empty(0, np.float32) for column in range(values.shape[1])}
    for readings in _glances(_usable_blocks(values, usable)):
        for column, states in tuple(few.items()):
            few[column] = np.union1d(states, _entered(readings[:, column]))
            if len(few[column]) > _MOST_STATES:
                del few[column]
        if not few:
            break
    ranges = np.zeros(values.shape[1])
    for column, states in few.items():
        ranges[column] = np.ptp(states) if len(states) else 0
    return ranges


def _glances(blocks: Iterator[Values]) -> Iterator[Values]:
    """Give each block in two pieces: after a few rows most sensors are known, and need no look at the others."""
    for readings in blocks:
        yield readings[:_GLANCE_ROWS]
        yield readings[_GLANCE_ROWS:]


def _entered(readings: Values) -> Values:
    """Return the first reading of every run of equal ones: few where a sensor rests in its states."""
    seen = readings[~np.isnan(readings)]
    return seen[np.flatnonzero(np.concatenate(([True], seen[1:] != seen[:-1])))] if len(seen) else seen


def _usable_blocks(values: Values, usable: Mask) -> Iterator[Values]:
    for block in blocks(len(values)):
        on = usable[block.rows]
        if on.all():
            yield values[block.rows]
        elif on.any():
            yield values[block.rows][on]
