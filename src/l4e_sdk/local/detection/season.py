"""The daily course of every sensor, as a few harmonics."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from l4e_sdk.local.detection.arrays import readable
from l4e_sdk.local.detection.blocks import blocks
from l4e_sdk.local.detection.scaling import CLIP

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from l4e_sdk.local.detection.arrays import Mask, Times, Values
    from l4e_sdk.local.detection.scaling import Scaling

_HARMONICS = 4  # down to waves of six hours
_SHORTEST_HISTORY = np.timedelta64(3, "D")  # below that a day's course cannot be told from a trend
_RIDGE = 1e-6
_DAY = 86_400e6  # microseconds


@dataclass(frozen=True, slots=True)
class Season:
    """The usual level of every sensor at each time of the day, in deviations."""

    weights: Values
    """(waves, sensors); no waves when the history was too short to know the day."""

    @classmethod
    def fit(cls, times: Times, values: Values, usable: Mask, scaling: Scaling) -> Self:
        """Regress the standardised usable readings on the time of day."""
        sensors = values.shape[1]
        span = times[usable]
        if len(span) == 0 or span[-1] - span[0] <= _SHORTEST_HISTORY:
            return cls(np.zeros((0, sensors), np.float32))
        gram = np.zeros((1 + 2 * _HARMONICS, 1 + 2 * _HARMONICS))
        moment = np.zeros((len(gram), sensors))
        for block in blocks(len(values)):
            waves = _waves(times[block.rows]) * usable[block.rows, None]
            readings = readable(values[block.rows], usable[block.rows])
            gram += waves.T @ waves
            standard = scaling.standardise(readings)
            standard[np.isnan(standard)] = 0
            moment += waves.T @ standard
        ridge = _RIDGE * len(span) * np.eye(len(gram))
        return cls(np.linalg.solve(gram + ridge, moment).astype(np.float32))

    def remove(self, times: Times, standard: Values) -> Values:
        """Take the daily course out of standardised readings, in place."""
        if not len(self.weights):
            return standard
        standard -= _waves(times) @ self.weights
        return np.clip(standard, -CLIP, CLIP, out=standard)


def _waves(times: Times) -> Values:
    """Return the constant and the daily sines and cosines at each instant: (rows, waves)."""
    since_midnight = (times - times.astype("datetime64[D]")).astype(np.float64)
    turn: NDArray[np.complex128] = np.exp(2j * np.pi / _DAY * since_midnight)
    waves = np.ones((len(times), 1 + 2 * _HARMONICS), np.float32)
    power = turn  # powers of the first wave cost far less than sines of their own
    for harmonic in range(1, _HARMONICS + 1):
        waves[:, harmonic], waves[:, _HARMONICS + harmonic] = power.imag, power.real
        power = power * turn
    return waves
