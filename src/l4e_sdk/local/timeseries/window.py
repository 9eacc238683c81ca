"""The input of one inference run: its files, and the rows of its window.

Source: service/inference#file-names, service/inference#runs, service/inference#failures.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl

from l4e_sdk._rules.layout.csv_header import UnreadableFileError, read_header
from l4e_sdk._rules.layout.timestamps import StampReader
from l4e_sdk._rules.layout.windows import Window
from l4e_sdk.local.timeseries.csv_file import Table, read_table
from l4e_sdk.local.timeseries.instants import literal
from l4e_sdk.local.timeseries.quoted import unreadable_time
from l4e_sdk.local.timeseries.readings import TIME, in_order, nothing

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from l4e_sdk._rules.layout.runs import Search
    from l4e_sdk.local.timeseries.schema import Component, DataSchema

_MINUTE: Final = timedelta(minutes=1)
_MAX_FILES: Final = 60  # files per component per execution (service/limits#inference)
_MAX_SIZE: Final = 2**20  # per minute of the window: 5 MB for 5 minutes
_MAX_ROWS: Final = 60  # per minute of the window: 300 for 5 minutes
_SEARCHED: Final = 4  # windows that the search by name reaches over
_SHOWN: Final = 5


class InferenceInputError(ValueError):
    """The input of a run cannot be used; `reason` is meant for `FailedReason`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason: Final = reason


class NoReadingError(InferenceInputError):
    """A window has nothing to evaluate: no file, no row, or no reading."""


def find_files(keys: Sequence[str], searches: Sequence[Search], *, bucket: str) -> dict[str, tuple[str, ...]]:
    """Return the keys that may hold rows of a window, by component.

    Files are chosen by the time in their name: from two segments before the window's end to one after it.

    Args:
        keys: the keys in the input location, sorted.
        searches: what to look for, one for each component of the model.
        bucket: the bucket, for the message.

    Raises:
        NoReadingError: a component has no file.
    """
    found = {search.component: search.among(keys) for search in searches}
    absent = [search for search in searches if not found[search.component]]
    if absent:
        ranges = (f"s3://{bucket}/{one.first} ~ s3://{bucket}/{one.last}" for one in absent[:_SHOWN])
        raise NoReadingError(
            f"no input file for {_components([one.component for one in absent])} in the window {absent[0].window}; "
            f"provide data for all sensors of the model. Searched: {'; '.join(ranges)}"
        )
    return found


def read_window(
    files: Mapping[str, Sequence[Path]],
    schema: DataSchema,
    start: datetime,
    end: datetime,
    *,
    rate: timedelta | None = None,
    beside: Collection[Path] = (),
) -> dict[str, pl.DataFrame]:
    """Read the rows of a window: after start, up to and including end.

    Files may have more columns than the model, in any order. Limits and faults apply only to rows of the window,
    because files of neighbouring windows are opened, too.

    Args:
        files: the files of each component, in the order of their names.
        schema: the components and sensors of the model.
        start: the start of the window, aware.
        end: the end of the window, aware.
        rate: the model's `TargetSamplingRate`. Without one, rows are not resampled, and the limit is one uploaded row
            per second.
        beside: the files whose names have a time outside of the window. An unusable one is skipped if other files of
            its component have rows; the run of its own window reports its fault.

    Returns:
        a frame for each component: the column `TIME`, unique and ascending, and its sensors.

    Raises:
        NoReadingError: a component has no row in the window.
        InferenceInputError: a file is unreadable or lacks a column, or a limit is exceeded.
    """
    try:
        return _read(files, schema, Window(start, end), rate, beside)
    except FileNotFoundError as error:
        raise InferenceInputError(f"{Path(error.filename).name} was removed while the run began") from error


def check_size(size: int, start: datetime, end: datetime) -> None:
    """Refuse files that are together too large for a window.

    Args:
        size: the bytes of all files that may have rows of the window.
        start: the start of the window.
        end: the end of the window.

    Raises:
        InferenceInputError: the files are too large.
    """
    minutes = (end - start) / _MINUTE
    _check_size(size, _SEARCHED * minutes * _MAX_SIZE, minutes)


def _read(
    files: Mapping[str, Sequence[Path]],
    schema: DataSchema,
    window: Window,
    rate: timedelta | None,
    beside: Collection[Path],
) -> dict[str, pl.DataFrame]:
    start, end, minutes = window.start, window.end, window.length / _MINUTE
    limit = minutes * _MAX_SIZE
    check_size(sum(path.stat().st_size for paths in files.values() for path in paths), start, end)
    frames, faults, size = {}, {}, 0.0
    for component in schema.components:
        parts, faults[component.name] = _parts(files.get(component.name, ()), component, window, beside)
        used = [part for part in parts if part[0].height]
        if len(used) > _MAX_FILES:
            raise InferenceInputError(
                f"component {component.name!r} has {len(used)} files in the window {Window(start, end)}; "
                f"at most {_MAX_FILES} are allowed, so join some"
            )
        size += sum(share for _, share in used)
        frames[component.name] = in_order(pl.concat([nothing(), *(rows for rows, _ in used)], how="diagonal"))
    _check_size(size, limit, minutes)
    _check_not_empty(frames, faults, window)
    _check_rows(frames, start, end, None if rate else int(minutes * _MAX_ROWS))
    return frames


def _parts(
    paths: Sequence[Path], component: Component, window: Window, beside: Collection[Path]
) -> tuple[list[tuple[pl.DataFrame, float]], list[str]]:
    """Return the contents of a component's files, and their faults."""
    parts: list[tuple[pl.DataFrame, float]] = []
    faults: list[str] = []
    for path in paths:
        try:
            parts.append(_part(path, component, window.start, window.end, faults))
        except InferenceInputError as error:
            if path not in beside:
                raise
            faults.append(error.reason)
    return parts, faults


def _part(
    path: Path, component: Component, start: datetime, end: datetime, faults: list[str]
) -> tuple[pl.DataFrame, float]:
    """Return the rows of a file that lie in the window, and the bytes they stand for; note what hides rows."""
    table = _table(path, component, start, end)
    if table is None:
        return nothing(), 0.0
    if table.unsupported:
        faults.append(f"{path.name}, {unreadable_time(path, read_header(path))}")
    inside = table.frame.filter((pl.col(TIME) > literal(start)) & (pl.col(TIME) <= literal(end)))
    share = inside.height / max(table.frame.height, 1)
    return inside[[TIME, *component.sensors]], share * path.stat().st_size


def _table(path: Path, component: Component, start: datetime, end: datetime) -> Table | None:
    """Return the rows of a file; None if none of them lies in the window."""
    try:
        header = read_header(path)
        there = set(header.sensors)
        missing = [sensor for sensor in component.sensors if sensor not in there]
        if missing:
            raise InferenceInputError(
                f"{path.name} lacks the columns {', '.join(missing[:_SHOWN])} of component {component.name!r}"
            )
        return read_table(path, header) if _may_have_rows(path, header.length, start, end) else None
    except UnreadableFileError as error:
        raise InferenceInputError(f"{path.name} cannot be read: {error}") from error


def _may_have_rows(path: Path, offset: int, start: datetime, end: datetime) -> bool:
    """Look at the timestamps only: of the neighbouring segments' files, which are opened too, most end there."""
    reader = StampReader()
    with path.open("rb") as file:
        file.seek(offset)
        for line in file:
            moment = reader.read(line.partition(b",")[0].decode(errors="replace"))
            if moment is None or start < moment <= end:
                return True
    return False


def _check_size(size: float, limit: float, minutes: float) -> None:
    if size > limit:
        raise InferenceInputError(
            f"the input has {size / _MAX_SIZE:.1f} MB; at most {minutes:.0f} MB are allowed for {minutes:.0f} minutes"
        )


def _check_not_empty(
    frames: Mapping[str, pl.DataFrame], faults: Mapping[str, Sequence[str]], window: Window
) -> None:
    empty = [name for name, frame in frames.items() if not frame.height]
    if not empty:
        return
    found = [fault for name in empty for fault in faults[name]][:_SHOWN]
    reasons = found or ["timestamps inside the files are UTC"]
    raise NoReadingError(
        f"the files of {_components(empty)} have no row in the window {window}; {'; '.join(reasons)}"
    )


def _check_rows(
    frames: Mapping[str, pl.DataFrame], start: datetime, end: datetime, limit: int | None
) -> None:
    for name, frame in frames.items():
        if limit is not None and frame.height > limit:
            raise InferenceInputError(
                f"component {name!r} has {frame.height} rows in the window {Window(start, end)}; at most {limit} are "
                "allowed, so send at most one per second or give the model a TargetSamplingRate"
            )


def _components(names: Sequence[str]) -> str:
    more = len(names) - _SHOWN
    listed = ", ".join(repr(name) for name in names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
    return f"component {listed}" if len(names) == 1 else f"components {listed}"
