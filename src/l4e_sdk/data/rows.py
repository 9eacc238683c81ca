"""Rows as the text of a CSV file."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from decimal import Decimal
from numbers import Real
from typing import TYPE_CHECKING, TypeAlias

from l4e_sdk._missing import is_missing
from l4e_sdk._rules.layout.timestamps import STAMP
from l4e_sdk.errors import InvalidValueError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Rows: TypeAlias = Iterable[Mapping[str, object]]
    """One mapping for each row: an aware time and numbers, by the names of their columns; None for no reading.

    The values are objects, because type checkers infer that for a dictionary of a time and numbers.
    """


def rows_csv(rows: Rows) -> bytes:
    """Return rows as a CSV file, with the timestamps first and in UTC.

    Raises:
        InvalidValueError: there are no rows, a row has no time or several, its columns differ from the first row's, a
        time has no zone, or a reading is not a number.
    """
    listed = list(rows)
    if not listed:
        raise InvalidValueError("there are no rows to write; pass at least one.")
    time = _time_of(listed[0])
    columns = [time, *(name for name in listed[0] if name != time)]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for number, row in enumerate(listed):
        if set(row) != set(columns):
            raise InvalidValueError(
                f"row {number} has the columns {', '.join(row)}, and the first {', '.join(columns)}; make them alike."
            )
        writer.writerow(
            [_stamp(row[time], time, number), *(_reading(row[name], name, number) for name in columns[1:])]
        )
    return text.getvalue().encode()


def _time_of(row: Mapping[str, object]) -> str:
    times = [name for name, value in row.items() if isinstance(value, datetime)]
    if len(times) != 1:
        raise InvalidValueError(
            f"the first row has {len(times)} times among {', '.join(row)}; pass exactly one."
        )
    return times[0]


def _stamp(value: object, column: str, number: int) -> str:
    if is_missing(value) or not isinstance(value, datetime) or value.utcoffset() is None:
        raise InvalidValueError(
            f"{column} of row {number} is {value!r}; pass a time with a zone, as datetime(..., tzinfo=UTC)."
        )
    return value.astimezone(UTC).strftime(STAMP)


def _reading(value: object, column: str, number: int) -> object:
    if value is not None and not isinstance(value, Real | Decimal):
        raise InvalidValueError(
            f"{column} of row {number} is {value!r}; pass a number, or None where there is no reading."
        )
    return value
