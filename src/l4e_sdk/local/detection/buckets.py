"""Rows added up by quarters of an hour: what has a memory of hours looks at these."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from l4e_sdk.local.detection.arrays import Mask, Times, Values

    Numbers = NDArray[np.int64]
    Sums = NDArray[np.float64]

_SHORTEST = 900.0  # seconds
_MEMORY = 12 * 3600.0  # seconds
QUARTERS = 4


@dataclass(frozen=True, slots=True)
class Clock:
    """How rows of a sampling rate fall into buckets."""

    seconds: float
    """The length of a bucket."""
    rows: int
    """The rows of a bucket, if none is missing."""
    memory: int
    """The buckets of twelve hours; a multiple of four."""

    @classmethod
    def of(cls, rate_seconds: float) -> Self:
        """Return the clock for a rate: buckets of whole rows, a quarter of an hour or longer."""
        rows = max(1, int(np.ceil(_SHORTEST / rate_seconds - 1e-9)))
        seconds = rate_seconds * rows
        return cls(seconds, rows, QUARTERS * max(1, round(_MEMORY / seconds / QUARTERS)))

    def instant(self, number: int) -> np.datetime64:
        """Return when a bucket begins."""
        return np.datetime64(number * round(self.seconds * 1e6), "us")

    def numbers(self, times: Times) -> Numbers:
        """Return the number of the bucket that each instant lies in."""
        micro = round(self.seconds * 1e6)
        return times.astype("datetime64[us]").astype(np.int64) // micro


class Buckets(NamedTuple):
    """Rows added up: one line for each bucket that has any, in the order of time."""

    numbers: Numbers
    counts: Numbers
    """Rows of each bucket."""
    sums: Sums
    """(buckets, sensors): of the standardised readings."""
    low: Values
    """The lowest reading of each sensor; infinite without any."""
    high: Values

    @classmethod
    def empty(cls, sensors: int) -> Self:
        """Return no bucket."""
        none = np.empty(0, np.int64)
        return cls(
            none, none, np.empty((0, sensors)), *(np.empty((0, sensors), np.float32) for _ in range(2))
        )

    @classmethod
    def of(cls, numbers: Numbers, standard: Values, readings: Values, shown: Mask) -> Self:
        """Add up rows.

        Args:
            numbers: The bucket of each row, never falling.
            standard: Its standardised readings; missing ones count as usual ones.
            readings: Its readings.
            shown: False for rows that say nothing.
        """
        if not shown.all():
            numbers, standard, readings = numbers[shown], standard[shown], readings[shown]
        if not len(numbers):
            return cls.empty(standard.shape[1])
        begins = np.flatnonzero(np.concatenate(([True], numbers[1:] != numbers[:-1])))
        counts = np.diff(np.append(begins, len(numbers)))
        if np.isnan(standard).any():
            standard = np.nan_to_num(standard, nan=0.0)
        if len(begins) == len(numbers):
            sums, low, high = standard.astype(np.float64), readings.copy(), readings.copy()
        else:
            sums = np.add.reduceat(standard, begins, axis=0, dtype=np.float64)
            low, high = np.fmin.reduceat(readings, begins, axis=0), np.fmax.reduceat(readings, begins, axis=0)
        low[np.isnan(low)] = np.inf
        high[np.isnan(high)] = -np.inf
        return cls(numbers[begins], counts, sums, low, high)

    @classmethod
    def joined(cls, parts: list[Buckets], sensors: int) -> Self:
        """Put later buckets behind earlier ones; the last of one and the first of the next may be the same."""
        parts = [part for part in parts if len(part.numbers)]
        if not parts:
            return cls.empty(sensors)
        numbers = np.concatenate([part.numbers for part in parts])
        begins = np.flatnonzero(np.concatenate(([True], numbers[1:] != numbers[:-1])))
        counts = np.concatenate([part.counts for part in parts])
        sums = np.concatenate([part.sums for part in parts])
        low, high = (
            np.concatenate([part.low for part in parts]),
            np.concatenate([part.high for part in parts]),
        )
        if len(begins) == len(numbers):
            return cls(numbers, counts, sums, low, high)
        return cls(
            numbers[begins],
            np.add.reduceat(counts, begins),
            np.add.reduceat(sums, begins, axis=0),
            np.minimum.reduceat(low, begins, axis=0),
            np.maximum.reduceat(high, begins, axis=0),
        )

    def newest(self, count: int) -> Buckets:
        """Return those of the last `count` numbers."""
        if not len(self.numbers):
            return self
        return self.between(
            int(np.searchsorted(self.numbers, self.numbers[-1] - count, "right")), len(self.numbers)
        )

    def between(self, start: int, stop: int) -> Buckets:
        """Return those from a place to before another."""
        rows = slice(start, stop)
        return Buckets(
            self.numbers[rows], self.counts[rows], self.sums[rows], self.low[rows], self.high[rows]
        )

    def with_numbers(self, numbers: Numbers) -> Buckets:
        """Return the buckets with an empty one for each number that has none."""
        missing = np.setdiff1d(numbers, self.numbers)
        if not len(missing):
            return self
        shape = len(missing), self.sums.shape[1]
        order = np.argsort(np.concatenate([self.numbers, missing]), kind="stable")
        return Buckets(
            np.concatenate([self.numbers, missing])[order],
            np.concatenate([self.counts, np.zeros(len(missing), np.int64)])[order],
            np.concatenate([self.sums, np.zeros(shape)])[order],
            np.concatenate([self.low, np.full(shape, np.inf, np.float32)])[order],
            np.concatenate([self.high, np.full(shape, -np.inf, np.float32)])[order],
        )


def places_of(numbers: Numbers, gap: int) -> Numbers:
    """Return places on a line without holes that are longer than `gap`: empty buckets between them count as absent."""
    return np.concatenate(([0], np.cumsum(np.minimum(np.diff(numbers), gap)))) if len(numbers) else numbers
