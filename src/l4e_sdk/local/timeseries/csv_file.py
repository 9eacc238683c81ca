"""The rows of one CSV file as instants and numbers (service/ingestion#csv).

A cell is a number, missing (empty or blank) or invalid (anything else, including `nan` and infinities). A row with an
unsupported timestamp is skipped. In a row with more cells than the header, values are shifted, so all its cells are
invalid. A row with fewer cells lacks the last ones. A stray quotation mark makes only its own cell invalid. A file that
is not CSV text is unreadable as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
import polars as pl

from l4e_sdk._rules.layout.csv_header import UnreadableFileError
from l4e_sdk.local.timeseries import timestamps
from l4e_sdk.local.timeseries.readings import TIME

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from l4e_sdk._rules.layout.csv_header import Header

_BLOCK: Final = 32 * 2**20
_STAMP: Final = "stamp"
_SURPLUS: Final = "surplus"


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file that have a supported timestamp, in the order of the file."""

    frame: pl.DataFrame
    """The column `TIME` and one Float64 column per sensor, null where there is no number."""
    missing: NDArray[np.int64]
    """Empty cells of each sensor."""
    invalid: NDArray[np.int64]
    """Cells of each sensor that are not numbers."""
    unsupported: int
    """Rows that were left out for their timestamp."""


def read_table(path: Path, header: Header, *, on_bytes: Callable[[int], None] | None = None) -> Table:
    """Read all rows; memory holds the numbers and one block of text, whatever the size of the file.

    Args:
        path: the file.
        header: its header, from `read_header`.
        on_bytes: called with the number of bytes that were just read.

    Raises:
        UnreadableFileError: a line is longer than any CSV file has.
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
                yield b"".join((rest, memoryview(chunk)[:end]))
                rest = b""
            rest += chunk[end:]
        if rest:
            yield rest


def _read(block: bytes, width: int) -> Table:
    sensors = [str(index) for index in range(width)]
    numbers = _numbers(block, sensors)
    if numbers is not None:
        frame, unsupported = _with_instants(numbers)
        readings = frame[[TIME, *sensors]]
        missing = np.array(readings.null_count().row(0)[1:], np.int64)
        return Table(readings, missing, np.zeros_like(missing), unsupported)
    frame, unsupported = _with_instants(_texts(block, sensors))
    return _judged(frame, sensors, unsupported)


def _numbers(block: bytes, sensors: list[str]) -> pl.DataFrame | None:
    """Read a block in which every cell is a number or empty; None when one is something else."""
    try:
        frame = _parsed(block, dict.fromkeys(sensors, pl.Float64))
    except pl.exceptions.PolarsError:
        return None
    finite = all(_is_finite(column) for column in frame[sensors].get_columns())
    return frame if finite and not frame[_SURPLUS].count() else None


def _is_finite(column: pl.Series) -> bool:
    known = column.drop_nulls() if column.null_count() else column
    return bool(np.isfinite(known.to_numpy()).all())


def _texts(block: bytes, sensors: list[str]) -> pl.DataFrame:
    """Read a block cell by cell, whatever the cells contain."""
    kinds = dict.fromkeys(sensors, pl.String)
    try:
        return _parsed(block, kinds, encoding="utf8-lossy")
    except pl.exceptions.PolarsError:
        # A quotation mark that is never closed swallows all that follows; without quoting it spoils its own cell only.
        frame = _parsed(block, kinds, encoding="utf8-lossy", quote_char=None)
        return frame.with_columns(pl.all().str.replace('^\\s*"(.*)"\\s*$', "$1"))


def _parsed(
    block: bytes,
    kinds: Mapping[str, type[pl.Float64 | pl.String]],
    *,
    encoding: Literal["utf8", "utf8-lossy"] = "utf8",
    quote_char: str | None = '"',
) -> pl.DataFrame:
    # A header of our own, one column wider than the file's: it needs no quoting and catches cells beyond the last.
    schema = {_STAMP: pl.String, **kinds, _SURPLUS: pl.String}
    # And an end of line, since polars panics on a field of numbers that is a lone quotation mark at the very end.
    end = b"" if block.endswith(b"\n") else b"\n"
    text = b"".join((",".join(schema).encode(), b"\n", block, end))
    return pl.read_csv(
        text, schema=schema, truncate_ragged_lines=True, encoding=encoding, quote_char=quote_char
    )


def _with_instants(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Replace timestamps by instants. Return the rows with an instant, and the number of rows without one."""
    instants = timestamps.parse(frame[_STAMP]).alias(TIME)
    if not instants.null_count():
        return frame.with_columns(instants), 0
    supported = instants.is_not_null()
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
