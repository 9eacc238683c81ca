"""Cells of a history that are no readings: wild values, and numbers that mean missing."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from l4e_sdk.local.detection.arrays import Mask, Values

_FAR = 100.0  # spans: no sensor that reads within a span for 95 % of the time reads so far from it
_MOST_FAR = 0.03  # of a sensor's readings; more are a state of the machine
_FEWEST_REPEATS = 3  # of exactly one far value: then it stands for "missing", live as well
_MOST_STILL = 3  # far cells of a sensor that otherwise never moves
_SAMPLED = 5_000  # readings for median and span
_BEYOND = 1.0  # spans between a code that loggers write and the nearest reading
_MOST_CODES = 0.5  # of a sensor's readings
_MOST_VALUES = 6  # codes of one sensor
_SPAN = (2.5, 50.0, 97.5)  # percent


class WildCells(NamedTuple):
    """Cells of one sensor that were taken for no readings."""

    column: int
    cells: int
    value: float
    """The most frequent of their values."""
    row: int
    """The first of them."""
    repeated: bool
    """Whether the value stands for "missing" from now on."""


@dataclass(frozen=True, slots=True)
class Cleaning:
    """What is blanked before anything is learned, and the values that are blanked live."""

    wild: tuple[WildCells, ...] = ()
    codes: Mapping[int, tuple[float, ...]] = field(default_factory=dict)
    """Per column, the values that mean missing."""

    @classmethod
    def fit(
        cls, values: Values, normal: Mask, lowest: Values, highest: Values, known: Collection[float]
    ) -> Self:
        """Look for cells that are no readings.

        A cell is wild when it lies more than 100 times the span of the middle 95 % of the sensor's readings from
        their median, and at most 3 % are so. A number that loggers are known to write in place of a reading needs to
        lie one span beyond the others only. What recurs three times as exactly the same number means "missing".

        Args:
            values: (rows, sensors), NaN where a reading is missing.
            normal: The rows to look at.
            lowest: Per sensor, the lowest reading in these rows.
            highest: The highest one.
            known: Numbers that historians and loggers write where there is no reading.
        """
        rows = np.flatnonzero(normal)
        middle = _middle(values, rows)
        codes32 = {float(np.float32(code)) for code in known}
        found: list[WildCells] = []
        codes: dict[int, tuple[float, ...]] = {}
        for column in _suspects(middle, lowest, highest, codes32):
            cells = values[rows, column]
            wild = _wild(cells, codes32)
            found += [
                WildCells(column, len(at), value, int(rows[at[0]]), repeated) for value, at, repeated in wild
            ]
            if means_missing := tuple(value for value, _, repeated in wild if repeated):
                codes[column] = means_missing
        return cls(tuple(found), codes)

    def cleaned(self, values: Values) -> Values:
        """Return the values with every wild cell missing: a copy, if there is any."""
        if not self.wild:
            return values
        result = values.copy()
        for cells in self.wild:
            column = result[:, cells.column]
            column[column == np.float32(cells.value)] = np.nan
        return result

    def live(self, values: Values) -> Values:
        """Return the values with those missing that mean so: a copy, if there are any."""
        if not self.codes:
            return values
        result = values.copy()
        for column, codes in self.codes.items():
            for code in codes:
                result[result[:, column] == np.float32(code), column] = np.nan
        return result


def _middle(values: Values, rows: np.ndarray) -> np.ndarray:
    """Return 2.5 %, median and 97.5 % of each sensor's readings, of evenly spaced rows."""
    some = values[rows[:: 1 + (len(rows) - 1) // _SAMPLED]]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # sensors without any reading
        middle: np.ndarray = np.nanpercentile(some, _SPAN, axis=0)
    return middle


def _suspects(middle: np.ndarray, lowest: Values, highest: Values, codes: Collection[float]) -> Sequence[int]:
    low, median, high = middle
    limit = np.where(high > low, _FAR * (high - low), _FAR * np.maximum(np.abs(median), 1))
    far = (highest - median > limit) | (median - lowest > limit)
    known = np.isin(lowest, list(codes)) | np.isin(highest, list(codes))
    columns: list[int] = np.flatnonzero(far | known).tolist()
    return columns


def _wild(cells: Values, codes: Collection[float]) -> list[tuple[float, np.ndarray, bool]]:
    """Return the values of a sensor that are no readings, each with its places and whether it means missing."""
    left = np.isfinite(cells)
    total, found = int(left.sum()), list[tuple[float, np.ndarray, bool]]()
    for _ in range(_MOST_VALUES):
        code = _code(cells, left, total, codes)
        if code is None:
            break
        places = np.flatnonzero(left & (cells == np.float32(code)))
        left[places] = False
        found.append((code, places, len(places) >= _FEWEST_REPEATS))
    if not left.any():
        return []
    low, median, high = np.percentile(cells[left], _SPAN)
    off = np.abs(cells.astype(np.float64) - median)
    if high > low:
        far = left & (off > _FAR * (high - low))
        few = far.sum() <= _MOST_FAR * total
    else:
        far = left & (off > _FAR * max(abs(median), 1))
        few = far.sum() <= _MOST_STILL
    if not far.any() or not few:
        return found
    for value in np.unique(cells[far]).tolist():
        places = np.flatnonzero(far & (cells == np.float32(value)))
        found.append((float(value), places, len(places) >= _FEWEST_REPEATS))
    return found


def _code(cells: Values, left: Mask, total: int, codes: Collection[float]) -> float | None:
    """Return the lowest or highest of the readings that are left, if it is a known code and lies apart from the rest."""
    if not left.any():
        return None
    there = cells[left]
    for extreme in (float(there.min()), float(there.max())):
        if extreme not in codes:
            continue
        rest = there[there != np.float32(extreme)]
        if not len(rest) or len(there) - len(rest) > _MOST_CODES * total:
            continue
        low, median, high = np.percentile(rest, _SPAN)
        apart = float(np.abs(rest - np.float32(extreme)).min())
        span = (high - low) if high > low else max(abs(median), 1) / 2
        if apart > _BEYOND * span:
            return extreme
    return None
