"""One CSV file: its header, and its rows as instants and numbers (spec 3.2).

A cell is a number, missing (empty or blank) or invalid (anything else, `nan` and infinities included). A row is left out
when its timestamp is unsupported. A row with more cells than the header has shifted values, so all its cells are
invalid; one with fewer cells misses the last ones. A file that is no CSV text at all is unreadable as a whole.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from l4e_sdk.local.timeseries import timestamps
from l4e_sdk.local.timeseries.readings import TIME
from l4e_sdk.local.timeseries.schema import repeated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

_BLOCK: Final = 32 * 2**20
_LONGEST_HEADER: Final = 2**20  # 3,000 names of 200 characters fit
_OTHER_FORMATS: Final = (
    (b"\x1f\x8b", "it is compressed with gzip; upload the CSV itself"),
    (b"PK\x03\x04", "it is a zip archive or an Excel workbook; save it as CSV"),
    (b"PAR1", "it is a parquet file; write it as CSV"),
    (b"\xff\xfe", "it is UTF-16 text; save it as UTF-8"),
    (b"\xfe\xff", "it is UTF-16 text; save it as UTF-8"),
)
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_STAMP: Final = "stamp"
_SURPLUS: Final = "surplus"


class UnreadableFileError(ValueError):
    """A file is no CSV file that can be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Header:
    """The first line of a file."""

    timestamp: str
    sensors: tuple[str, ...]
    length: int
    """Where the first row begins, in bytes."""


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file that have a supported timestamp, in the order of the file."""

    frame: pl.DataFrame
    """The column `TIME` and one Float64 column per sensor, null where there is no number."""
    missing: NDArray[np.int64]
    """Empty cells of each sensor."""
    invalid: NDArray[np.int64]
    """Cells of each sensor that are no number."""
    unsupported: int
    """Rows that were left out for their timestamp."""


def read_header(path: Path) -> Header:
    """Read the first line.

    Raises:
        UnreadableFileError: the file is not CSV text, or has no sensor column or a column twice.
    """
    with path.open("rb") as file:
        line = file.readline(_LONGEST_HEADER)
    for magic, reason in _OTHER_FORMATS:
        if line.startswith(magic):
            raise UnreadableFileError(reason)
    names = _names(_header_text(line))
    _check_names(names)
    return Header(names[0], tuple(names[1:]), len(line))


def read_table(path: Path, header: Header, *, on_bytes: Callable[[int], None] | None = None) -> Table:
    """Read all rows; memory holds the numbers and one block of text, whatever the size of the file.

    Args:
        path: the file.
        header: its header, from `read_header`.
        on_bytes: called with the number of bytes that were just read.

    Raises:
        UnreadableFileError: the text breaks the rules of CSV, as a quotation mark does that is never closed.
    """
    tables = []
    for block in _blocks(path, header.length):
        tables.append(_read(block, len(header.sensors)))
        if on_bytes:
            on_bytes(len(block))
    tables = tables or [_read(b"", len(header.sensors))]
    frame = pl.concat([table.frame for table in tables], rechunk=False)
    frame.columns = [TIME, *header.sensors]
    return Table(
        frame,
        np.sum([table.missing for table in tables], axis=0),
        np.sum([table.invalid for table in tables], axis=0),
        sum(table.unsupported for table in tables),
    )


def _header_text(line: bytes) -> str:
    try:
        text = line.removeprefix(_BYTE_ORDER_MARK).decode().rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise UnreadableFileError("its first line is not UTF-8 text") from error
    if not text.strip():
        raise UnreadableFileError("it is empty" if not line else "its first line is empty, not a header")
    if "\r" in text:
        raise UnreadableFileError(r"its lines end with \r alone; end them with \n")
    if len(line) == _LONGEST_HEADER or not text.isprintable():
        raise UnreadableFileError("its first line is not the header of a CSV file")
    return text


def _names(text: str) -> list[str]:
    try:
        return next(csv.reader([text], strict=True))
    except csv.Error as error:
        raise UnreadableFileError(f"its header is broken: {error}") from error


def _check_names(names: list[str]) -> None:
    if len(names) < 2:
        raise UnreadableFileError(
            f"its header {names[0][:80]!r} has one column; it needs a timestamp and sensors, separated by commas"
        )
    if twice := repeated(names):
        raise UnreadableFileError(f"its header has {', '.join(twice[:5])} more than once")


def _blocks(path: Path, offset: int) -> Iterator[bytes]:
    """Cut the rows into blocks of whole lines."""
    with path.open("rb") as file:
        file.seek(offset)
        rest = b""
        while chunk := file.read(_BLOCK):
            end = chunk.rfind(b"\n") + 1
            if not end and len(rest) > _BLOCK:
                raise UnreadableFileError(f"it has a line of more than {_BLOCK // 2**20} MiB")
            if end:
                yield rest + chunk[:end]
                rest = b""
            rest += chunk[end:]
        if rest:
            yield rest


def _read(block: bytes, width: int) -> Table:
    sensors = [str(index) for index in range(width)]
    numbers = _numbers(block, sensors)
    if numbers is not None:
        frame, unsupported = _with_instants(numbers)
        missing = np.array([frame[sensor].null_count() for sensor in sensors], np.int64)
        return Table(frame.select(TIME, *sensors), missing, np.zeros_like(missing), unsupported)
    frame, unsupported = _with_instants(_parsed(block, sensors, pl.String))
    return _judged(frame, sensors, unsupported)


def _numbers(block: bytes, sensors: list[str]) -> pl.DataFrame | None:
    """Read a block in which every cell is a number or empty; None when one is something else."""
    try:
        frame = _parsed(block, sensors, pl.Float64)
    except UnreadableFileError:
        return None
    finite = frame.select(pl.all_horizontal(pl.col(sensors).is_finite().all())).item()
    return frame if finite and not frame[_SURPLUS].count() else None


def _parsed(block: bytes, sensors: list[str], kind: type[pl.Float64 | pl.String]) -> pl.DataFrame:
    # A header of our own, one column wider than the file's: it needs no quoting and catches cells beyond the last.
    schema = {_STAMP: pl.String, **dict.fromkeys(sensors, kind), _SURPLUS: pl.String}
    encoding = "utf8" if kind is pl.Float64 else "utf8-lossy"
    text = ",".join(schema).encode() + b"\n" + block
    try:
        return pl.read_csv(text, schema=schema, truncate_ragged_lines=True, encoding=encoding)
    except pl.exceptions.PolarsError as error:
        raise UnreadableFileError("its text is not CSV, as when a quotation mark is never closed") from error


def _with_instants(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Replace timestamps by instants; return the rows that have one and the number of those that have not."""
    instants = timestamps.parse(frame[_STAMP]).alias(TIME)
    supported = instants.is_not_null()
    if supported.all():
        return frame.with_columns(instants), 0
    lost = frame.filter(~supported)
    blank = lost.select(
        pl.all_horizontal(pl.all().cast(pl.String).str.strip_chars().fill_null("") == "")
    ).to_series()
    return frame.with_columns(instants).filter(supported), int((~blank).sum())


def _judged(frame: pl.DataFrame, sensors: list[str], unsupported: int) -> Table:
    """Turn cells of text into numbers and count those that are none."""
    shifted = pl.col(_SURPLUS).str.strip_chars().fill_null("") != ""
    cells = frame.select(TIME, shifted.alias(_SURPLUS), pl.col(sensors).str.strip_chars().fill_null(""))
    missing = cells.select(((pl.col(sensors) == "") & ~pl.col(_SURPLUS)).sum())
    numbers = pl.col(sensors).cast(pl.Float64, strict=False)
    cells = cells.with_columns(numbers)
    cells = cells.select(
        TIME, *(pl.when(pl.col(name).is_finite() & ~pl.col(_SURPLUS)).then(pl.col(name)) for name in sensors)
    )
    empty = np.array(missing.row(0), np.int64)
    usable = np.array([cells[name].count() for name in sensors], np.int64)
    return Table(cells, empty, cells.height - empty - usable, unsupported)
