"""The course of a plant's load, and the noise of each sensor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats: TypeAlias = NDArray[np.float64]

_SWING: Final = 0.3
"""The daily variation of the load, as a share of its mean."""
_UNREST: Final = 0.02
"""The noise of the load from row to row, which all sensors see."""
_IDLE: Final = 0.01
"""The reading of a sensor while the machine is off, as a share of its level."""


@dataclass(frozen=True, slots=True)
class Sensor:
    """One sensor of a plant."""

    name: str
    level: float
    """The reading at the mean load, in the sensor's unit."""
    gain: float = 1.0
    """The response to the load. With 1, the reading doubles with the load; below 0, it falls if the load rises."""
    noise: float = 0.02
    """The sensor's own noise, as a share of its reading."""


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """The drive of some rows."""

    load: Floats
    """One for each row; 1 is its mean."""
    scatter: Floats
    """Standard normal, for each row and sensor."""
    excess: Floats
    """The same again, for faults that scatter."""

    @classmethod
    def over(cls, steps: range, per_day: int, sensors: int, seed: int) -> Self:
        """Make the course of some rows.

        Args:
            steps: the numbers of the rows; a multiple of ``per_day`` is a midnight.
            per_day: rows of a day.
            sensors: how many sensors there are.
            seed: of the plant.
        """
        noise = _noise(steps, per_day, 1 + 2 * sensors, seed)
        turn = 2 * np.pi * np.arange(steps.start, steps.stop) / per_day
        load = 1 + _SWING * np.sin(turn) + _UNREST * noise[:, 0]
        return cls(load, noise[:, 1 : 1 + sensors], noise[:, 1 + sensors :])

    def part(self, rows: slice) -> Self:
        """Return the course of some of the rows."""
        return type(self)(self.load[rows], self.scatter[rows], self.excess[rows])

    def mirrored(self) -> Self:
        """Return the course with less load where there is more, and the other way round."""
        return type(self)(2 - self.load, self.scatter, self.excess)

    def running(self, sensors: Sequence[Sensor]) -> Floats:
        """Return the readings of sensors."""
        level, gain, noise = np.array([(each.level, each.gain, each.noise) for each in sensors]).T
        values: Floats = level * (1 + gain * (self.load[:, None] - 1)) * (1 + noise * self.scatter)
        return values

    def idle(self, sensors: Sequence[Sensor]) -> Floats:
        """Return the readings of sensors while the machine is off."""
        values: Floats = _IDLE * np.array([each.level for each in sensors]) * np.abs(self.scatter)
        return values


def _noise(steps: range, per_day: int, columns: int, seed: int) -> Floats:
    """Return standard normal numbers, one row for each step.

    Every day has a generator of its own, so that a row does not depend on where a range begins.
    """
    days = range(steps.start // per_day, -(-steps.stop // per_day))
    if not days:
        return np.empty((0, columns))
    numbers = [np.random.default_rng([seed, day]).standard_normal((per_day, columns)) for day in days]
    offset = days.start * per_day
    return np.concatenate(numbers)[steps.start - offset : steps.stop - offset]
