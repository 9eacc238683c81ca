"""What a model says about rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from l4e_sdk.local.detection.drift import Regime

if TYPE_CHECKING:
    from l4e_sdk.local.detection.arrays import Mask, Values, Vector
    from l4e_sdk.local.detection.notices import Notice

_DECIMALS = 5
_MOST = 14.0  # beyond which scores are 0 or 1 in any case


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
    holding: Mask
    """True for rows below the threshold that keep an open event open."""
    covered: Mask
    """True for anomalous rows that say nothing new, of a machine that runs in another way: they are no events."""
    frozen: tuple[Notice, ...] = ()
    """Sensors that stand still for too long in these rows."""
    regime: Regime = field(default_factory=Regime)
    """How the machine was found to run at the end."""

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.anomaly_score)


def anomaly_scores(height: Vector) -> Vector:
    """Map how far rows lie above the threshold, on the log scale, to 0..1 with 5 decimals; the threshold becomes 0.5.

    r²/(1+r²) of the ratio r keeps the order, is flat far from the threshold and steep around it. Whoever compares
    the result with 0.5 afterwards decides on what a reader of the result file sees.
    """
    ratio = np.exp(2 * np.clip(height, -_MOST, _MOST))
    scores: Vector = np.round(ratio / (1 + ratio), _DECIMALS)
    return scores
