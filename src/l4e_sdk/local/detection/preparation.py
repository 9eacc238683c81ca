"""Readings on their way into a detector: standardised, without their daily course, beside their past."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Self

import numpy as np

from l4e_sdk.local.detection.arrays import readable
from l4e_sdk.local.detection.lags import held, with_past
from l4e_sdk.local.detection.scaling import Scaling
from l4e_sdk.local.detection.season import Season
from l4e_sdk.local.detection.tail_scaling import MOST_READ, Extremes, TailScaling

if TYPE_CHECKING:
    from collections.abc import Sequence

    from l4e_sdk.local.detection.arrays import Mask, Times, Values
    from l4e_sdk.local.detection.blocks import Block

_MOST_MISSING = 0.3  # of a row's sensors; rows that lack more teach nothing


@dataclass(frozen=True, slots=True)
class Preparation:
    """What is usual for each sensor alone."""

    step: np.timedelta64
    """The usual time between rows."""
    scaling: Scaling
    season: Season
    tails: TailScaling

    @classmethod
    def fit(cls, times: Times, values: Values, usable: Mask) -> Self:
        """Measure level, deviation and daily course over the usable rows; tails are taken for normal ones."""
        scaling = Scaling.fit(values, usable)
        season = Season.fit(times, values, usable, scaling)
        return cls(_step(times), scaling, season, TailScaling.normal(values.shape[1]))

    def of(self, sensors: Mask) -> Preparation:
        """Return the preparation of some of the sensors."""
        scaling = Scaling(self.scaling.centre[sensors], self.scaling.scale[sensors])
        season = Season(self.season.weights[:, sensors])
        return Preparation(self.step, scaling, season, self.tails.of(sensors))

    def tailed(self, tails: TailScaling) -> Preparation:
        """Return the preparation with other tails."""
        return replace(self, tails=tails)

    def extremes(self, times: Times, values: Values, usable: Mask, bounds: Sequence[int]) -> Extremes:
        """Look for the largest deviations in evenly spaced usable rows of each part between the bounds."""
        extremes = Extremes()
        most = MOST_READ // (len(bounds) - 1)
        for start, stop in pairwise(bounds):
            rows = start + np.flatnonzero(usable[start:stop])
            some = rows[:: 1 + (len(rows) - 1) // most] if len(rows) else rows
            extremes.add(self.standard(times[some], values[some]))
        return extremes

    def standard(self, times: Times, values: Values) -> Values:
        """Return the readings in deviations from what is usual at that time of the day, rare ones brought closer."""
        return self.tails.shorten(self.season.remove(times, self.scaling.standardise(values)))

    def past(self, times: Times, values: Values, lags: tuple[int, ...]) -> Values:
        """Return the standardised rows beside their past: (rows, lags, sensors), NaN where a reading is missing."""
        return with_past(times, self.standard(times, values), lags, self.step)

    def lesson(
        self, block: Block, times: Times, values: Values, usable: Mask, lags: tuple[int, ...]
    ) -> tuple[Values, Mask]:
        """Return the standardised readings of a block, and the rows that have a complete usable past.

        What a sensor lacks in a row is its last reading of a moment before, or its mean.
        """
        moments, on = times[block.read], usable[block.read]
        marks = on[:, None].astype(np.float32)
        whole: Mask = (with_past(moments, marks, lags, self.step) == 1).all(axis=(1, 2))
        whole[: block.history] = False
        readings = self.standard(moments, readable(values[block.read], on))
        filled = held(moments, readings, max(lags), self.step)
        missing = np.isnan(filled)
        if missing.any():
            whole &= missing.mean(axis=1) <= _MOST_MISSING
            filled[missing] = 0
        return filled, whole


def _step(times: Times) -> np.timedelta64:
    if len(times) < 2:
        return np.timedelta64(0, "us")
    return np.timedelta64(int(np.median(np.diff(times).astype(np.int64))), "us")
