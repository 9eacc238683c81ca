"""The common grid of timestamps of all sensors of a model (service/models#sampling).

The timestamp of a row is the end of its interval. At a rate of five minutes, the row 12:50 holds the readings after
12:45 and until 12:50.

Intervals are multiples of the rate since 1970-01-01 UTC, so they align with full hours.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Self

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAX_ROWS: Final = 1_500_000  # rows after resampling (service/limits#training)

_MICROSECOND: Final = timedelta(microseconds=1)


class DataLimitError(ValueError):
    """There is more data than a model can take; the message names the limit and what to do."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Equally spaced instants."""

    first: int
    """The label of the first row, in rates since 1970."""
    rows: int
    rate: timedelta

    @classmethod
    def covering(cls, first: np.datetime64, last: np.datetime64, rate: timedelta) -> Self:
        """Return the smallest grid with a row for each instant from first to last.

        Raises:
            DataLimitError: it would have more than 1,500,000 rows.
        """
        begin, end = (int(label) for label in _labels(np.array([first, last]), rate))
        rows = end - begin + 1
        if rows > MAX_ROWS:
            raise DataLimitError(
                f"{first.astype('datetime64[s]')} to {last.astype('datetime64[s]')} has {rows:,} rows at one per {rate}; "
                f"at most {MAX_ROWS:,} are allowed, so use a lower sampling rate or a shorter range"
            )
        return cls(begin, rows, rate)

    @property
    def timestamps(self) -> NDArray[np.datetime64]:
        """The labels of the rows: naive UTC in microseconds."""
        labels = np.arange(self.first, self.first + self.rows, dtype=np.int64)
        return (labels * (self.rate // _MICROSECOND)).view("datetime64[us]")

    def positions(self, times: NDArray[np.datetime64]) -> NDArray[np.int64]:
        """Return the row of each instant; negative before the first row, too large after the last."""
        return _labels(times, self.rate) - self.first


def _labels(times: NDArray[np.datetime64], rate: timedelta) -> NDArray[np.int64]:
    microseconds = times.astype("datetime64[us]").view(np.int64)
    return -(-microseconds // (rate // _MICROSECOND))
