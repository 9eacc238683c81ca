"""Scores smoothed over the last rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from l4e_sdk.local.detection.arrays import Mask, Vector

SMOOTHING_ROWS = 5
"""Enough to mute a single noisy row, few enough to delay an alarm by minutes only."""


def causal_mean(scores: Vector, counted: Mask, *, rows: int = SMOOTHING_ROWS) -> Vector:
    """Average each score with those of the rows before it; NaN where the row itself does not count.

    Args:
        scores: One score per row.
        counted: False for rows without a meaning, such as those of a machine that is off.
        rows: How many rows the mean spans, the row itself included.
    """
    weights = counted.astype(np.float64)
    weighted = np.where(counted, scores, 0.0)
    total, count = weighted.copy(), weights.copy()
    for back in range(1, min(rows, len(scores))):
        total[back:] += weighted[:-back]
        count[back:] += weights[:-back]
    mean = np.full(len(scores), np.nan)
    np.divide(total, count, out=mean, where=counted)
    return mean
