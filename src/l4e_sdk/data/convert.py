"""A plant's export turned into files as ingestion reads them.

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
"""Cells that are held back before files are written to."""
_SHOWN: Final = 60


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
    left out and counted; readings that are not good become empty cells and are counted. Memory does not grow with the
    size of files.

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
    """One file, and what it shares with the others."""

    path: Path
    machine: str | None
    folders: tuple[str, ...]
    """Those between the machine's and the file."""
    written: ExportFormat
    names: ExportNames
    quality: ExportQuality
    sheets: _Sheets

    @property
    def name(self) -> str:
        """What the file is called, packed or not."""
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
    """What one machine has of a row."""

    sheet: str
    """The new file that it is written into."""
    sensors: list[str] = field(default_factory=list)
    """New names."""
    columns: list[tuple[int, str]] = field(default_factory=list)
    """Their places in the row, and what they are called in the export."""


class _Reading:
    """Takes the rows of one file."""

    def __init__(self, job: _Job, columns: ExportColumns) -> None:
        self.rows = 0
        self._job, self._columns = job, columns
        self._times, self._numbers = ExportTimes(job.written), ExportNumbers(job.written)
        self._poor, self._tagless = Tally(), Tally()
        self._known: dict[tuple[str, str], Mapping[str, _Part]] = {}
        if columns.machine is None and columns.tag is None:
            self._parts("", "")  # what is wrong with names is told of the header

    @property
    def first_timeless(self) -> int | None:
        """The first line without a time."""
        return self._times.timeless.line

    def row(self, line: int, cells: list[str]) -> None:
        columns = self._columns
        if len(cells) < columns.width:
            cells = [*cells, *[""] * (columns.width - len(cells))]
        elif any(cells[columns.width :]):
            raise InvalidValueError(
                f"it has {len(cells)} cells and the header {columns.width}; if cells are separated by the sign in their "
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
        """Return what a row holds, by machines.

        Args:
            machine: what the row says, if it does.
            tag: what the row says, if it does.

        Raises:
            InvalidValueError: nobody knows the machine, or names cannot be made.
        """
        known = self._known.get((machine, tag))
        if known is None:
            known = self._known[machine, tag] = self._found(machine or self._job.machine, tag)
        return known

    def _found(self, machine: str | None, tag: str) -> dict[str, _Part]:
        job, columns = self._job, self._columns
        if machine is None and columns.machine is not None:
            raise InvalidValueError(
                f"column {job.written.machine_column!r} is empty, and nobody knows which machine the row is of; put the "
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
        """Return what was left out and what was decided.

        Raises:
            InvalidValueError: no row has a time.
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
