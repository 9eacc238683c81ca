"""What a model knows beyond one row and its recent past: lasting levels, and the range of everything ever read."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np

from l4e_sdk.local.detection.buckets import Buckets, Clock
from l4e_sdk.local.detection.excursion import Excursion, Lasted
from l4e_sdk.local.detection.lasting_level import FLOOR, LastingLevel
from l4e_sdk.local.detection.peaks import Peaks
from l4e_sdk.local.detection.stillness import Stillness

if TYPE_CHECKING:
    from collections.abc import Sequence

    from l4e_sdk.local.detection.arrays import Arrays, Values, Vector
    from l4e_sdk.local.detection.buckets import Numbers

_FEWEST_DAYS = 7.0  # of history; less does not show what lasts for half a day
_FEWEST_BUCKETS = 8
_LEAST = 1e-3  # of a ratio
_HOLD = float(np.log(0.7))


class Lasting(NamedTuple):
    """What lasts, for each row: logarithms of the ratios to the levels, and the sensors that it comes from."""

    above: Vector
    holding: Vector
    ratios: Values
    """(rows, sensors): how many times its level each sensor stays at."""
    excursion: Vector
    """The largest ratio to the margin of a range, of any sensor; 0 inside."""

    @classmethod
    def nothing(cls, rows: int, sensors: int) -> Self:
        """Return that of a model which learned nothing of hours."""
        never = np.full(rows, -np.inf)
        return cls(never, never, np.zeros((rows, sensors), np.float32), np.zeros(rows))


@dataclass(frozen=True, slots=True, eq=False)
class Memory:
    """What was learned of hours. It is kept beside the detector."""

    clock: Clock
    lasting: LastingLevel
    excursion: Excursion
    level: float
    """The logarithm of the ratio above which a lasting level opens an event."""
    hold: float
    peaks: int
    set_aside: int
    stillness: Stillness

    @classmethod
    def fit(
        cls,
        buckets: Buckets,
        clock: Clock,
        cut_numbers: Sequence[int],
        least: Vector,
        lasted: Sequence[Lasted],
        *,
        alarms_per_month: float,
    ) -> Self | None:
        """Learn from the buckets of a history; None when it is too short to show what lasts."""
        days = len(buckets.numbers) * clock.seconds / 86_400
        cuts = np.searchsorted(buckets.numbers, cut_numbers).tolist()
        bounds = [0, *cuts, len(buckets.numbers)]
        if days < _FEWEST_DAYS or min(np.diff(bounds)) < _FEWEST_BUCKETS:
            return None
        lasting, ratio = LastingLevel.fit(buckets, clock, cuts)
        excursion = Excursion.fit(buckets, lasted, cuts, least)
        logs = np.log(np.maximum(ratio, _LEAST))
        micro = round(clock.seconds * 1e6)
        times = (buckets.numbers * micro).astype("datetime64[us]")
        parts = [(times[a:b], logs[a:b]) for a, b in pairwise(bounds)]
        found = Peaks.of(parts, clock.seconds).level(alarms_per_month, floor=float(np.log(FLOOR)))
        still = Stillness.fit(buckets, clock, clock.seconds / clock.rows)
        return cls(clock, lasting, excursion, found.level, found.hold, found.peaks, found.set_aside, still)

    def judge(self, numbers: Numbers, buckets: Buckets) -> Lasting:
        """Say what lasts at each row.

        Args:
            numbers: The bucket of each row.
            buckets: Those of the rows, and of the twelve hours before.
        """
        places = np.searchsorted(buckets.numbers, numbers)
        levels = self.lasting.ratios(buckets, self.clock)
        excursions = self.excursion.ratios(buckets)
        level_logs = np.log(np.maximum(levels.max(axis=1, initial=0), _LEAST))
        beyond = excursions.max(axis=1, initial=0)
        beyond_logs = np.log(np.maximum(beyond, _LEAST))
        ratios = np.maximum(levels / np.exp(self.level), excursions).astype(np.float32)
        above = np.maximum(level_logs - self.level, beyond_logs)
        holding = np.maximum(level_logs - self.hold, beyond_logs - _HOLD)
        return Lasting(above[places], holding[places], ratios[places], beyond[places])

    def state(self) -> Arrays:
        """Return all that was learned as named arrays."""
        return {
            "lasting_usual": self.lasting.usual,
            "range_low": self.excursion.low,
            "range_high": self.excursion.high,
            "range_margin": self.excursion.margin,
            "still_limit": self.stillness.limit,
            "lasting_level": np.array([self.level, self.hold, self.peaks, self.set_aside]),
        }

    @classmethod
    def from_state(cls, arrays: Arrays, rate_seconds: float) -> Self | None:
        """Make it again; None for a model without."""
        if "lasting_level" not in arrays:
            return None
        level, hold, peaks, aside = arrays["lasting_level"].astype(np.float64).tolist()
        low, high, margin = (arrays[f"range_{name}"].astype(np.float64) for name in ("low", "high", "margin"))
        lasting = LastingLevel(arrays["lasting_usual"].astype(np.float64))
        return cls(
            Clock.of(rate_seconds),
            lasting,
            Excursion(low, high, margin),
            level,
            hold,
            int(peaks),
            int(aside),
            Stillness(arrays["still_limit"].astype(np.float64)),
        )
