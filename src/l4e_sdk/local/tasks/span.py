"""A range of time that may be open, and the rows in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from l4e_sdk.local.timeseries.instants import datetime64

if TYPE_CHECKING:
    from datetime import datetime

    from l4e_sdk.local.detection.arrays import Mask, Times


@dataclass(frozen=True, slots=True)
class Span:
    """A range of time, both ends inside; None is open."""

    start: datetime | None = None
    end: datetime | None = None

    def rows(self, times: Times) -> Mask:
        """Return which instants lie in the range."""
        inside = np.ones(len(times), dtype=np.bool_)
        if self.start is not None:
            inside &= times >= datetime64(self.start)
        if self.end is not None:
            inside &= times <= datetime64(self.end)
        return inside


def reach(wanted: Mask) -> slice | None:
    """Return the run from the first to the last of the wanted rows; None when none are."""
    places = np.flatnonzero(wanted)
    return slice(int(places[0]), int(places[-1]) + 1) if len(places) else None
