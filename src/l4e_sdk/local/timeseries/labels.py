"""The rows in labelled ranges (service/labels#training)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from l4e_sdk.local.timeseries.instants import datetime64

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from l4e_sdk._rules.layout.labels import Range


def mask(times: NDArray[np.datetime64], ranges: Iterable[Range]) -> NDArray[np.bool_]:
    """Return which instants lie in one of the ranges, ends included.

    Args:
        times: naive UTC, ascending.
        ranges: aware ranges.
    """
    inside = np.zeros(len(times), np.bool_)
    for start, end in ranges:
        low = np.searchsorted(times, datetime64(start))
        high = np.searchsorted(times, datetime64(end), side="right")
        inside[low:high] = True
    return inside
