"""Conversion of a plant's export to files that ingestion can read.

Source: service/ingestion#layout, service/ingestion#csv.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final, TypeAlias

from l4e_sdk.data.export_columns import ExportColumns
from l4e_sdk.data.export_files import exported, opened
from l4e_sdk.data.export_format import ExportFormat
from l4e_sdk.data.export_names import ExportNames
from l4e_sdk.data.export_numbers import ExportNumbers
from l4e_sdk.data.export_quality import ExportQuality
from l4e_sdk.data.export_times import ExportTimes
from l4e_sdk.data.row_scan import Tally
from l4e_sdk.errors import InvalidValueError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime


_KEPT: Final = 500_000
"""Number of cells to keep in memory before files are written."""
_SHOWN: Final = 60


@dataclass(frozen=True, slots=True)
class ConvertedFile:
    """The result for one file."""

    source: Path
    rows: int
    """The number of rows that were written."""
    remarks: tuple[str, ...]
    """The detected format and the skipped rows and cells; one clause each, with line and text."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """The result of a conversion."""

    folder: Path
    """The folder of the new files, with a sub-folder for each machine."""
    files: tuple[ConvertedFile, ...]
    names: Mapping[str, str]
    """The new names of renamed machines and sensors, by their old names."""

    def __str__(self) -> str:
        renamed = [f"{old!r} is called {new!r}" for old, new in self.names.items()]
        files = [
            f"{file.source}: {file.rows:,} rows; {'; '.join(file.remarks)}".rstrip("; ")
            for file in self.files
        ]
        return "\n".join([*files, *renamed])


OnConverted: TypeAlias = "Callable[[ConvertedFile], object]"
"""A callback that is called after each file."""


def convert_export(
    source: Path | str,
    target: Path | str,
    written: ExportFormat | None = None,
    *,
    component: str | None = None,
    on_file: OnConverted | None = None,
) -> Conversion:
    """Convert a plant's export to files that ingestion can read: UTF-8, commas, UTC, decimal points, allowed names.

    Cells that are not numbers stay unchanged; ``check_folder`` reports them. Rows without a readable time are skipped
    and counted. Readings without good quality become empty cells and are counted. Memory use does not grow with the
    size of the files.

    Args:
        source: a file, or a folder. The name of a sub-folder is the machine of the files below it.
        target: the folder to create. If a part of the export cannot be converted, nothing is created.
        written: the format of the export.
        component: the machine of files outside of sub-folders.
        on_file: called after each file.

    Returns:
        The result for each file.

    Raises:
        InvalidValueError: a file cannot be parsed, or is ambiguous; the message has file, line and remedy.
        OSError: a file cannot be read or written.
    """
    source, target = Path(source), Path(target)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise InvalidValueError(f"{str(target)!r} has something in it; name a new folder.")
    written = written or ExportFormat()
    names, quality, files = ExportNames(written), ExportQuality(written), list[ConvertedFile]()
    found = exported(source)
    target.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-") as made:
        folder = Path(made, "made")
        folder.mkdir()
        sheets = _Sheets(folder)
        for path in found:
            inner = path.relative_to(source).parts[:-1] if source.is_dir() else ()
            machine, folders = (inner[0], inner[1:]) if inner else (component, ())
            job = _Job(path, machine, folders, written, names, quality, sheets)
            files.append(_convert_file(job))
            if on_file is not None:
                on_file(files[-1])
        quality.check()
        sheets.flush()
        if target.exists():
            target.rmdir()
        folder.rename(target)
    return Conversion(target, tuple(files), names.changed)


@dataclass(frozen=True, slots=True)
class _Job:
    """One file, with the state that it shares with the other files."""

    path: Path
    machine: str | None
    folders: tuple[str, ...]
    """The folders between the machine's folder and the file."""
    written: ExportFormat
    names: ExportNames
    quality: ExportQuality
    sheets: _Sheets

    @property
    def name(self) -> str:
        """The name of the file without the endings for its format and compression."""
        return self.path.name.removesuffix(".gz").rpartition(".")[0] or self.path.name


def _convert_file(job: _Job) -> ConvertedFile:
    line = [job.written.skip_lines + 1]
    try:
        with opened(job.path, job.written) as file:
            reading = _Reading(job, ExportColumns.of(file.header, job.written, job.name))
            for number, cells in file.rows:
                line[0] = number
                reading.row(number, cells)
            line[0] = line[0] if reading.rows else reading.first_timeless or line[0]
            return ConvertedFile(job.path, reading.rows, (f"read as {file.form}", *reading.remarks()))
    except InvalidValueError as error:
        raise InvalidValueError(f"{job.path}, line {line[0]}: {error}") from None


@dataclass(frozen=True, slots=True)
class _Part:
    """The part of a row that belongs to one machine."""

    sheet: str
    """The new file for this part."""
    sensors: list[str] = field(default_factory=list)
    """The new names."""
    columns: list[tuple[int, str]] = field(default_factory=list)
    """The indexes of the cells in a row, each with the name in the export."""


class _Reading:
    """The conversion of the rows of one file."""

    def __init__(self, job: _Job, columns: ExportColumns) -> None:
        self.rows = 0
        self._job, self._columns = job, columns
        self._times, self._numbers = ExportTimes(job.written), ExportNumbers(job.written)
        self._poor, self._tagless = Tally(), Tally()
        self._known: dict[tuple[str, str], Mapping[str, _Part]] = {}
        if columns.machine is None and columns.tag is None:
            self._parts("", "")  # report faults of names at the header

    @property
    def first_timeless(self) -> int | None:
        """The first line without a timestamp."""
        return self._times.timeless.line

    def row(self, line: int, cells: list[str]) -> None:
        columns = self._columns
        if len(cells) < columns.width:
            cells = [*cells, *[""] * (columns.width - len(cells))]
        elif any(cells[columns.width :]):
            raise InvalidValueError(
                f"it has {len(cells)} cells and the header {columns.width}; if cells are separated by the sign in "
                f"their "
                "numbers, nobody can part them again: export with semicolons."
            )
        machine, tag = (
            "" if place is None else cells[place].strip() for place in (columns.machine, columns.tag)
        )
        text = " ".join(cells[place] for place in columns.times)
        moment = self._times.read(text, line, f"{machine}\n{tag}")
        if moment is None:
            return
        if not tag and columns.tag is not None:
            self._tagless.add(line, text)
            return
        self.rows += 1
        self._write(line, moment, self._parts(machine, tag), cells)

    def _write(self, line: int, moment: datetime, parts: Mapping[str, _Part], cells: Sequence[str]) -> None:
        job, quality = self._job, self._columns.quality
        is_good = quality is None or job.quality.is_good(cells[quality], job.path, line)
        if quality is not None and not is_good:
            self._poor.add(line, cells[quality])
        for machine, part in parts.items():
            values = [self._cell(cells[place], name) if is_good else "" for place, name in part.columns]
            job.sheets.add(machine, part.sheet, part.sensors, moment, values)

    def _parts(self, machine: str, tag: str) -> Mapping[str, _Part]:
        """Return the parts of a row, by machine.

        Args:
            machine: the machine in the row; empty without such a column.
            tag: the tag in the row; empty without such a column.

        Raises:
            InvalidValueError: the machine is unknown, or a name cannot be converted.
        """
        known = self._known.get((machine, tag))
        if known is None:
            known = self._known[machine, tag] = self._found(machine or self._job.machine, tag)
        return known

    def _found(self, machine: str | None, tag: str) -> dict[str, _Part]:
        job, columns = self._job, self._columns
        if machine is None and columns.machine is not None:
            raise InvalidValueError(
                f"column {job.written.machine_column!r} is empty, and nobody knows which machine the row is of; put "
                f"the "
                "file into a folder with the machine's name, or give component="
            )
        named = columns.sensors if columns.value is None else {tag: columns.value}
        parts: dict[str, _Part] = {}
        for name, place in named.items():
            owner, sensor = job.names.sensor(name, machine)
            sheet = "-".join([*job.folders, job.name]) if columns.value is None else sensor
            part = parts.setdefault(owner, _Part(sheet))
            part.sensors.append(sensor)
            part.columns.append((place, name))
        return parts

    def _cell(self, text: str, column: str) -> str:
        try:
            return self._numbers.read(text)
        except InvalidValueError as error:
            raise InvalidValueError(f"column {column!r}: {error}") from None

    def remarks(self) -> list[str]:
        """Return remarks about skipped rows and about decisions.

        Raises:
            InvalidValueError: no row has a readable time.
        """
        if self._times.timeless.count and not self.rows:
            raise InvalidValueError(self._times.refusal())
        told = (
            (self._times.timeless, "rows left out, without a time that can be read"),
            (
                self._times.lost,
                "rows left out, in an hour that clocks skip or that nobody can tell from the next",
            ),
            (self._times.repeated, "rows of the hour that comes twice, told apart by their order"),
            (self._tagless, "rows left out, without the name of a sensor"),
            (self._poor, "rows with empty cells, as their quality is not good"),
        )
        counted = [
            f"{what}: {tally.count:,}, the first in line {tally.line}: {tally.text.strip()[:_SHOWN]!r}"
            for tally, what in told
            if tally.count
        ]
        return [*self._columns.remarks, *counted]


@dataclass(slots=True)
class _Sheets:
    """The new files, which are written when many rows have been collected."""

    folder: Path
    _headers: dict[Path, Sequence[str]] = field(default_factory=dict)
    _rows: dict[Path, list[Sequence[str]]] = field(default_factory=dict)
    _count: int = 0

    def add(
        self, machine: str, name: str, sensors: Sequence[str], moment: datetime, values: Sequence[str]
    ) -> None:
        """Add a row to a file of a machine.

        Raises:
            InvalidValueError: the new file already has rows with other sensors.
        """
        path = self.folder / machine / f"{name.replace(':', '%3A')}.csv"  # Windows does not allow colons
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
        """Write the collected rows."""
        for path, rows in self._rows.items():
            path.parent.mkdir(exist_ok=True)
            with path.open("a", encoding="utf-8", newline="") as file:
                csv.writer(file, lineterminator="\n").writerows(rows)
        self._rows.clear()
        self._count = 0
