"""What a training found out about the history itself: suspect periods, and what its reader must know."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from l4e_sdk.local.detection import notices
from l4e_sdk.local.detection.model_selection import Smooth, logs_of
from l4e_sdk.local.detection.notices import Suspect
from l4e_sdk.local.detection.peaks import Peaks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from l4e_sdk.local.detection.arrays import Times, Values, Vector
    from l4e_sdk.local.detection.buckets import Buckets
    from l4e_sdk.local.detection.cleaning import WildCells
    from l4e_sdk.local.detection.lagged_t2 import LaggedT2
    from l4e_sdk.local.detection.memory import Memory
    from l4e_sdk.local.detection.model_selection import Candidate, Scored
    from l4e_sdk.local.detection.notices import Notice

_BY_CHANCE = 0.001  # a clean history has no suspect period
_JOINED = np.timedelta64(6, "h")
_MOST = 20


class Findings(NamedTuple):
    """The findings of one training, stored beside the model."""

    notices: tuple[Notice, ...] = ()
    suspects: tuple[Suspect, ...] = ()


class Searched(NamedTuple):
    """A history in which everything has been learned."""

    sensors: Sequence[str]
    """Of the model, in its order."""
    dropped: Mapping[str, str]
    wild: Sequence[WildCells]
    times: Times
    values: Values
    """Of the sensors that were not dropped."""
    scored: Scored
    kept: Candidate
    detector: LaggedT2
    memory: Memory | None
    buckets: Buckets


def find(history: Searched) -> Findings:
    """Look for all that a reader must know."""
    learned = [name for name in history.sensors if name not in history.dropped]
    smooth = Smooth.of(history.scored, history.kept.smoothing_rows)
    peaks = Peaks.of(logs_of(smooth, history.scored), history.scored.rate_seconds)
    suspects = _suspects(history, smooth, peaks)
    ordinary = (
        float(np.exp(np.median(peaks.heights[history.kept.set_aside :]))) if len(peaks.heights) else np.inf
    )
    found = [
        *notices.of_cells(history.wild, history.sensors, history.times),
        *notices.of_dropped(history.dropped, history.times),
        *notices.of_suspects(suspects, learned),
        *notices.of_reach(history.kept, ordinary, history.times),
    ]
    if history.memory:
        runs = history.memory.stillness.frozen(history.buckets)
        found += notices.of_frozen(runs, learned, history.memory.clock)
    return Findings(tuple(found), tuple(_spread(suspects, history)))


def _suspects(history: Searched, smooth: Smooth, peaks: Peaks) -> list[Suspect]:
    """Return the stretches whose peaks stand apart from those of the rest of the history."""
    apart = peaks.apart(_BY_CHANCE)
    if not apart:
        return []
    bar = float(np.exp(peaks.heights[apart]))
    rows = np.flatnonzero(np.nan_to_num(smooth.normal) > bar)
    times = history.scored.times[rows]
    ends = np.flatnonzero(np.diff(times) > _JOINED)
    stretches = [
        (times[begin], times[end])
        for begin, end in zip([0, *(ends + 1)], [*ends, len(rows) - 1], strict=True)
    ]
    heights = [
        float(smooth.normal[(history.scored.times >= a) & (history.scored.times <= b)].max())
        for a, b in stretches
    ]
    largest = sorted(np.argsort(heights)[::-1][: min(apart, _MOST)].tolist())
    return [_suspect(history, *stretches[place]) for place in largest]


def _suspect(history: Searched, start: np.datetime64, end: np.datetime64) -> Suspect:
    return Suspect(start, end, _shares(history, start, end))


def _shares(history: Searched, start: np.datetime64, end: np.datetime64) -> Vector:
    """Return the mean share of each learned sensor in a stretch."""
    first, stop = np.searchsorted(history.times, start), np.searchsorted(history.times, end, "right")
    lead = min(int(first), history.detector.lag_rows)
    rows = slice(int(first) - lead, int(stop))
    mean: Vector = history.detector.contributions(
        history.times[rows], history.values[rows], history=lead
    ).mean(axis=0, dtype=np.float64)
    return mean


def _spread(suspects: Sequence[Suspect], history: Searched) -> list[Suspect]:
    """Return the suspects with a share for every sensor of the model."""
    places = [place for place, name in enumerate(history.sensors) if name not in history.dropped]
    found = []
    for one in suspects:
        shares = np.zeros(len(history.sensors))
        shares[places] = one.contributions
        found.append(one._replace(contributions=shares))
    return found
