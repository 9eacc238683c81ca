"""Rows of files in the order of time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from l4e_sdk import InvalidValueError
from l4e_sdk.data.history import History

START = datetime(2024, 1, 1, tzinfo=UTC)
FILES = st.lists(st.lists(st.integers(0, 50)).map(sorted), min_size=1, max_size=4)


def write(folder: Path, files: list[list[int]]) -> list[Path]:
    paths = []
    for number, minutes in enumerate(files):
        path = folder / f"{number}.csv"
        rows = (f"{START + timedelta(minutes=minute):%Y-%m-%d %H:%M:%S},{minute}" for minute in minutes)
        path.write_text("\n".join(["Time,x", *rows, "never,1"]))
        paths.append(path)
    return paths


@given(FILES, st.integers(1, 20))
def test_every_row_comes_once_and_in_order(tmp_path_factory, files: list[list[int]], step: int):
    history = History(write(tmp_path_factory.mktemp("history"), files))
    taken = []
    for end in range(0, 51 + step, step):
        taken += [int(row.rest[1:]) for row in history.take(START + timedelta(minutes=end))]
    assert taken == sorted(minute for file in files for minute in file)
    assert history.next is None


def test_rows_can_be_passed_over(tmp_path: Path):
    history = History(write(tmp_path, [[1, 5], [3, 9]]))
    history.skip(START + timedelta(minutes=4))
    assert history.next == START + timedelta(minutes=5)


def test_a_file_is_opened_when_it_is_due(tmp_path: Path):
    first, second = write(tmp_path, [[1], [9]])
    history = History([first, second])
    second.unlink()
    assert len(history.take(START + timedelta(minutes=5))) == 1


def test_rows_that_go_back_are_refused_with_their_line(tmp_path: Path):
    history = History(write(tmp_path, [[3, 1]]))
    with pytest.raises(InvalidValueError, match=r"0.csv, line 3: .* sort the file"):
        history.take(START + timedelta(minutes=5))
