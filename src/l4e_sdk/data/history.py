"""The rows of a component's CSV files in the order of time, read as far as they are asked for."""

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
    """One row, as it is written."""

    moment: datetime
    """Its time."""
    rest: str
    """What follows its time, comma included."""


class History:
    """Rows of files that each ascend in time; files may overlap, and lie in any order.

    A file is opened when its first row is due, so that memory has one window and few files are open.

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
        """When the next row is; None after the last."""
        times = [row.moment for row, _ in self._open] + [moment for moment, _ in self._waiting[:1]]
        return min(times, default=None)

    def skip(self, until: datetime) -> None:
        """Pass over the rows up to and including a time; errors are those of ``take``."""
        for _ in self._drained(until):
            pass

    def take(self, until: datetime) -> list[Row]:
        """Return the rows up to and including a time that were not taken yet, in order.

        Raises:
            InvalidValueError: a file's rows do not ascend.
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
    """Yield the rows that have a supported timestamp."""
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
