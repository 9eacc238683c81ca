"""The drivers of a site: load, speed and ambient temperature, over a day and the day before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from numpy.typing import NDArray

    from l4e_sdk.testing.plant.change import RegimeChange
    from l4e_sdk.testing.plant.profile import Profile

    Floats: TypeAlias = NDArray[np.float64]
    Seconds: TypeAlias = NDArray[np.int64]
    Mask: TypeAlias = NDArray[np.bool_]

DAY: Final = 86_400
_YEAR: Final = 365.25 * DAY
_WANDER: Final = 3600.0
"""The time constant of the load's unrest, in seconds."""
_STREAM: Final = 1
"""Separates the random numbers of the drivers from those for the sensors."""
_SATURDAY: Final = 5
_THURSDAY: Final = 3
"""The weekday of day 0, 1970-01-01."""


@dataclass(frozen=True, slots=True, eq=False)
class Drivers:
    """One value for each row of two days; the first day only serves those that follow with a lag."""

    times: Seconds
    running: Mask
    load: Floats
    speed: Floats
    ambient: Floats
    every: int

    @classmethod
    def of(
        cls,
        day: int,
        *,
        every: int,
        seed: int,
        profile: Profile,
        off: Iterable[tuple[datetime, datetime]],
        restart: float,
        regimes: Iterable[RegimeChange],
    ) -> Self:
        """Make the drivers of a day.

        Args:
            day: since 1970-01-01.
            every: seconds between rows.
            seed: of the site.
            profile: the course of the load.
            off: when the machine stands, both ends included.
            restart: time constant of the way back to the load, in seconds.
            regimes: lasting changes.
        """
        times = np.arange((day - 1) * DAY, (day + 1) * DAY, every, dtype=np.int64)
        load, speed = _operation(times, profile, seed)
        unrest = [_numbers(seed, each).standard_normal(DAY // every) for each in (day - 1, day)]
        load *= 1 + profile.unrest * np.sqrt(2 * _WANDER / every) * lagged(
            np.concatenate(unrest), _WANDER, every
        )
        running = np.ones(len(times), dtype=bool)
        for change in regimes:
            after = times >= change.start.timestamp()
            load[after] *= change.load
            speed[after] *= change.speed
        for start, end in off:
            since = times - end.timestamp()
            warmth = np.where(since > 0, 1 - np.exp(-np.maximum(since, 0) / restart), 1)
            load *= warmth
            speed *= warmth
            running &= (times < start.timestamp()) | (since > 0)
        ambient = -0.4 * np.cos(2 * np.pi * times / DAY) - 0.6 * np.cos(2 * np.pi * times / _YEAR)
        return cls(times, running, load * running, speed * running, ambient, every)

    def features(self, lag: float) -> Floats:
        """Return the drivers of gauges with a lag (in seconds): (rows of the second day, 5)."""
        load, speed, ambient = (
            lagged(each, lag, self.every) for each in (self.load, self.speed, self.ambient)
        )
        columns = np.stack([np.ones_like(load), load - 1, (load - 1) ** 2, speed - 1, ambient], axis=1)
        return columns[len(columns) // 2 :]


def lagged(values: Floats, lag: float, every: int) -> Floats:
    """Return values that follow others with a time constant in seconds, starting at the first value."""
    if lag <= 0:
        return values
    size = len(values)
    kernel = np.exp(-np.arange(size) * every / lag)
    kernel *= (1 - np.exp(-every / lag)) / kernel[0]
    spectrum = np.fft.rfft(values - values[0], 2 * size) * np.fft.rfft(kernel, 2 * size)
    followed: Floats = values[0] + np.fft.irfft(spectrum, 2 * size)[:size]
    return followed


def _operation(times: Seconds, profile: Profile, seed: int) -> tuple[Floats, Floats]:
    """Return load and speed as planned."""
    day, second = times // DAY, times % DAY
    shift = second * len(profile.shifts) // DAY
    weekend = (day + _THURSDAY) % 7 >= _SATURDAY
    mode = np.empty(len(times), dtype=np.int64)
    for each in np.unique(day):
        rows = day == each
        chosen = _numbers(seed, int(each), 1).integers(len(profile.modes), size=len(profile.shifts))
        mode[rows] = chosen[shift[rows]]
    load = 1 + profile.day * np.sin(2 * np.pi * second / DAY)
    load *= np.where(weekend, profile.weekend, 1) * np.array(profile.shifts)[shift]
    load *= np.array([each.load for each in profile.modes])[mode]
    speed = np.tanh(1.5 * load) / np.tanh(1.5) * np.array([each.speed for each in profile.modes])[mode]
    return load, speed


def _numbers(seed: int, day: int, part: int = 0) -> np.random.Generator:
    return np.random.default_rng([seed, _STREAM, part, day + DAY])
