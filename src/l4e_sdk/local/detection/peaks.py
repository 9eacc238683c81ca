"""A level of a statistic that its history exceeds in so many events a month, whatever dirt is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np

from l4e_sdk.local.detection.errors import InsufficientDataError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from l4e_sdk.local.detection.arrays import Times, Vector

MONTH = 30.4375 * 86_400.0
"""Seconds."""

_BLOCK = 6 * 3600.0  # seconds: what lies in one belongs together
_FEWEST_BLOCKS = 56  # of a history: those of fourteen days; a shorter one has shorter blocks
_DISTURBED = 0.85, 0.7, 0.5  # quantiles of a part's block maxima; the blocks above are disturbed
_FEWEST_PEAKS = 12  # or the next quantile is tried: a few long disturbances are no tail
_UNLABELLED_A_MONTH = 4.0  # faults that an owner plausibly left unlabelled
_MOST_UNLABELLED = 6
_LARGEST_SHARE = 1 / 3  # of the peaks
_FOR_SLOPE = 20  # peaks for the slope of the tail
_FLATTEST, _STEEPEST = 0.1, 0.6
_AIMED = 1.2  # times the ceiling, on the history: machines judged later stay below it (generated machines)
_FEWEST_BEHIND = 4  # steps
_BY_CHANCE = 0.01  # a step as large as that, among even ones
_MOST_EXTRAPOLATED = 1000.0  # times
_HOLD = 0.357  # below the level, on the log scale: a factor of 0.7
_USUAL = 0.99
_LEAST = -7.0  # of a logarithm: below this nothing moves at all


class Level(NamedTuple):
    """A level on the log scale, and how it was found."""

    level: float
    hold: float
    """An event that is open goes on above this."""
    usual: float
    """The 99 % quantile of the history."""
    peaks: int
    """Disturbances that the history has."""
    set_aside: int
    """The largest of them, which are not looked at: faults that an owner plausibly left unlabelled."""
    highest: float
    """The largest peak that was looked at."""


class Peaks(NamedTuple):
    """The disturbances of a history: the highest value of each, falling."""

    heights: Vector
    seconds: float
    """How much time was looked at."""
    usual: float

    @classmethod
    def of(cls, parts: Sequence[tuple[Times, Vector]], rate_seconds: float, usual: float = _USUAL) -> Self:
        """Find the disturbances.

        The highest value in each block of six hours counts. A block is disturbed when it lies above the median over
        the parts of their 85 % quantile of blocks, so that a bad part does not hide in its own; disturbed blocks side
        by side are one peak.

        Args:
            parts: The instants and the values of each part of the history, in the order of time; logarithms.
            rate_seconds: The sampling rate.
            usual: The quantile that is taken for the usual height; the median over the parts.

        Raises:
            InsufficientDataError: there is no value.
        """
        parts = [(times, values) for times, values in parts if len(values)]
        rows = sum(len(values) for _, values in parts)
        if not rows:
            raise InsufficientDataError(
                "no score is left to set the threshold by; choose a longer training range"
            )
        seconds = rows * rate_seconds
        length = min(_BLOCK, seconds / _FEWEST_BLOCKS)
        blocks = [_blocks(times, values, length) for times, values in parts]
        heights = _heights(blocks)
        common = float(np.median([np.quantile(values, usual) for _, values in parts]))
        return cls(np.sort(np.maximum(heights, _LEAST))[::-1], seconds, max(common, _LEAST))

    def level(self, alarms_per_month: float, *, floor: float = _LEAST) -> Level:
        """Return the level that the history exceeds in at most so many events a month.

        The largest peaks (four a month, at most six, at most a third) are set aside, since an owner may have left
        faults unlabelled. Above the others the tail goes on as they fall off (Weissman, 1978).

        Args:
            alarms_per_month: The ceiling.
            floor: The level is at least this.
        """
        months, count = self.seconds / MONTH, len(self.heights)
        aside = max(
            int(min(max(_UNLABELLED_A_MONTH * months, 1), _MOST_UNLABELLED, count * _LARGEST_SHARE)),
            self.apart(),
        )
        want = _AIMED * alarms_per_month * months
        if not count:
            level, highest = self.usual + _HOLD, self.usual
        elif want < aside + 1:
            highest = float(self.heights[aside])
            times = min((aside + 1) / want, _MOST_EXTRAPOLATED)
            slope = self._slope(aside)
            level = highest + slope * float(np.log(times))
            # What the history never exceeded, dirt or not, needs no more than its own extrapolation.
            level = min(
                level,
                float(self.heights[0]) + slope * max(0.0, float(np.log(min(1 / want, _MOST_EXTRAPOLATED)))),
            )
        else:
            highest = float(self.heights[min(int(np.ceil(want)), count - 1)])
            level = highest
        level = max(level, floor)
        hold = max(level - _HOLD, (level + min(self.usual, level)) / 2)
        return Level(level, hold, self.usual, count, aside, highest)

    def apart(self, by_chance: float = _BY_CHANCE) -> int:
        """Return how many of the largest peaks stand apart from the others; at most a third.

        Where heights fall off evenly, the steps between them, times the rank, are alike. A step that is far larger
        than those behind it parts what the machine does by itself from what happened to it.

        Args:
            by_chance: How often such a step may come about among even ones.
        """
        steps = np.arange(1, len(self.heights)) * -np.diff(self.heights)
        for place in range(int(len(self.heights) * _LARGEST_SHARE), 0, -1):
            behind = steps[place : place + _FOR_SLOPE]
            if len(behind) < _FEWEST_BEHIND:
                continue
            ratio = steps[place - 1] / max(float(behind.mean()), _FLATTEST)
            if (1 + ratio / len(behind)) ** -len(behind) < by_chance:
                return place
        return 0

    def _slope(self, first: int) -> float:
        """Return how the heights fall off from one rank to the next, times the rank (Hill, 1975)."""
        last = min(first + _FOR_SLOPE, len(self.heights) - 1)
        if last <= first:
            return _STEEPEST
        ranks = np.arange(first + 1, last + 1)
        steps = self.heights[first:last] - self.heights[first + 1 : last + 1]
        return float(np.clip(np.mean(ranks * steps), _FLATTEST, _STEEPEST))


def _blocks(times: Times, values: Vector, length: float) -> tuple[NDArray[np.int64], Vector]:
    """Return the number and the highest value of each block that has rows."""
    numbers = times.astype("datetime64[us]").astype(np.int64) // max(round(length * 1e6), 1)
    begins = np.flatnonzero(np.concatenate(([True], numbers[1:] != numbers[:-1])))
    return numbers[begins], np.maximum.reduceat(values, begins)


def _heights(blocks: Sequence[tuple[NDArray[np.int64], Vector]]) -> Vector:
    heights: Vector = np.empty(0)
    for share in _DISTURBED:
        bound = float(np.median([np.quantile(maxima, share) for _, maxima in blocks]))
        heights = np.concatenate([_merged(numbers, maxima, bound) for numbers, maxima in blocks])
        if len(heights) >= _FEWEST_PEAKS:
            break
    return heights


def _merged(numbers: NDArray[np.int64], maxima: Vector, bound: float) -> Vector:
    """Return the highest value of each run of disturbed blocks."""
    disturbed = maxima > bound
    numbers, maxima = numbers[disturbed], maxima[disturbed]
    if not len(maxima):
        return maxima
    begins = np.flatnonzero(np.concatenate(([True], np.diff(numbers) > 1)))
    heights: Vector = np.maximum.reduceat(maxima, begins)
    return heights
