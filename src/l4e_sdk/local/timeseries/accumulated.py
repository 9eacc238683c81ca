"""Inference input that was processed, kept for retraining (service/inference#accumulated-data).

Each window becomes a small Arrow file. With a few rows and hundreds of sensors, such a file is written and read many
times faster than a parquet file. After 48 windows they are merged into one parquet file per month, so a year of
five-minute windows is a dozen files and a few small ones. Every step writes a temporary file, flushes it to the disk
and renames it. A crash in between leaves some rows twice; of rows with the same timestamp, the reader uses the small
file's.
"""

from __future__ import annotations

import contextlib
import re
from datetime import UTC
from functools import partial
from typing import TYPE_CHECKING, Final

import polars as pl

from l4e_sdk.local.durable import make_folder, sync_file, sync_folder
from l4e_sdk.local.timeseries.precision import write_compacted
from l4e_sdk.local.timeseries.readings import TIME, file_stem, in_order, narrowed, nothing, span_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from l4e_sdk.local.timeseries.readings import Span

_GATHER: Final = 48
_MONTH: Final = "@month"
_STAMP: Final = "%Y%m%dT%H%M%S%6f"
_LOOSE: Final = re.compile(r"window-(?P<first>\w+)-(?P<last>\w+)\.(?:arrow|parquet)")


class Accumulated:
    """The readings that inference runs left in a folder; the folder need not exist."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def span(self) -> Span | None:
        """Return the first and the last timestamp in UTC, with a zone; None without data."""
        places = sorted(self._folder.iterdir()) if self._folder.is_dir() else []
        ends = pl.col(TIME).min().alias("first"), pl.col(TIME).max().alias("last")
        return span_of(column for place in places for column in _scan(place).select(*ends).collect())

    def scan(
        self,
        component: str,
        sensors: Sequence[str] | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> pl.LazyFrame:
        """Return the readings of a component; see `Readings.scan`."""
        return narrowed(_scan(self._folder / file_stem(component), start, end), sensors, start, end)

    def files(self) -> Iterator[Path]:
        """Yield the files in an order in which they can be read while rows are appended.

        A file of a window may vanish before it is read: then the file of a month, which comes later, has its rows.
        """
        for place in sorted(self._folder.iterdir()) if self._folder.is_dir() else []:
            yield from _windows(place)
            # Listed when the windows have been read, and not before.
            yield from sorted(place.glob("month-*.parquet"))

    def check(self) -> None:
        """Open every file and read its columns.

        Raises:
            polars.exceptions.PolarsError: a file is damaged.
            OSError: a file cannot be read, or is not an Arrow file.
        """
        for path in self.files():
            if path.suffix == ".arrow":
                pl.read_ipc_schema(path)
            else:
                pl.read_parquet_schema(path)


def append(folder: Path, component: str, frame: pl.DataFrame) -> None:
    """Keep the rows of one window; the same rows again change nothing.

    Only one process may append to a folder at a time; others may read it meanwhile.

    Args:
        folder: where the accumulated data of a model is.
        component: whose rows these are.
        frame: the column `TIME` and one column per sensor.
    """
    if not frame.height:
        return
    place = folder / file_stem(component)
    make_folder(place)
    rows = in_order(frame)
    first, last = rows[TIME].gather([0, rows.height - 1]).dt.strftime(_STAMP)
    _replace(place / f"window-{first}-{last}.arrow", rows.write_ipc)
    loose = _loose(place)
    if len(loose) >= _GATHER:
        _merge(place, loose)


def prune(folder: Path, before: datetime) -> None:
    """Remove the rows of months that ended before a time; as `append`, only one process may do so at a time."""
    for place in sorted(folder.iterdir()) if folder.is_dir() else []:
        gone = [path for path in place.glob("month-*.parquet") if path.stem < f"month-{before:%Y%m}"]
        month = before.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        gone += [
            path
            for path in _windows(place)
            if (match := _LOOSE.fullmatch(path.name)) and match["last"] < _stamp(month)
        ]
        for path in gone:
            path.unlink(missing_ok=True)


def _merge(place: Path, loose: Sequence[Path]) -> None:
    rows = _joined([_read_window(path) for path in loose])
    rows = rows.with_columns(pl.col(TIME).dt.strftime("%Y%m").alias(_MONTH))
    for part in rows.partition_by(_MONTH, include_key=False):
        path = place / f"month-{part[TIME][0]:%Y%m}.parquet"
        whole = _joined([pl.read_parquet(path), part] if path.exists() else [part])
        _replace(path, partial(write_compacted, whole))
    for path in loose:
        path.unlink()


def _joined(frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
    return in_order(pl.concat([nothing(), *frames], how="diagonal_relaxed"))


def _replace(path: Path, write: Callable[[Path], object]) -> None:
    beside = path.with_suffix(".partial")
    write(beside)
    sync_file(beside)
    beside.replace(path)
    sync_folder(path.parent)


def _scan(place: Path, start: datetime | None = None, end: datetime | None = None) -> pl.LazyFrame:
    loose = _read_loose(place, start, end)
    months = [pl.scan_parquet(path) for path in sorted(place.glob("month-*.parquet"))]
    if not months or not loose.height:
        return pl.concat([loose.lazy(), *months], how="diagonal_relaxed")
    merged = pl.concat(months, how="diagonal_relaxed").filter(~pl.col(TIME).is_in(loose[TIME].implode()))
    return pl.concat([merged, loose.lazy()], how="diagonal_relaxed").sort(TIME)


def _read_loose(place: Path, start: datetime | None, end: datetime | None) -> pl.DataFrame:
    # Read now and before the months: whatever another process merges meanwhile is in a month afterwards.
    while True:
        with contextlib.suppress(FileNotFoundError):
            return _joined([_read_window(path) for path in _loose(place, start, end)])


def _read_window(path: Path) -> pl.DataFrame:
    # Read whole: a file that is mapped into memory cannot be removed on Windows.
    # Bytes and no file object: polars 2.1 never gives back the file objects that it reads from.
    content = path.read_bytes()
    return pl.read_ipc(content) if path.suffix == ".arrow" else pl.read_parquet(content)


def _loose(place: Path, start: datetime | None = None, end: datetime | None = None) -> list[Path]:
    """Return the files of windows that reach into a range."""
    low = "" if start is None else _stamp(start)
    high = "~" if end is None else _stamp(end)
    windows = ((path, _LOOSE.fullmatch(path.name)) for path in _windows(place))
    return [path for path, match in windows if match and match["last"] >= low and match["first"] <= high]


def _windows(place: Path) -> list[Path]:
    # Windows were parquet files once. Those come first: where a window is there as both, the Arrow file is newer.
    return [*sorted(place.glob("window-*.parquet")), *sorted(place.glob("window-*.arrow"))]


def _stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%S%f}"
