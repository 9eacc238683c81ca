"""The score above which a row is called anomalous, from the scores of normal rows alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

import numpy as np

from l4e_sdk.local.detection.errors import InsufficientDataError, InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from l4e_sdk.local.detection.arrays import Vector

RISK = 1e-4
"""The share of normal rows that may exceed the threshold, of rows whose rate is not known."""

_WEEK = 7 * 86_400.0
_USUAL_RISKS = 1e-6, 1e-3  # what a tail of a few thousand scores can tell, and what still is rare

_TAIL = 0.02  # the share of the scores that the tail is fitted to
_FEWEST_IN_TAIL = 10
_FEWEST_SCORES = 500  # so that the tail has its fewest
_FEWEST_TO_TRIM = 4
_STEEPEST = 0.5  # shapes beyond are noise of a short tail and would throw the level far off
_MARGIN = 1.2  # above the highest score where there are too few for a tail, and above scores of rows that were learned
_STRETCHES = 10  # of the newest rows
_TOO_OFTEN = 10.0  # times the risk
_LEAST = 1e-3  # scores are near 1 on normal rows; below this nothing moves at all


def usual_risk(rate_seconds: float) -> float:
    """Return the risk of about one normal row a week above the threshold, within 1e-6 .. 1e-3.

    People bear false alarms by the week and not by the row: at one row a minute 1e-4 is one a week, at one a second
    it would be sixty.
    """
    least, most = _USUAL_RISKS
    return min(max(rate_seconds / _WEEK, least), most)


@dataclass(frozen=True, slots=True)
class Threshold:
    """A level of the score, and how it was found."""

    level: float
    risk: float
    method: str
    """`extreme_value` (a tail was fitted), `quantile` (the risk lies inside the scores), `margin` (too few scores) or
    `recent` (raised to what the newest rows usually reach)."""

    @classmethod
    def fit(cls, scores: Vector, *, risk: float = RISK) -> Self:
        """Find the level that normal scores exceed with the given probability.

        A generalised Pareto tail is fitted to the top 2 % of the scores by probability-weighted moments. With
        fewer than 10 scores there (fewer than 500 in all) no tail can be told, and the level is a fifth above
        the highest score.

        Raises:
            InvalidInputError: the risk is no probability between 1e-9 and 0.1.
            InsufficientDataError: there is no score.
        """
        if not 1e-9 <= risk <= 0.1:
            raise InvalidInputError(f"risk: {risk} is outside 1e-9 .. 0.1; 1e-4 suits most plants")
        if not len(scores):
            raise InsufficientDataError("no score is left to calibrate the threshold on")
        level, method = _level(scores, risk)
        return cls(max(level, _LEAST), risk, method)

    @classmethod
    def fit_parts(cls, parts: Sequence[Vector], *, risk: float = RISK) -> Self:
        """Find the level from several stretches of a history, so that one unusual stretch does not set it.

        Each part gives a level by `fit`. The lowest and the highest are left out, and the geometric mean of the
        others is kept: a plant that changed within one part would otherwise raise the level out of reach. When a
        part is too short for a tail of its own, all parts give one level together.

        Raises:
            InvalidInputError: the risk is no probability between 1e-9 and 0.1.
            InsufficientDataError: there is no score.
        """
        filled = [part for part in parts if len(part)]
        if len(filled) < 2 or min(map(len, filled)) < _FEWEST_SCORES:
            return cls.fit(np.concatenate([np.empty(0), *filled]), risk=risk)
        found = sorted((cls.fit(part, risk=risk) for part in filled), key=lambda one: one.level)
        kept = found[1:-1] if len(found) >= _FEWEST_TO_TRIM else found
        level = float(np.exp(np.mean(np.log([one.level for one in kept]))))
        return cls(level, risk, kept[0].method)

    def raised(self, recent: Vector) -> Self:
        """Return the threshold, raised to the level that the newest rows usually reach, if they are beyond it.

        A plant that changed lately is in another regime for a small part of its history. The detector learns that
        regime, but as the rarer one: its rows lie farther out, above a level that comes from the rest. So the newest
        rows are cut into ten stretches. When most of them exceed the level ten times as often as they may, the level
        that each exceeds as often as it may is asked for, and a fifth above the median of these is kept: rows that
        were learned score lower than new ones. A fault in fewer than half of the stretches does not count.

        Args:
            recent: The scores of the newest normal rows by the detector that is kept, which has learned them.
        """
        stretches = np.array_split(recent, _STRETCHES) if len(recent) >= _STRETCHES else []
        if not stretches or _usual(stretches, _TOO_OFTEN * self.risk) <= self.level:
            return self
        return replace(self, level=_usual(stretches, self.risk) * _MARGIN, method="recent")


def _usual(stretches: Sequence[Vector], share: float) -> float:
    """Return the median of the levels that each stretch exceeds in this share of its rows."""
    return float(np.median([np.quantile(stretch, max(1 - share, 0)) for stretch in stretches]))


def _level(scores: Vector, risk: float) -> tuple[float, str]:
    start = float(np.quantile(scores, 1 - _TAIL))
    excess = np.sort(scores[scores > start]) - start
    if len(excess) < _FEWEST_IN_TAIL:
        return float(scores.max()) * _MARGIN, "margin"
    tail = len(excess) / len(scores)
    if risk >= tail:
        return float(np.quantile(scores, 1 - risk)), "quantile"
    return start + _exceeded(excess, risk / tail), "extreme_value"


def _exceeded(excess: Vector, probability: float) -> float:
    """Return the excess that a generalised Pareto distribution fitted to `excess` exceeds with `probability`."""
    shape = _shape(excess)
    scale = float(excess.mean()) * (1 - shape)
    if abs(shape) < 1e-6:
        return -scale * float(np.log(probability))
    return scale / shape * float(probability**-shape - 1)


def _shape(excess: Vector) -> float:
    """Return the shape by probability-weighted moments (Hosking and Wallis, 1987), within its bounds."""
    ranks = np.arange(1, len(excess) + 1)
    mean = float(excess.mean())
    lower = float(np.mean(excess * (len(excess) - ranks) / (len(excess) - 1)))
    spread = mean - 2 * lower
    shape = 2 - mean / spread if spread > 0 else -_STEEPEST
    return min(max(shape, -_STEEPEST), _STEEPEST)
