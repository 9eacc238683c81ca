"""What a model says about rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from l4e_sdk.local.detection.arrays import Mask, Values, Vector

_DECIMALS = 5


@dataclass(frozen=True, slots=True, eq=False)
class Assessment:
    """One verdict per row, in the terms of the service's result file (service/inference#results)."""

    anomaly_score: Vector
    """0 to 1 with 5 decimals; NaN where the machine was off."""
    anomalous: Mask
    """True exactly where the score is above 0.5."""
    contributions: Values
    """(rows, sensors): the share of each sensor, not negative, rows sum to 1."""
    off: Mask
    """True where the machine was off; such rows are never anomalous."""

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.anomaly_score)


def anomaly_scores(statistic: Vector, level: float) -> Vector:
    """Map a statistic to 0..1 so that its threshold becomes 0.5, with 5 decimals.

    r²/(1+r²) of the ratio r keeps the order, is flat far from the threshold and steep around it. Whoever compares
    the result with 0.5 afterwards decides on what a reader of the result file sees.
    """
    ratio = np.minimum(statistic / level, 1e6) ** 2
    scores: Vector = np.round(ratio / (1 + ratio), _DECIMALS)
    return scores
