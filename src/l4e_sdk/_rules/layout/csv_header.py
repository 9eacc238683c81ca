"""The header of a CSV file, and the signs of a file that is not CSV (service/ingestion#csv)."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

LONGEST_HEADER: Final = 2**20
"""Bytes of a header, which are enough for 3,000 names of 200 characters."""
LONGEST_LINE: Final = 32 * 2**20
"""Largest size of a line, in bytes. A file with a longer line is not a table of numbers."""

_OTHER_FORMATS: Final = (
    (b"\x1f\x8b", "it is compressed with gzip; upload the CSV itself"),
    (b"PK\x03\x04", "it is a zip archive or an Excel workbook; save it as CSV"),
    (b"PAR1", "it is a parquet file; write it as CSV"),
    (b"\xff\xfe", "it is UTF-16 text; save it as UTF-8"),
    (b"\xfe\xff", "it is UTF-16 text; save it as UTF-8"),
)
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


class UnreadableFileError(ValueError):
    """A file is not a usable CSV file; the message has the reason."""


@dataclass(frozen=True, slots=True)
class Header:
    """The first line of a file."""

    timestamp: str
    sensors: tuple[str, ...]
    length: int
    """The position of the first row, in bytes."""

    @property
    def columns(self) -> tuple[str, ...]:
        """All names, in order."""
        return (self.timestamp, *self.sensors)


def read_header(path: Path) -> Header:
    """Read the first line of a file.

    Raises:
        UnreadableFileError: the file is not CSV text, or has no sensor column or a column twice.
    """
    with path.open("rb") as file:
        return parse_header(file.readline(LONGEST_HEADER))


def parse_header(line: bytes) -> Header:
    """Read a first line.

    Args:
        line: the line, with its end, and nothing more; of a longer line the first `LONGEST_HEADER` bytes.

    Raises:
        UnreadableFileError: it is not CSV text, or has no sensor column or a column twice.
    """
    for magic, reason in _OTHER_FORMATS:
        if line.startswith(magic):
            raise UnreadableFileError(reason)
    names = _names(_header_text(line))
    _check_names(names)
    return Header(names[0], tuple(names[1:]), len(line))


def differences(found: Sequence[str], wanted: Sequence[str]) -> str:
    """Return the difference of a header from the wanted one, as text after a file's name; empty if there is none."""
    missing = [name for name in wanted if name not in found]
    unknown = [name for name in found if name not in wanted]
    if missing or unknown:
        parts = (("lacks", missing), ("adds", unknown))
        return "its header " + " and ".join(f"{verb} {listed(names)}" for verb, names in parts if names)
    # Sensors are found by name, so their order does not matter: a detected schema is sorted, files need not be.
    if found[0] != wanted[0]:
        return f"its first column is {found[0]}, not the timestamp {wanted[0]}"
    return ""


def repeated(names: Iterator[object] | Sequence[object]) -> list[str]:
    """Return the texts that occur more than once."""
    counts = Counter(name for name in names if isinstance(name, str))
    return [name for name, count in counts.items() if count > 1]


def listed(things: Sequence[object], shown: int = 10) -> str:
    """Return things for a message, and how many more there are."""
    more = len(things) - shown
    return ", ".join(str(thing) for thing in things[:shown]) + (f" and {more} more" if more > 0 else "")


def _header_text(line: bytes) -> str:
    try:
        text = line.removeprefix(_BYTE_ORDER_MARK).decode().rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise UnreadableFileError("its first line is not UTF-8 text") from error
    if not text.strip():
        raise UnreadableFileError("it is empty" if not line else "its first line is empty, not a header")
    if "\r" in text:
        raise UnreadableFileError(r"its lines end with \r alone; end them with \n")
    if len(line) == LONGEST_HEADER or not text.isprintable():
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
