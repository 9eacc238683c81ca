"""Every row together with its recent past."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from l4e_sdk.local.detection.arrays import Times, Values

LAGS = (0, 1, 2, 4, 8)
"""Rows to look back; from the last step to the last few minutes, each twice as far as the one before."""

_STALE = 2.0  # a reading twice as old as its lag says is no reading of that lag


def with_past(times: Times, values: Values, lags: tuple[int, ...], step: np.timedelta64) -> Values:
    """Set the readings at each lag side by side: (rows, lags, sensors).

    What lies before the first row, or is much older than its lag, is missing.
    """
    rows, sensors = values.shape
    past = np.empty((rows, len(lags), sensors), np.float32)
    for place, lag in enumerate(lags):
        past[:lag, place] = np.nan
        past[lag:, place] = values[: max(rows - lag, 0)]
        stale = times[lag:] - times[: max(rows - lag, 0)] > _STALE * lag * step
        past[lag:, place][stale] = np.nan
    return past


def held(times: Times, values: Values, rows: int, step: np.timedelta64) -> Values:
    """Fill missing readings with the sensor's last one, where that is at most `rows` rows old.

    A reading from before a gap, and one of a sensor that has been silent for longer, are not carried on.
    """
    missing = np.isnan(values)
    if not missing.any():
        return values
    places = np.arange(len(values))[:, None]
    last = np.maximum.accumulate(np.where(missing, -1, places), axis=0)
    row, column = np.nonzero(missing & (last >= 0) & (places - last <= rows))
    source = last[row, column]
    fresh = times[row] - times[source] <= _STALE * rows * step
    row, column, source = row[fresh], column[fresh], source[fresh]
    filled = values.copy()
    filled[row, column] = values[source, column]
    return filled
