"""A machine with faults, gaps and stops, judged window by window."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from l4e_sdk.local.detection.model import AnomalyModel
from tests.unit.local.detection.plants import Plant, plant

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from l4e_sdk.local.detection.assessment import Assessment
    from l4e_sdk.local.detection.model import Live

RATE = 900
PER_DAY = 96
HISTORY, LATER = 30 * PER_DAY, 24 * PER_DAY
BEFORE = 40
"""Rows of the history before the first one to judge."""

SENSORS = [f"pump\\s{number}" for number in range(4)]


@dataclass
class Days:
    """Rows that a model judges."""

    times: np.ndarray
    values: np.ndarray
    off: np.ndarray
    measured: np.ndarray

    def part(self, rows: slice) -> Days:
        return Days(self.times[rows], self.values[rows], self.off[rows], self.measured[rows])


@lru_cache(maxsize=1)
def _plant() -> Plant:
    return plant(HISTORY + LATER, len(SENSORS), seed=11, seconds=RATE)


@lru_cache(maxsize=1)
def model() -> AnomalyModel:
    made = _plant().part(0, HISTORY)
    return AnomalyModel.fit(
        made.times, made.values, SENSORS, rate_seconds=RATE, measured=np.ones(HISTORY, bool)
    )


def days(seed: int, *, faults: int = 5, gaps: int = 4, stops: int = 3) -> Days:
    """Return days after the history: steps, levels that last, excursions; rows that never came, and stops.

    The first rows are those of the history, to look back to.
    """
    random = np.random.default_rng(seed)
    made = _plant().part(HISTORY - BEFORE)
    count = len(made.times)
    off, measured, there = np.zeros(count, bool), np.ones(count, bool), np.ones(count, bool)
    for _ in range(faults):
        rows, sensor = _stretch(random, 4, 4 * PER_DAY), int(random.integers(len(SENSORS)))
        kind = int(random.integers(3))
        if kind == 0:
            made.values[rows, sensor] += 25
        elif kind == 1:
            made.values[rows, sensor] += 12  # within its range, but for long
        else:
            made.values[rows, sensor] = 300
    for _ in range(gaps):
        there[_stretch(random, 1, PER_DAY)] = False
    for _ in range(stops):
        rows = _stretch(random, 1, PER_DAY)
        off[rows] = True
        made.values[rows] = 0
    made.values[random.random(made.values.shape) < 0.01] = np.nan
    return Days(made.times[there], made.values[there], off[there], measured[there])


def filled(rows: Days, seed: int, *, longest: int = 12) -> Days:
    """Return rows of which some are those before them, as a grid fills them."""
    random = np.random.default_rng(seed)
    result = rows.part(slice(None))
    values, measured = rows.values.copy(), rows.measured.copy()
    for _ in range(6):
        start = int(random.integers(BEFORE, len(values) - longest))
        gap = slice(start, start + int(random.integers(1, longest)))
        values[gap], measured[gap] = values[start - 1], False
    result.values, result.measured = values, measured
    return result


def _stretch(random: np.random.Generator, shortest: int, longest: int) -> slice:
    start = BEFORE + int(random.integers(LATER - longest))
    return slice(start, start + int(random.integers(shortest, longest)))


def in_windows(
    rows: Days,
    cuts: Sequence[int],
    *,
    further: int = 0,
    kept: Callable[[Live], Live] = lambda live: live,
) -> tuple[list[Assessment], Live]:
    """Judge rows in windows that end at each of the cuts, each with the rows that the model looks back to.

    Args:
        rows: All of them.
        cuts: Places among them.
        further: How many more rows to look back.
        kept: What becomes of the memory between two windows.
    """
    judge, live, found = model().judge, None, []
    bounds = [BEFORE, *sorted({cut for cut in cuts if BEFORE < cut < len(rows.times)}), len(rows.times)]
    for start, stop in pairwise(bounds):
        first = start - model().history_rows - further
        part = rows.part(slice(first, stop))
        assessment, memory = judge(
            part.times,
            part.values,
            part.off,
            history_rows=start - first,
            measured=part.measured,
            live=live,
        )
        live = kept(memory)
        found.append(assessment)
    assert live is not None
    return found, live


def at_once(rows: Days) -> tuple[Assessment, Live]:
    return model().judge(rows.times, rows.values, rows.off, history_rows=BEFORE, measured=rows.measured)
