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
    past = np.full((rows, len(lags), sensors), np.nan, np.float32)
    for place, lag in enumerate(lags):
        past[lag:, place] = values[: max(rows - lag, 0)]
        stale = times[lag:] - times[: max(rows - lag, 0)] > _STALE * lag * step
        past[lag:, place][stale] = np.nan
    return past


def bridged(past: Values) -> Values:
    """Fill missing readings from the nearest lag of the same row, more recent ones first.

    A sensor without a reading at any lag of a row stays missing there.
    """
    holed = np.flatnonzero(np.isnan(past.sum(axis=(1, 2))))
    if not len(holed):
        return past
    filled = past[holed]
    places = range(past.shape[1])
    for place in places[1:]:
        _fill(filled[:, place], filled[:, place - 1])
    for place in reversed(places[:-1]):
        _fill(filled[:, place], filled[:, place + 1])
    result = past.copy()
    result[holed] = filled
    return result


def _fill(missing: Values, source: Values) -> None:
    np.copyto(missing, source, where=np.isnan(missing))
