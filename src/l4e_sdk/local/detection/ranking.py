"""How well scores rank anomalous rows above the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from l4e_sdk.local.detection.arrays import Mask, Vector


def area_under_roc(scores: Vector, positive: Mask) -> float:
    """Return the chance that a positive row scores above another one, ties counting half; 0.5 without both kinds."""
    positives = int(np.count_nonzero(positive))
    others = len(scores) - positives
    if not positives or not others:
        return 0.5
    _, place, ties = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = np.cumsum(ties) - (ties - 1) / 2
    above = float(ranks[place][positive].sum()) - positives * (positives + 1) / 2
    return above / (positives * others)
