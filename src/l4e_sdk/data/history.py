"""The rows of a component's CSV files in order of time, read lazily."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from l4e_sdk._rules.layout.csv_header import read_header
from l4e_sdk._rules.layout.timestamps import StampReader
from l4e_sdk.errors import InvalidValueError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator
    from datetime import datetime
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Row:
    """One row in its original form."""

    moment: datetime
    """The timestamp of the row."""
    rest: str
    """The text after the timestamp, with the comma."""


class History:
    """The rows of files with ascending timestamps. Files may overlap, and come in any order.

    A file is opened when its first row is due. So memory holds only one window, and few files are open.

    Args:
        files: CSV files with the same header.

    Raises:
        UnreadableFileError: a header cannot be read.
        OSError: a file cannot be read.
    """

    def __init__(self, files: Iterable[Path]) -> None:
        self.header = ""
        self._waiting: list[tuple[datetime, Path]] = []
        self._open: list[tuple[Row, Iterator[Row]]] = []
        for file in files:
            self.header = self.header or ",".join(read_header(file).columns)
            rows = _rows(file)
            first = next(rows, None)
            rows.close()
            if first is not None:
                self._waiting.append((first.moment, file))
        self._waiting.sort()

    @property
    def next(self) -> datetime | None:
        """Return the timestamp of the next row; None after the last row."""
        times = [row.moment for row, _ in self._open] + [moment for moment, _ in self._waiting[:1]]
        return min(times, default=None)

    def skip(self, until: datetime) -> None:
        """Skip the rows up to and including a time. It raises the errors of ``take``."""
        for _ in self._drained(until):
            pass

    def take(self, until: datetime) -> list[Row]:
        """Return the remaining rows up to and including a time, in order.

        Raises:
            InvalidValueError: the timestamps of a file do not ascend.
        """
        return sorted(self._drained(until), key=lambda row: row.moment)

    def _drained(self, until: datetime) -> Iterator[Row]:
        while self._waiting and self._waiting[0][0] <= until:
            _, file = self._waiting.pop(0)
            opened = _rows(file)
            self._open.append((next(opened), opened))
        still_open: list[tuple[Row, Iterator[Row]]] = []
        for first, rows in self._open:
            row: Row | None = first
            while row is not None and row.moment <= until:
                yield row
                row = next(rows, None)
            if row is not None:
                still_open.append((row, rows))
        self._open = still_open


def _rows(file: Path) -> Generator[Row, None, None]:
    """Yield the rows with a supported timestamp."""
    stamps, last = StampReader(), None
    with file.open(encoding="utf-8-sig", errors="replace", newline="\n") as lines:
        next(lines, None)
        for number, line in enumerate(lines, start=2):
            written, comma, rest = line.rstrip("\r\n").partition(",")
            moment = stamps.read(written.strip().strip('"'))
            if moment is None:
                continue
            if last is not None and moment < last:
                raise InvalidValueError(
                    f"{file}, line {number}: {written} is before the row above; sort the file by time to replay it."
                )
            last = moment
            yield Row(moment, comma + rest)
