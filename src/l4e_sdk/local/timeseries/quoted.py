"""Quotes of unreadable parts of a CSV file, with their lines, for a file without readable rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from l4e_sdk._rules.layout.timestamps import StampReader

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from l4e_sdk._rules.layout.csv_header import Header
    from l4e_sdk._rules.layout.windows import Window

_LONGEST: Final = 40


def unreadable_time(path: Path, header: Header) -> str:
    """Quote the first timestamp of a file that has no supported format; an empty text when all have one."""
    stamps = StampReader()
    for number, cells in _lines(path, header):
        if stamps.read(cells[0]) is None:
            return f"line {number}: {_quoted(cells[0])} cannot be read as a time such as 2023-03-02 04:00:00"
    return ""


def first_cell(path: Path, header: Header, sensor: str, window: Window | None = None) -> str:
    """Quote the first cell of a sensor, in a window if one is given; an empty text without such a row."""
    stamps, place = StampReader(), header.sensors.index(sensor) + 1
    for number, cells in _lines(path, header):
        if window is not None and ((moment := stamps.read(cells[0])) is None or moment not in window):
            continue
        cell = cells[place] if place < len(cells) else ""
        return f"line {number}: {sensor} is {_quoted(cell) if cell else 'empty'}"
    return ""


def _lines(path: Path, header: Header) -> Iterator[tuple[int, list[str]]]:
    """Yield the number and the cells of each line that is not blank, without regard to line breaks in quotes."""
    with path.open("rb") as file:
        first = file.read(header.length).count(b"\n") + 1
        for number, line in enumerate(file, first):
            if line.strip():
                text = line.decode("utf-8", "replace").strip("\r\n")
                yield number, [cell.strip().strip('"').strip() for cell in text.split(",")]


def _quoted(text: str) -> str:
    return repr(text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…")
