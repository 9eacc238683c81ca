"""A plant's export turned into files as ingestion reads them (spec 3.1, 3.2)."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final, TypeAlias

from l4e_sdk.data.export_files import exported, opened
from l4e_sdk.data.export_format import ExportFormat
from l4e_sdk.data.export_names import ExportNames
from l4e_sdk.data.export_numbers import ExportNumbers
from l4e_sdk.data.export_times import ExportTimes
from l4e_sdk.data.row_scan import Tally
from l4e_sdk.errors import InvalidValueError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime


_KEPT: Final = 500_000
"""Cells that are held back before files are written to."""
_SHOWN: Final = 60
_ORDERS: Final = {
    "ymd": "year, month and day",
    "dmy": "day, month and year",
    "mdy": "month, day and year",
}


@dataclass(frozen=True, slots=True)
class ConvertedFile:
    """What became of one file."""

    source: Path
    rows: int
    """Rows that were written."""
    remarks: tuple[str, ...]
    """How it was read, and what was left out; a clause each, with line and text."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """What became of an export."""

    folder: Path
    """Where the new files are: a sub-folder for each machine."""
    files: tuple[ConvertedFile, ...]
    names: Mapping[str, str]
    """New names by old ones, of those that could not stay."""

    def __str__(self) -> str:
        renamed = [f"{old!r} is called {new!r}" for old, new in self.names.items()]
        files = [
            f"{file.source}: {file.rows:,} rows; {'; '.join(file.remarks)}".rstrip("; ")
            for file in self.files
        ]
        return "\n".join([*files, *renamed])


OnConverted: TypeAlias = "Callable[[ConvertedFile], object]"
"""Called after each file."""


def convert_export(
    source: Path | str,
    target: Path | str,
    written: ExportFormat | None = None,
    *,
    component: str | None = None,
    on_file: OnConverted | None = None,
) -> Conversion:
    """Turn a plant's export into files as ingestion reads them: UTF-8, commas, UTC, decimal points, allowed names.

    Cells that are no number stay as they are; ``check_folder`` tells of them. Rows without a time that can be read are
    left out and counted. Memory does not grow with the size of files.

    Args:
        source: a file, or a folder with files of which those below a sub-folder belong to the machine of its name.
        target: the folder to make; nothing is made of an export that cannot be converted as a whole.
        written: how the export is written.
        component: the machine of files that are in no sub-folder.
        on_file: called after each file.

    Returns:
        what was done, file by file.

    Raises:
        InvalidValueError: a file cannot be read, or can be read in two ways; the message has file, line and remedy.
        OSError: a file cannot be read or written.
    """
    source, target = Path(source), Path(target)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise InvalidValueError(f"{str(target)!r} has something in it; name a new folder.")
    written = written or ExportFormat()
    names, files = ExportNames(written), list[ConvertedFile]()
    found = exported(source)
    target.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-") as made:
        folder = Path(made, "made")
        folder.mkdir()
        sheets = _Sheets(folder)
        for path in found:
            inner = path.relative_to(source).parts[:-1] if source.is_dir() else ()
            job = _Job(written, names, inner[0] if inner else component, inner[1:], path.name)
            files.append(_convert_file(path, sheets, job))
            if on_file is not None:
                on_file(files[-1])
        sheets.flush()
        if target.exists():
            target.rmdir()
        folder.rename(target)
    return Conversion(target, tuple(files), names.changed)


@dataclass(frozen=True, slots=True)
class _Job:
    written: ExportFormat
    names: ExportNames
    machine: str | None
    folders: tuple[str, ...]
    """Those between the machine's and the file."""
    name: str
    """The file's."""


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where things are in a file's rows."""

    times: tuple[int, ...]
    sensors: dict[str, tuple[list[int], list[str]]]
    """For each machine, places and names of its sensors."""
    tag: int | None
    value: int | None
    width: int
    remarks: tuple[str, ...]


def _convert_file(path: Path, sheets: _Sheets, job: _Job) -> ConvertedFile:
    line = [job.written.skip_lines + 1]
    try:
        with opened(path, job.written) as file:
            columns = _columns(file.header, job)
            reading = _Reading(job, columns, sheets)
            for number, cells in file.rows:
                line[0] = number
                reading.row(number, cells)
            line[0] = line[0] if reading.rows else reading.first_timeless or line[0]
            remarks = (f"read as {file.form}", *columns.remarks, *reading.remarks())
            return ConvertedFile(path, reading.rows, remarks)
    except InvalidValueError as error:
        raise InvalidValueError(f"{path}, line {line[0]}: {error}") from None


def _columns(header: Sequence[str], job: _Job) -> _Columns:
    written = job.written
    numbered, remarks = _told_apart(header)
    places = {name: place for place, name in enumerate(numbered) if name}
    wanted = (*written.time_columns, *filter(None, (written.tag_column, written.value_column)))
    for name in wanted:
        if name not in places:
            raise InvalidValueError(f"its header has no column {name!r}, only {', '.join(places)}.")
    tag, value = (places.get(name or "") for name in (written.tag_column, written.value_column))
    others = [place for place in range(len(numbered)) if place not in (tag, value)]
    times = tuple(places[name] for name in written.time_columns) or tuple(others[:1])
    sensors: dict[str, tuple[list[int], list[str]]] = {}
    if tag is not None:
        unread = [name for name, place in places.items() if place not in (*times, tag, value)]
        remarks += (f"not read: {', '.join(unread)}",) if unread else ()
    else:
        for name, place in _named({name: place for name, place in places.items() if place not in times}, job):
            machine, sensor = job.names.sensor(name, job.machine)
            numbers, known = sensors.setdefault(machine, ([], []))
            numbers.append(place)
            known.append(sensor)
    return _Columns(times, sensors, tag, value, len(header), remarks)


def _named(sensors: Mapping[str, int], job: _Job) -> Iterable[tuple[str, int]]:
    """Return sensors by their names, one of which a file may have for its own."""
    if not sensors:
        raise InvalidValueError("its header has no column but the time.")
    if not job.written.tag_is_file_name:
        return sensors.items()
    if len(sensors) > 1:
        raise InvalidValueError(
            f"the file is to have the name of its sensor, but has {len(sensors)}: {', '.join(sensors)}."
        )
    return [(_without_ending(job.name), place) for place in sensors.values()]


def _told_apart(header: Sequence[str]) -> tuple[list[str], tuple[str, ...]]:
    """Return names of columns of which no two are alike, and what was done for that."""
    seen: Counter[str] = Counter()
    names, remarks = [], []
    for place, name in enumerate(header):
        seen[name] += 1
        new = f"{name}_{seen[name]}" if name and seen[name] > 1 else name
        names.append(new)
        if new != name:
            remarks.append(f"column {place + 1} is the second {name!r} or later, and called {new!r}")
        elif not name and place:
            remarks.append(
                f"column {place + 1} has no name and is left out; to have it read, name it in the header"
            )
    return names, tuple(remarks)


class _Reading:
    """Takes the rows of one file."""

    def __init__(self, job: _Job, columns: _Columns, sheets: _Sheets) -> None:
        self.rows = 0
        self._sheets = sheets
        self._name = "-".join([*job.folders, _without_ending(job.name)])
        self._job, self._columns = job, columns
        self._times, self._numbers = ExportTimes(job.written), ExportNumbers(job.written)
        self._timeless = Tally()

    @property
    def first_timeless(self) -> int | None:
        """The first line without a time."""
        return self._timeless.line

    def row(self, line: int, cells: list[str]) -> None:
        columns = self._columns
        if len(cells) < columns.width:
            cells = [*cells, *[""] * (columns.width - len(cells))]
        elif any(cells[columns.width :]):
            raise InvalidValueError(
                f"it has {len(cells)} cells and the header {columns.width}; if cells are separated by the sign in their "
                "numbers, nobody can part them again: export with semicolons."
            )
        text = " ".join(cells[place] for place in columns.times)
        series = "" if columns.tag is None else cells[columns.tag].strip()
        before = self._times.lost.count
        moment = self._times.read(text, line, series)
        if moment is None:
            if self._times.lost.count == before:
                self._timeless.add(line, text)
            return
        self.rows += 1
        if columns.tag is None or columns.value is None:
            self._wide(moment, cells)
        elif series:
            self._long(moment, series, cells[columns.value])

    def _wide(self, moment: datetime, cells: list[str]) -> None:
        for machine, (places, names) in self._columns.sensors.items():
            values = [self._cell(cells[place], name) for place, name in zip(places, names, strict=True)]
            self._sheets.add(machine, self._name, names, moment, values)

    def _long(self, moment: datetime, tag: str, cell: str) -> None:
        machine, sensor = self._job.names.sensor(tag, self._job.machine)
        self._sheets.add(machine, sensor, [sensor], moment, [self._cell(cell, tag)])

    def _cell(self, text: str, column: str) -> str:
        try:
            return self._numbers.read(text)
        except InvalidValueError as error:
            raise InvalidValueError(f"column {column!r}: {error}") from None

    def remarks(self) -> list[str]:
        """Return what was left out and what was decided.

        Raises:
            InvalidValueError: no row has a time.
        """
        if self._timeless.count and not self.rows:
            raise InvalidValueError(
                f"{self._timeless.text[:_SHOWN]!r} is no time with {_ORDERS[self._job.written.dates]}, nor is that of any "
                "other row; say what comes first with dates='ymd', 'dmy' or 'mdy', and where the time is with "
                "time_columns="
            )
        told = (
            (self._timeless, "rows left out, without a time that can be read"),
            (
                self._times.lost,
                "rows left out, in an hour that clocks skip or that nobody can tell from the next",
            ),
            (self._times.repeated, "rows of the hour that comes twice, told apart by their order"),
        )
        return [
            f"{what}: {tally.count:,}, the first in line {tally.line}: {tally.text.strip()[:_SHOWN]!r}"
            for tally, what in told
            if tally.count
        ]


def _without_ending(name: str) -> str:
    """Return what a file is called, packed or not."""
    return name.removesuffix(".gz").rpartition(".")[0] or name


@dataclass(slots=True)
class _Sheets:
    """The new files, written to when many rows have come together."""

    folder: Path
    _headers: dict[Path, Sequence[str]] = field(default_factory=dict)
    _rows: dict[Path, list[Sequence[str]]] = field(default_factory=dict)
    _count: int = 0

    def add(
        self, machine: str, name: str, sensors: Sequence[str], moment: datetime, values: Sequence[str]
    ) -> None:
        """Write a row into a file of a machine.

        Raises:
            InvalidValueError: another file has rows of other sensors there.
        """
        path = self.folder / machine / f"{name.replace(':', '%3A')}.csv"  # as Windows wants it
        begun = self._headers.setdefault(path, sensors)
        if begun is not sensors and begun != sensors:
            raise InvalidValueError(f"another file with other columns is called {name!r}, too; rename one.")
        rows = self._rows.get(path)
        if rows is None:
            rows = self._rows[path] = [] if path.exists() else [["Timestamp", *sensors]]
        rows.append([f"{moment:%Y-%m-%d %H:%M:%S.%f}".removesuffix(".000000"), *values])
        self._count += len(values) + 1
        if self._count >= _KEPT:
            self.flush()

    def flush(self) -> None:
        """Write what has come together."""
        for path, rows in self._rows.items():
            path.parent.mkdir(exist_ok=True)
            with path.open("a", encoding="utf-8", newline="") as file:
                csv.writer(file, lineterminator="\n").writerows(rows)
        self._rows.clear()
        self._count = 0
