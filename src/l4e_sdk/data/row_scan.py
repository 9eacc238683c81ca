"""A scan of one CSV file by the rules of ingestion (service/ingestion#csv), a megabyte at a time."""

from __future__ import annotations

import csv
import io
import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from l4e_sdk._rules.layout.csv_header import LONGEST_LINE, UnreadableFileError
from l4e_sdk._rules.layout.timestamps import StampReader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from l4e_sdk._rules.layout.csv_header import Header

_CHUNK: Final = 2**20
_QUOTED: Final = re.compile(r'\s*"(.*)"\s*', re.DOTALL)
_FOREIGN: Final = "\ufffd"  # replacement for bytes that are not UTF-8


@dataclass(slots=True)
class Tally:
    """The number of occurrences, and the first one."""

    count: int = 0
    line: int | None = None
    text: str = ""

    def add(self, line: int, text: str) -> None:
        """Count an occurrence."""
        if not self.count:
            self.line, self.text = line, text
        self.count += 1


@dataclass(slots=True)
class Readings:
    """The contents of one column."""

    count: int = 0
    """The number of cells that are numbers."""
    missing: Tally = field(default_factory=Tally)
    invalid: Tally = field(default_factory=Tally)
    start: datetime | None = None
    """The first timestamp with a number."""
    end: datetime | None = None

    def add(self, moment: datetime) -> None:
        """Count a number."""
        self.include(moment, moment)
        self.count += 1

    def include(self, start: datetime, end: datetime) -> None:
        """Extend the range of time."""
        self.start = start if self.start is None else min(self.start, start)
        self.end = end if self.end is None else max(self.end, end)


class RowScan:
    """A scan of the rows of one file.

    Args:
        header: the first line of the file.
        on_moment: called with each readable timestamp.
    """

    def __init__(self, header: Header, on_moment: Callable[[datetime], None]) -> None:
        self.sensors = [Readings() for _ in header.sensors]
        self.all = Readings()
        """The rows with a readable timestamp."""
        self.unsupported = Tally()
        self.surplus = Tally()
        self.quotation = Tally()
        self.encoding = Tally()
        self._header = header
        self._on_moment = on_moment
        self._stamps = StampReader()
        self._full = Readings()

    def read(self, path: Path) -> None:
        """Scan all rows.

        Raises:
            OSError: the file cannot be read.
            UnreadableFileError: a line is too long for a table.
        """
        first = 2
        for chunk in _chunks(path, self._header.length):
            lines = chunk.split("\n")
            for number, line in enumerate(lines, first):
                self._row(number, line)
            if _FOREIGN in chunk:
                self._look_for_foreign(lines, first)
            first += len(lines)
        for sensor in self.sensors:  # rows with only numbers were counted together
            sensor.count += self._full.count
            if self._full.start is not None and self._full.end is not None:
                sensor.include(self._full.start, self._full.end)

    def _look_for_foreign(self, lines: Sequence[str], first: int) -> None:
        for number, line in enumerate(lines, first):
            if _FOREIGN in line:
                self.encoding.add(number, line)

    def _row(self, number: int, line: str) -> None:
        cells = self._quoted(number, line) if '"' in line else line.split(",")
        moment = self._stamps.read(cells[0])
        if moment is None:
            # In a row without a timestamp, count only the cells that ingestion reads.
            if any(cell.strip() for cell in cells[: len(self.sensors) + 2]):
                self.unsupported.add(number, cells[0])
            return
        self._on_moment(moment)
        self.all.add(moment)
        if len(cells) == len(self.sensors) + 1 and _all_numbers(cells[1:], line):
            self._full.add(moment)
        else:
            self._cells(number, moment, cells[1:])

    def _cells(self, number: int, moment: datetime, cells: Sequence[str]) -> None:
        width = len(self.sensors)
        shifted = len(cells) > width and bool(cells[width].strip())
        if shifted:
            self.surplus.add(number, ",".join(cells))
        for position, sensor in enumerate(self.sensors):
            text = cells[position].strip() if position < len(cells) else ""
            if shifted:
                sensor.invalid.add(number, text)
            elif not text:
                sensor.missing.add(number, "")
            elif _is_number(text):
                sensor.add(moment)
            else:
                sensor.invalid.add(number, text)

    def _quoted(self, number: int, line: str) -> list[str]:
        try:
            return next(csv.reader([line], strict=True))
        except csv.Error:
            self.quotation.add(number, line)
            return [_QUOTED.sub(r"\1", cell) for cell in line.split(",")]


def _chunks(path: Path, offset: int) -> Iterator[str]:
    """Yield the rows in blocks of whole lines, without the last line break."""
    with path.open("rb") as raw:
        raw.seek(offset)
        text = io.TextIOWrapper(raw, "utf-8", errors="replace", newline="\n")
        rest = ""
        while chunk := text.read(_CHUNK):
            whole, end, tail = (rest + chunk).rpartition("\n")
            if end:
                yield whole
            elif len(tail) > LONGEST_LINE:
                raise UnreadableFileError(f"it has a line of more than {LONGEST_LINE // 2**20} MiB")
            rest = tail
        if rest:
            yield rest


def _all_numbers(cells: Sequence[str], line: str) -> bool:
    """Return whether all cells of a row are numbers; False if a closer check is needed."""
    try:
        total = sum(map(float, cells))
    except ValueError:
        return False
    # Python also accepts 1_000, nan, inf and digits of other scripts; the service does not.
    return math.isfinite(total) and line.isascii() and "_" not in line


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text)) and text.isascii() and "_" not in text
    except ValueError:
        return False
