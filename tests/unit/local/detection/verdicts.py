"""Assessments that tests make up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from l4e_sdk.local.detection.assessment import Assessment
from l4e_sdk.local.detection.drift import Regime

if TYPE_CHECKING:
    from l4e_sdk.local.detection.arrays import Mask, Values, Vector


def verdicts(
    scores: Vector,
    *,
    shares: Values | None = None,
    off: Mask | None = None,
    holding: Mask | None = None,
    covered: Mask | None = None,
    regime: Regime | None = None,
) -> Assessment:
    """Return the verdicts that belong to scores; nothing is held open or covered, if not given."""
    none = np.zeros(len(scores), np.bool_)
    stopped = none if off is None else off
    known = np.where(stopped, np.nan, scores)
    return Assessment(
        anomaly_score=known,
        anomalous=known > 0.5,
        contributions=np.ones((len(scores), 1), np.float32) if shares is None else shares,
        off=stopped,
        holding=none if holding is None else holding,
        covered=none if covered is None else covered,
        regime=regime or Regime(),
    )
