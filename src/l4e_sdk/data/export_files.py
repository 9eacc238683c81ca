"""The files of an export and their rows, in any supported compression, encoding and separator."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from l4e_sdk.errors import InvalidValueError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from l4e_sdk.data.export_format import ExportFormat

ENDINGS: Final = (".csv", ".txt", ".tsv", ".csv.gz", ".txt.gz", ".tsv.gz")
"""Endings of file names that are converted."""
_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_DELIMITERS: Final = ";\t,|"
_OTHER_FORMATS: Final = (
    (b"PK\x03\x04", "an Excel workbook or a zip archive; save it as CSV, or unpack it"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook; save it as CSV"),
    (b"PAR1", "a parquet file; write it as CSV"),
)


@dataclass(frozen=True, slots=True)
class ExportFile:
    """The header of one file, and a lazy iterator over its rows."""

    header: list[str]
    rows: Iterator[tuple[int, list[str]]]
    """The line number and the cells of each row."""
    form: str
    """The detected format, in words."""


def exported(source: Path) -> list[Path]:
    """Return the files of an export, in the order of their names.

    Raises:
        InvalidValueError: there are no files.
    """
    if source.is_file():
        return [source]
    if not source.is_dir():
        raise InvalidValueError(f"{str(source)!r} is neither a file nor a folder.")
    found = sorted(
        path
        for path in source.rglob("*")
        if path.name.lower().endswith(ENDINGS) and not path.name.startswith(".") and path.is_file()
    )
    if not found:
        raise InvalidValueError(f"{str(source)!r} has no files that end in {', '.join(ENDINGS)}.")
    return found


@contextmanager
def opened(path: Path, written: ExportFormat) -> Iterator[ExportFile]:
    """Open a file of an export.

    Raises:
        InvalidValueError: the file does not have the given format; the message has the line.
    """
    line, encoding = written.skip_lines + 1, written.encoding
    try:
        with path.open("rb") as packed:
            begin = packed.read(4)
        _refuse_other_formats(begin)
        is_packed = begin.startswith(b"\x1f\x8b")
        with gzip.open(path) if is_packed else path.open("rb") as raw:
            start = raw.read(4)
            raw.seek(0)
            encoding = next((name for mark, name in _MARKS if start.startswith(mark)), encoding)
            text = io.TextIOWrapper(raw, encoding, newline="")
            for _ in islice(text, written.skip_lines):
                pass
            first = text.readline()
            delimiter = written.delimiter or _delimiter(first)
            header = [cell.strip() for cell in next(csv.reader([first], delimiter=delimiter), [])]
            packing = "unpacked, " * is_packed
            yield ExportFile(
                header,
                _numbered(csv.reader(text, delimiter=delimiter), line),
                f"{packing}{encoding}, separated by {delimiter!r}",
            )
    except UnicodeDecodeError:
        raise InvalidValueError(
            f"it is not written in {encoding}; say what it is written in: encoding='cp1252' for many older systems."
        ) from None
    except LookupError:
        raise InvalidValueError(
            f"nobody knows the encoding {encoding!r}; write 'utf-8' or 'cp1252'."
        ) from None
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InvalidValueError(f"it cannot be unpacked: {error}") from None
    except csv.Error as error:
        raise InvalidValueError(f"it is not a table of cells: {error}") from None


def _refuse_other_formats(begin: bytes) -> None:
    for mark, what in _OTHER_FORMATS:
        if begin.startswith(mark):
            raise InvalidValueError(f"it is {what}.")


def _numbered(rows: Iterator[list[str]], header: int) -> Iterator[tuple[int, list[str]]]:
    for cells in rows:
        if any(cells):
            yield header + rows.line_num, cells  # type: ignore[attr-defined]  # a reader counts lines


def _delimiter(header: str) -> str:
    """Return the most frequent separator of a header.

    Raises:
        InvalidValueError: the header has no separator, or two separators equally often.
    """
    counts = sorted(((header.count(sign), sign) for sign in _DELIMITERS), reverse=True)
    if not counts[0][0]:
        raise InvalidValueError(
            f"its header {header.strip()[:80]!r} has one column; say how many lines are above it with skip_lines=, or "
            "what is between cells with delimiter="
        )
    if counts[0][0] == counts[1][0]:
        raise InvalidValueError(
            f"its header has as many {counts[0][1]!r} as {counts[1][1]!r}; say what is between cells with delimiter="
        )
    return counts[0][1]
