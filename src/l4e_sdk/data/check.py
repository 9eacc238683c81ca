"""Checks of a folder of sensor data by the rules of ingestion, before an upload."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

from l4e_sdk._rules.layout.csv_header import UnreadableFileError, read_header
from l4e_sdk._rules.layout.folders import csv_files
from l4e_sdk.data import verdicts
from l4e_sdk.data.check_report import CheckedFile, CheckReport
from l4e_sdk.data.finding import Finding
from l4e_sdk.data.moments import Moments
from l4e_sdk.data.row_scan import Readings, RowScan

if TYPE_CHECKING:
    from l4e_sdk._rules.layout.csv_header import Header
    from l4e_sdk._rules.layout.folders import FolderFile
    from l4e_sdk.views import DataSchema

_OTHER_FORMS: Final = frozenset(
    {".gz", ".zip", ".bz2", ".xz", ".zst", ".7z", ".txt", ".tsv", ".xls", ".xlsx", ".xlsb", ".parquet"}
)
"""File name endings that look like sensor data but that ingestion does not read."""
_ORDER: Final = {"error": 0, "warning": 1, "info": 2}


def check_folder(
    folder: Path | str, schema: DataSchema | None = None, *, component: str | None = None
) -> CheckReport:
    """Check a folder of CSV files against the service's rules. Bad data is reported and never raises an error.

    Files are read once, a megabyte at a time, in the order in which ``Dataset.upload`` sends and ingestion reads them.

    Args:
        folder: a folder with one sub-folder of CSV files for each component.
        schema: the required columns, if the dataset already has a schema.
        component: the component of all files, for a folder without sub-folders.

    Returns:
        The findings. ``report.ok`` is true if ingestion would accept all files.
    """
    check = _Check(Path(folder), component, schema)
    check.run()
    return check.report()


class _Check:
    def __init__(self, folder: Path, component: str | None, schema: DataSchema | None) -> None:
        self._folder = folder
        self._component = component
        self._wanted = (
            None if schema is None else {each.component_name or "": each.header for each in schema.components}
        )
        self._findings: list[Finding] = []
        self._files: list[CheckedFile] = []
        self._columns: defaultdict[str, set[str]] = defaultdict(set)

    def run(self) -> None:
        files = self._found()
        by_component: defaultdict[str, list[FolderFile]] = defaultdict(list)
        for file in files:
            by_component[file.component].append(file)
        for name, each in by_component.items():
            self._check_component(name, each)
        self._findings += verdicts.of_quotas(self._files, sum(map(len, self._columns.values())))
        if files and not any(file.usable for file in self._files):
            self._add(Finding("error", "folder", "no file can be used, so the job will fail as a whole"))
        for name in sorted(set(self._wanted or ()) - set(by_component)):
            self._add(
                Finding(
                    "warning", "no-data", "the schema has this component, but there are no files", f"{name}/"
                )
            )

    def report(self) -> CheckReport:
        findings = sorted(self._findings, key=lambda each: _ORDER[each.severity])
        return CheckReport(tuple(findings), tuple(self._files))

    def _found(self) -> list[FolderFile]:
        try:
            files = list(csv_files(self._folder, self._component))
            self._check_strays()
        except OSError as error:
            self._add(Finding("error", "folder", f"{self._folder} cannot be read: {error.strerror or error}"))
            return []
        if not files:
            message = "there are no CSV files; put them into one sub-folder for each component, or name the component"
            self._add(Finding("error", "folder", message))
        return files

    def _check_strays(self) -> None:
        for path in sorted(self._folder.rglob("*")):
            where, suffix = path.relative_to(self._folder), path.suffix.lower()
            at_the_top = suffix == ".csv" and path.parent == self._folder and self._component is None
            if not (at_the_top or suffix in _OTHER_FORMS) or not path.is_file():
                continue
            why = "in no component's sub-folder" if at_the_top else "not a .csv file"
            self._add(
                Finding("warning", "stray-file", f"it is {why}, so it is not uploaded", where.as_posix())
            )

    def _check_component(self, name: str, files: list[FolderFile]) -> None:
        if fault := verdicts.of_name(name, self._wanted):
            self._add(fault)
            self._files += map(_unread, files)
            return
        groups: defaultdict[tuple[str, ...], Moments] = defaultdict(Moments)
        sensors: defaultdict[str, Readings] = defaultdict(Readings)
        timestamp: str | None = None
        for file in files:
            header = self._header(file, timestamp)
            if header is None:
                self._files.append(_unread(file))
                continue
            timestamp = timestamp or header.timestamp
            scan = self._scan(file, header, groups[header.sensors])
            if scan is not None:
                _sum_up(sensors, header, scan)
        self._columns[name] |= set(sensors)
        self._findings += verdicts.of_component(name, sensors, [each.facts() for each in groups.values()])

    def _header(self, file: FolderFile, timestamp: str | None) -> Header | None:
        try:
            header = read_header(file.path)
        except (UnreadableFileError, OSError) as error:
            self._add(Finding("error", "not-csv", str(error), file.key, 1))
            return None
        fault = verdicts.of_header(file.key, header, timestamp, (self._wanted or {}).get(file.component))
        if fault is None:
            return header
        self._add(fault)
        return None

    def _scan(self, file: FolderFile, header: Header, moments: Moments) -> RowScan | None:
        scan = RowScan(header, moments.add)
        try:
            scan.read(file.path)
            size = file.path.stat().st_size
        except (UnreadableFileError, OSError) as error:
            self._add(Finding("error", "not-csv", str(error), file.key))
            self._files.append(_unread(file))
            return None
        finally:
            moments.end_file()
        found = list(verdicts.of_rows(file.key, header, scan))
        self._findings += found
        usable = all(each.severity != "error" for each in found)
        seen = scan.all
        self._files.append(
            CheckedFile(file.key, file.component, size, seen.count, seen.start, seen.end, usable)
        )
        return scan

    def _add(self, finding: Finding) -> None:
        self._findings.append(finding)


def _sum_up(sensors: defaultdict[str, Readings], header: Header, scan: RowScan) -> None:
    for name, found in zip(header.sensors, scan.sensors, strict=True):
        known = sensors[name]
        known.count += found.count
        if found.start is not None and found.end is not None:
            known.include(found.start, found.end)


def _unread(file: FolderFile) -> CheckedFile:
    try:
        size = file.path.stat().st_size
    except OSError:
        size = 0
    return CheckedFile(file.key, file.component, size, 0, None, None, usable=False)
