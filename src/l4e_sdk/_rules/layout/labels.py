"""Label files: lines of start and end, without a header (service/labels#file)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from l4e_sdk._rules.layout.timestamps import StampReader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    Range: TypeAlias = tuple[datetime, datetime]
    """From start to end, both included; aware UTC."""


_SHOWN = 80


class LabelError(ValueError):
    """A label file breaks the rules; the message names file, line and remedy."""


@dataclass(frozen=True, slots=True)
class LabelLine:
    """The content of one line of a label file."""

    number: int
    """Counted from 1."""
    span: Range | None
    """None for a line that cannot be read."""
    fault: str = ""
    """The fault of the line; empty if there is none."""


def label_lines(text: str) -> Iterator[LabelLine]:
    """Yield the lines of a file that are not blank."""
    stamps = StampReader()
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            cells = next(csv.reader([line]), [])
        except csv.Error as error:
            yield LabelLine(number, None, f"{_shown(line)} is not a line of a CSV file ({error})")
            continue
        if any(cell.strip() for cell in cells):
            yield _line(number, line, cells, stamps)


def read_labels(texts: Iterable[str | bytes], *, names: Sequence[str] = ()) -> tuple[Range, ...]:
    """Read label files.

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
        found += spans(decoded(text, name), name)
    return merged(found)


def spans(text: str, name: str) -> Iterator[Range]:
    """Yield the ranges of one file, as they are written.

    Raises:
        LabelError: a line is not a start and an end.
    """
    for line in label_lines(text):
        if line.span is None or line.fault:
            raise LabelError(f"{name}, line {line.number}: {line.fault}")
        yield line.span


def decoded(text: str | bytes, name: str) -> str:
    """Return the text of a file.

    Raises:
        LabelError: it is not UTF-8.
    """
    try:
        return text.decode("utf-8-sig") if isinstance(text, bytes) else text
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        wrong = error.object[error.start : error.end]
        raise LabelError(
            f"{name}, line {line}: the bytes {wrong!r} are not UTF-8 text; save the file as CSV in UTF-8"
        ) from error


def merged(ranges: Iterable[Range]) -> tuple[Range, ...]:
    """Return the ranges sorted, those that overlap or touch as one."""
    result: list[Range] = []
    for start, end in sorted(ranges):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return tuple(result)


def _line(number: int, line: str, cells: list[str], stamps: StampReader) -> LabelLine:
    if len(cells) != 2:
        count = f"{len(cells)} column" + ("s" if len(cells) > 1 else "")
        fault = f"{_shown(line)} has {count}; a line holds the start and the end of one abnormal range"
        return LabelLine(number, None, fault)
    start, end = (stamps.read(cell) for cell in cells)
    if start is None or end is None:
        unread = [_shown(cell) for cell, moment in zip(cells, (start, end), strict=True) if moment is None]
        fault = f"{' and '.join(unread)} cannot be read as a time such as 2023-03-02T04:00:00"
        header = number == 1 and start is None and end is None
        hint = "; label files have no header, so remove it" if header else ""
        return LabelLine(number, None, fault + hint)
    if start > end:
        fault = f"the range {_shown(line)} ends before it starts; swap start and end"
        return LabelLine(number, (start, end), fault)
    return LabelLine(number, (start, end))


def _shown(text: str) -> str:
    return repr(text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…")
