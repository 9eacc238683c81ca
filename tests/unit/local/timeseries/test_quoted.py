"""What a message quotes of a file that has nothing to read."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from l4e_sdk._rules.layout.csv_header import read_header
from l4e_sdk._rules.layout.windows import Window
from l4e_sdk.local.timeseries.quoted import first_cell, unreadable_time

if TYPE_CHECKING:
    from pathlib import Path


def file(folder: Path, text: str, *, encoding: str = "utf-8") -> Path:
    path = folder / "x.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Timestamp,a\nsomeday,1\n", "line 2: 'someday' cannot"),
        ("Timestamp,a\r\n\r\n2024-01-01 00:00:00,1\r\n01.02.2024,1\r\n", "line 4: '01.02.2024' cannot"),
        ('\ufeff"Timestamp","a"\n"2024-02-31 00:00","1"\n', "line 2: '2024-02-31 00:00' cannot"),
        ("Timestamp,a\n" + "x" * 90 + ",1\n", f"line 2: '{'x' * 39}…' cannot"),
        ("Timestamp,a\n,1", "line 2: '' cannot"),
    ],
)
def test_the_first_time_that_cannot_be_read_is_quoted_with_its_line(text: str, quoted: str, tmp_path: Path):
    path = file(tmp_path, text)
    assert unreadable_time(path, read_header(path)).startswith(quoted)


def test_times_that_can_be_read_are_not_quoted(tmp_path: Path):
    path = file(tmp_path, "Timestamp,a\n2024-01-01 00:00:00,x\n")
    assert not unreadable_time(path, read_header(path))


@pytest.mark.parametrize(
    ("row", "quoted"),
    [
        ("2024-01-01 00:00:00,9,bad", "line 2: b is 'bad'"),
        ("2024-01-01 00:00:00,9, ", "line 2: b is empty"),
        ("2024-01-01 00:00:00,9", "line 2: b is empty"),
        ('2024-01-01 00:00:00,9,"n/a"', "line 2: b is 'n/a'"),
    ],
)
def test_the_first_cell_of_a_sensor_is_quoted(row: str, quoted: str, tmp_path: Path):
    path = file(tmp_path, f"Timestamp,a,b\n{row}\n")
    assert first_cell(path, read_header(path), "b") == quoted


def test_a_file_without_rows_has_no_cell(tmp_path: Path):
    path = file(tmp_path, "Timestamp,a\n")
    assert not first_cell(path, read_header(path), "a")


def test_a_cell_outside_of_the_window_is_not_quoted(tmp_path: Path):
    path = file(tmp_path, "Timestamp,a\n2024-01-01 00:00:00,1\nx,2\n2024-01-01 01:00:00,bad\n")
    hour = Window(datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 1, 1, 1, tzinfo=UTC))
    assert first_cell(path, read_header(path), "a", hour) == "line 4: a is 'bad'"
