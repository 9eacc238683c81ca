"""The usual scores of a history, and rows that are usual in themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from l4e_sdk.local.detection.model_selection import Smooth, logs_of
from l4e_sdk.local.detection.watch import hourly

if TYPE_CHECKING:
    from l4e_sdk.local.detection.arrays import Mask, Times, Values, Vector
    from l4e_sdk.local.detection.lagged_t2 import LaggedT2
    from l4e_sdk.local.detection.model_selection import Scored

_IN_A_ROW = 3
_SAMPLED = 20_000  # rows for the usual score
_USUAL = 0.99
_DAY_HOURS, _WEEK_DAYS, _SELDOM = 24, 7, 0.9
_LEAST = 1e-3  # of a statistic


def usual_hour(scored: Scored, smoothing_rows: int) -> tuple[float, float]:
    """Return the usual logarithm of an hour's statistic, and how far above it the last week is."""
    smooth = Smooth.of(scored, smoothing_rows)
    logs = [
        hourly(times.astype("datetime64[us]").astype(np.int64) / 1e6, values, np.ones(len(values), np.bool_))
        for times, values in logs_of(smooth, scored)
    ]
    usual = _usual_week(np.concatenate(logs))
    newest, times = smooth.newest, scored.times[scored.parts[-1]]
    known = ~np.isnan(newest)
    week = known & (times > times[-1] - np.timedelta64(7, "D"))
    if times[-1] - times[0] < np.timedelta64(3, "D") or not week.any():
        return usual, 0.0
    recent = hourly(
        times[week].astype("datetime64[us]").astype(np.int64) / 1e6,
        np.log(np.maximum(newest[week], _LEAST)),
        np.ones(int(week.sum()), np.bool_),
    )
    return usual, max(0.0, float(np.median(recent)) - usual)


def _usual_week(hours: Vector) -> float:
    """Return what the median of a week seldom exceeds; the median of all, of a short history."""
    weeks = len(hours) // _DAY_HOURS - _WEEK_DAYS
    if weeks < _WEEK_DAYS:
        return float(np.median(hours))
    medians = [
        np.median(hours[day * _DAY_HOURS : (day + _WEEK_DAYS) * _DAY_HOURS]) for day in range(weeks + 1)
    ]
    return float(np.quantile(medians, _SELDOM))


def usual_present(detector: LaggedT2, times: Times, values: Values, normal: Mask) -> float:
    """Return the score that 99 % of the normal rows stay below without their past."""
    rows = np.flatnonzero(normal)
    rows = rows[:: 1 + (len(rows) - 1) // _SAMPLED]
    return float(np.quantile(detector.present(times[rows], values[rows]), _USUAL))


def echoes(present: Vector, shown: Mask, usual: float, reach: int) -> Mask:
    """Return the rows that are usual in themselves, as the two before are, and look back to one that was not.

    Their score is that of their past: an event does not go on after its fault because rows remember it. A small
    fault has usual rows, too, but seldom three in a row.
    """
    unusual = (present > usual) & shown
    since = np.arange(len(present)) - np.maximum.accumulate(
        np.where(unusual, np.arange(len(present)), -reach - 1)
    )
    found: Mask = (since >= _IN_A_ROW) & (since <= reach)
    return found
