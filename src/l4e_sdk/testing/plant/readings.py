"""Rows of readings, as Python values and as the CSV files that the service reads.

Source: service/ingestion#layout, service/ingestion#csv, service/labels#file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from l4e_sdk._rules.layout.timestamps import STAMP

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Readings:
    """The readings of one component's sensors, row by row."""

    component: str
    sensors: tuple[str, ...]
    times: tuple[datetime, ...]
    """Aware, in UTC."""
    values: NDArray[np.float64]
    """One row for each time, one column for each sensor."""

    def __len__(self) -> int:
        return len(self.times)

    def rows(self) -> Iterator[tuple[datetime, tuple[float, ...]]]:
        """Yield each time with its values."""
        for time, values in zip(self.times, self.values.tolist(), strict=True):
            yield time, tuple(values)

    def csv(self) -> str:
        """Return the rows as the service reads them, with a header and four decimals."""
        return _csv(self.sensors, self.rows())

    def write(self, folder: Path | str) -> Path:
        """Write one file for each month into the component's sub-folder, for ``Dataset.upload(folder, ...)``.

        Returns:
            The folder of the component.
        """
        place = Path(folder, self.component)
        place.mkdir(parents=True, exist_ok=True)
        for month, rows in groupby(self.rows(), key=lambda row: f"{row[0]:%Y-%m}"):
            (place / f"{month}.csv").write_text(_csv(self.sensors, rows), encoding="utf-8")
        return place


def label_csv(ranges: Iterable[tuple[datetime, datetime]]) -> str:
    """Return ranges as a label file: lines of start and end, without a header."""
    return "".join(f"{_stamp(start)},{_stamp(end)}\n" for start, end in ranges)


def _csv(sensors: tuple[str, ...], rows: Iterable[tuple[datetime, tuple[float, ...]]]) -> str:
    lines = [",".join(["Timestamp", *sensors])]
    lines += [
        ",".join([f"{time:%Y-%m-%dT%H:%M:%S}", *(f"{value:.4f}" for value in values)])
        for time, values in rows
    ]
    return "\n".join(lines) + "\n"


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime(STAMP)
