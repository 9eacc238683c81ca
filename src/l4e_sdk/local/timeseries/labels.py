"""Label files and labelled ranges (spec 3.6)."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from l4e_sdk.local.timeseries import timestamps
from l4e_sdk.local.timeseries.instants import datetime64

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

Range = tuple[datetime, datetime]
"""From start to end, both included; aware UTC."""


class LabelError(ValueError):
    """A label file breaks the rules; the message names file, line and remedy."""


def read_labels(texts: Iterable[str | bytes], *, names: Sequence[str] = ()) -> tuple[Range, ...]:
    """Read label files: lines of start and end, without a header.

    Args:
        texts: the contents of the files.
        names: what to call the files in messages; they are numbered when not given.

    Returns:
        the ranges, sorted; those that overlap or touch are one.

    Raises:
        LabelError: a line is not a start and an end.
    """
    found: list[Range] = []
    for number, text in enumerate(texts):
        name = names[number] if number < len(names) else f"label file {number + 1}"
        found += _ranges(_decoded(text, name), name)
    return merged(found)


def merged(ranges: Iterable[Range]) -> tuple[Range, ...]:
    """Return the ranges sorted, those that overlap or touch as one."""
    result: list[Range] = []
    for start, end in sorted(ranges):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return tuple(result)


def clipped(ranges: Iterable[Range], start: datetime, end: datetime) -> tuple[Range, ...]:
    """Return the parts of the ranges that lie between start and end (spec 11, row 37)."""
    return tuple(
        (max(first, start), min(last, end)) for first, last in ranges if first <= end and last >= start
    )


def mask(times: NDArray[np.datetime64], ranges: Iterable[Range]) -> NDArray[np.bool_]:
    """Return which instants lie in one of the ranges, ends included.

    Args:
        times: naive UTC, ascending.
        ranges: aware ranges.
    """
    inside = np.zeros(len(times), np.bool_)
    for start, end in ranges:
        low = np.searchsorted(times, datetime64(start))
        high = np.searchsorted(times, datetime64(end), side="right")
        inside[low:high] = True
    return inside


def _decoded(text: str | bytes, name: str) -> str:
    try:
        return text.decode("utf-8-sig") if isinstance(text, bytes) else text
    except UnicodeDecodeError as error:
        raise LabelError(f"{name} is not UTF-8 text; save it as CSV in UTF-8") from error


def _ranges(text: str, name: str) -> Iterator[Range]:
    lines = list(_lines(text, name))
    starts, ends = (
        timestamps.parse(pl.Series([cells[side] for _, cells in lines], dtype=pl.String)) for side in (0, 1)
    )
    for (number, cells), start, end in zip(lines, starts, ends, strict=True):
        if start is None or end is None:
            hint = (
                "; label files have no header, so remove it"
                if number == 1 and start is None and end is None
                else ""
            )
            raise LabelError(
                f"{name}, line {number}: {', '.join(cells)[:80]!r} is not a start and an end "
                f"such as 2023-03-02T04:00:00,2023-03-04T11:30:00{hint}"
            )
        if start > end:
            raise LabelError(f"{name}, line {number}: the range ends before it starts; swap start and end")
        yield start.replace(tzinfo=UTC), end.replace(tzinfo=UTC)


def _lines(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(text.splitlines(), start=1):
        cells = next(csv.reader([line]), [])
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != 2:
            raise LabelError(
                f"{name}, line {number}: {len(cells)} columns; a line holds the start and the end of one abnormal range"
            )
        yield number, cells
