"""Rows as text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import numpy as np
import pytest

from l4e_sdk import InvalidValueError
from l4e_sdk.data.rows import rows_csv

NOON = datetime(2024, 3, 11, 12, tzinfo=UTC)


def test_times_come_first_and_in_utc():
    india = timezone(timedelta(hours=5, minutes=30))
    rows = [{"rpm": 1.5, "time": NOON.astimezone(india)}, {"time": NOON, "rpm": None}]
    assert rows_csv(rows) == b"time,rpm\n2024-03-11T12:00:00.000000,1.5\n2024-03-11T12:00:00.000000,\n"


@pytest.mark.parametrize("number", [1.5, Decimal("1.5"), np.float32(1.5), np.float64(1.5)])
def test_every_kind_of_number_is_written(number: object):
    assert rows_csv([{"time": NOON, "rpm": number}]).endswith(b",1.5\n")


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([], "no rows"),
        ([{"rpm": 1.0}], "0 times among rpm"),
        ([{"a": NOON, "b": NOON}], "2 times among a, b"),
        ([{"time": NOON.replace(tzinfo=None)}], "a time with a zone"),
        ([{"time": NOON, "rpm": 1.0}, {"time": NOON}], "row 1 has the columns time, and the first time, rpm"),
        ([{"time": NOON}, {"time": None}], "time of row 1 is None"),
        ([{"time": NOON, "rpm": "1.5"}], "rpm of row 0 is '1.5'; pass a number, or None"),
    ],
)
def test_rows_that_make_no_file_are_refused(rows, message: str):
    with pytest.raises(InvalidValueError, match=message):
        rows_csv(rows)
