"""The sampling rates that a model can have, and the one that fits the data (service/models#sampling)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from l4e_sdk._durations import parse_duration
from l4e_sdk.local.timeseries.grid import MAX_ROWS
from l4e_sdk.local.timeseries.joining import joined
from l4e_sdk.local.timeseries.readings import TIME
from l4e_sdk.shapes.enums import TargetSamplingRate

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from l4e_sdk.local.timeseries.readings import Readings
    from l4e_sdk.local.timeseries.schema import DataSchema

RATES: Final = tuple(sorted(parse_duration(rate.value) for rate in TargetSamplingRate))
"""The rates of `TargetSamplingRate`, finest first."""

_JITTER: Final = 0.95
_NO_SPACING: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Sampling:
    """The sampling interval of a component, and its range of time."""

    first: np.datetime64
    last: np.datetime64
    spacing: timedelta | None
    """The median time between two rows; None for a single row."""


def native_rate(
    sources: Sequence[Readings],
    schema: DataSchema,
    *,
    start: datetime | None = None,
    end: datetime | None = None,
) -> timedelta:
    """Return the data's own sampling rate.

    That is the finest rate which is not finer than the median spacing of the component that was read most often, and
    which needs at most 1,500,000 rows. A spacing may jitter by 5 %: 57 seconds still count as one minute.

    Args:
        sources: where the readings are.
        schema: the components that count.
        start: the first instant, aware.
        end: the last instant, aware.
    """
    names = schema.names
    return fitting_rate([found for name in names if (found := sampling(sources, name, start, end))])


def sampling(
    sources: Sequence[Readings], component: str, start: datetime | None, end: datetime | None
) -> Sampling | None:
    """Return how a component was sampled in a range; None if it was not."""
    times = joined(sources, component, (), start, end)[TIME].to_numpy()
    if not len(times):
        return None
    spacing = np.median(np.diff(times).astype(np.int64)) if len(times) > 1 else None
    return Sampling(times[0], times[-1], None if spacing is None else timedelta(microseconds=float(spacing)))


def fitting_rate(samplings: Sequence[Sampling]) -> timedelta:
    """Return the rate that fits the component which was sampled most often."""
    spacings = [one.spacing for one in samplings if one.spacing is not None]
    if not spacings:
        return _NO_SPACING
    length = max(one.last for one in samplings) - min(one.first for one in samplings)
    shortest = max(
        min(spacings) * _JITTER, timedelta(microseconds=int(length.astype(np.int64))) / (MAX_ROWS - 1)
    )
    return next((rate for rate in RATES if rate >= shortest), RATES[-1])
