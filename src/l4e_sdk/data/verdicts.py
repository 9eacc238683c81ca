"""The rules of ingestion for names, headers, rows and quantities; each rule has one function."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from l4e_sdk._rules.layout.csv_header import differences, listed
from l4e_sdk._rules.layout.limits import (
    COLUMN_NAME,
    COLUMN_NAME_RULE,
    COMPONENT_NAME,
    MAX_COLUMNS,
    MAX_COMPONENTS,
    MAX_DATASET,
    MAX_FILE,
    MAX_FILES,
    SHORTEST_SPAN,
)
from l4e_sdk.data.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from l4e_sdk._rules.layout.csv_header import Header
    from l4e_sdk.data.check_report import CheckedFile
    from l4e_sdk.data.finding import Rule
    from l4e_sdk.data.moments import MomentFacts
    from l4e_sdk.data.row_scan import Readings, RowScan, Tally

_SHOWN = 60
_GIGABYTE = 2**30


def of_name(component: str, wanted: Mapping[str, object] | None) -> Finding | None:
    """Check the name of a component, which is the name of its folder."""
    if COMPONENT_NAME.fullmatch(component) is None:
        message = "a component's name has 1 to 200 letters, digits, '.', '_' and '-'; rename the folder"
        return Finding("error", "component-name", message, f"{component}/")
    if wanted is not None and component not in wanted:
        message = f"the schema has no such component, only {listed(list(wanted))}"
        return Finding("error", "schema", message, f"{component}/")
    return None


def of_header(
    key: str, header: Header, timestamp: str | None, wanted: Sequence[str] | None
) -> Finding | None:
    """Check a header.

    Args:
        key: the key of the file.
        header: the first line of the file.
        timestamp: the timestamp column of the component's earlier files, if there are any.
        wanted: the columns of the schema, if there is one.
    """
    bad = [name for name in header.columns if COLUMN_NAME.fullmatch(name) is None]
    if "" in bad:
        message = f"column {header.columns.index('') + 1} has no name; name it, or take it out"
        return Finding("error", "column-name", message, key, 1)
    if bad:
        names = listed([repr(name[:_SHOWN]) for name in bad])
        message = f"{names}: the name of a column has {COLUMN_NAME_RULE}; one other name fails the whole job"
        return Finding("error", "column-name", message, key, 1, bad[0])
    if wanted is not None and (reason := differences(header.columns, wanted)):
        return Finding("error", "schema", reason, key, 1)
    if wanted is None and timestamp in header.sensors:
        message = (
            "it is a sensor here and the timestamp of the component's first file; make the headers alike"
        )
        return Finding("error", "timestamp-column", message, key, 1, timestamp)
    return None


def of_rows(key: str, header: Header, scan: RowScan) -> Iterator[Finding]:
    """Check the rows of a file, and whether the file is usable at all."""
    if fault := _emptiness(scan):
        yield Finding("error", "no-rows", fault, key, scan.unsupported.line)
    yield from _rows_lost(key, scan)
    for name, readings in zip(header.sensors, scan.sensors, strict=True):
        yield from _cells(key, name, readings)


def of_component(
    component: str, sensors: Mapping[str, Readings], facts: Iterable[MomentFacts]
) -> Iterator[Finding]:
    """Check all files of a component together."""
    place = f"{component}/"
    for each in facts:
        yield from _moments(place, each)
    for name, readings in sensors.items():
        if readings.start is None or readings.end is None:
            message = "no file has a number for this sensor, so it cannot be used"
            yield Finding("warning", "no-data", message, place, column=name)
        elif readings.end - readings.start < SHORTEST_SPAN:
            message = f"its data spans {readings.end - readings.start}; a sensor needs 14 days to be used"
            yield Finding("warning", "short-span", message, place, column=name)


def of_quotas(files: Sequence[CheckedFile], columns: int) -> Iterator[Finding]:
    """Check quotas for numbers and sizes. Each violation fails the whole job."""
    per_component = Counter(file.component for file in files)
    if len(per_component) > MAX_COMPONENTS:
        message = f"there are {len(per_component)} components; at most {MAX_COMPONENTS} are allowed"
        yield Finding("error", "component-count", message)
    if columns > MAX_COLUMNS:
        message = f"all components have {columns} sensors together; at most {MAX_COLUMNS} are allowed"
        yield Finding("error", "column-count", message)
    for component, count in per_component.items():
        if count > MAX_FILES:
            message = f"there are {count} files; at most {MAX_FILES} are allowed, so join some"
            yield Finding("error", "file-count", message, f"{component}/")
    for file in files:
        if file.size > MAX_FILE:
            message = f"it has {file.size / _GIGABYTE:.1f} GB; a file may have 5 GB, so split it"
            yield Finding("error", "file-size", message, file.key)
    total = sum(file.size for file in files)
    if total > MAX_DATASET:
        message = f"the files have {total / _GIGABYTE:.1f} GB together; a dataset may have 50 GB"
        yield Finding("error", "dataset-size", message)


def _emptiness(scan: RowScan) -> str:
    if not scan.all.count and scan.unsupported.count:
        found = _counted(
            scan.unsupported, "timestamp has no supported format", "timestamps have no supported format"
        )
        return f"its {found}; write 2023-03-02 04:00:00 in UTC, without a zone"
    if not scan.all.count:
        return "it has no rows"
    return "" if any(sensor.count for sensor in scan.sensors) else "none of its cells is a number"


def _rows_lost(key: str, scan: RowScan) -> Iterator[Finding]:
    supported = "in no supported format"
    stray = "a stray quotation mark, which spoils its cell"
    remarks: tuple[tuple[Rule, Tally, str, str, str], ...] = (
        (
            "timestamp",
            scan.unsupported,
            f"row is left out for a timestamp {supported}",
            f"rows are left out for timestamps {supported}",
            "",
        ),
        (
            "surplus-cell",
            scan.surplus,
            "row has more cells than the header",
            "rows have more cells than the header",
            "use a decimal point, not a comma",
        ),
        ("quotation", scan.quotation, f"line has {stray}", f"lines have {stray}", ""),
        (
            "encoding",
            scan.encoding,
            "line has bytes that are not UTF-8",
            "lines have bytes that are not UTF-8",
            "save the file as UTF-8",
        ),
    )
    for rule, tally, one, many, remedy in remarks:
        if tally.count and not (rule == "timestamp" and not scan.all.count):
            message = _counted(tally, one, many) + (f"; {remedy}" if remedy else "")
            yield Finding("warning", rule, message, key, tally.line)


def _cells(key: str, name: str, readings: Readings) -> Iterator[Finding]:
    if readings.invalid.count:
        end = "no number and will be filled from the row before"
        message = _counted(readings.invalid, f"cell is {end}", f"cells are {end}")
        yield Finding("warning", "not-a-number", message, key, readings.invalid.line, name)
    if readings.missing.count:
        what = _several(readings.missing.count, "cell is", "cells are")
        message = f"{what} empty and will be filled from the row before"
        yield Finding("info", "empty-cell", message, key, readings.missing.line, name)


def _moments(place: str, facts: MomentFacts) -> Iterator[Finding]:
    if facts.duplicates:
        more = "" if facts.exact else " or more; too many rows are out of order to compare all"
        alike = "; the same columns are the same sensors, in whatever file" if facts.files > 1 else ""
        what = _several(facts.duplicates, "timestamp was", "timestamps were")
        message = f"{what} there before{more}; of such rows the last one stays{alike}"
        yield Finding("warning", "duplicate-timestamp", message, place)
    elif not facts.exact:
        message = (
            "too many rows are out of order to look for repeated timestamps; sort the files to have it done"
        )
        yield Finding("info", "duplicate-timestamp", message, place)
    if facts.longest_gap is not None:
        message = (
            f"there is a gap of {facts.longest_gap.days} days from {facts.gap_start:%Y-%m-%d %H:%M} on, which will be "
            "filled from the row before it"
        )
        yield Finding("warning", "large-gap", message, place)


def _counted(tally: Tally, one: str, many: str) -> str:
    return f"{_several(tally.count, one, many)}; the first is {tally.text.strip()[:_SHOWN]!r}"


def _several(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"
