"""The reading of a counter: the running time since its last reset."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from l4e_sdk._rules.layout.labels import merged

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from numpy.typing import NDArray

    from l4e_sdk.testing.plant.discrete import Counter

    Floats: TypeAlias = NDArray[np.float64]
    Seconds: TypeAlias = NDArray[np.int64]

_HOUR = 3600


def counted(counter: Counter, times: Seconds, off: Iterable[tuple[datetime, datetime]]) -> Floats:
    """Return the readings of a counter at times, given the off periods."""
    spans = [(start.timestamp(), end.timestamp()) for start, end in merged(off)]
    begin = np.full(len(times), counter.since.timestamp())
    for reset in sorted(counter.resets):
        begin[times >= reset.timestamp()] = reset.timestamp()
    running = np.maximum(times - begin, 0)
    for start, end in spans:
        running -= np.maximum(np.minimum(times, end) - np.maximum(begin, start), 0)
    count: Floats = running / _HOUR * counter.rate
    if counter.wrap is not None:
        count %= counter.wrap
    return count
