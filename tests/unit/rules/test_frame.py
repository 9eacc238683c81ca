"""Frames as CSV files: the same rows from pandas and from polars."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pandas as pd
import polars as pl
import pytest

from l4e_sdk import InvalidValueError
from l4e_sdk._rules.frame import write_csv

if TYPE_CHECKING:
    from pathlib import Path

INDIA = timezone(timedelta(hours=5, minutes=30))
TIMES = [datetime(2024, 1, 1, 5, 30, tzinfo=INDIA), datetime(2024, 1, 1, 5, 30, 1, 500, tzinfo=INDIA)]
WANTED = "time,rpm,heat\n2024-01-01T00:00:00.000000,1.5,\n2024-01-01T00:00:01.000500,2.0,7.0\n"
COLUMNS = {"rpm": [1.5, 2.0], "time": TIMES, "heat": [None, 7.0]}

FRAMES = {
    "polars": lambda: pl.DataFrame(COLUMNS | {"time": pl.Series(TIMES).dt.convert_time_zone("Asia/Kolkata")}),
    "polars, naive": lambda: pl.DataFrame(COLUMNS | {"time": _naive()}),
    "pandas": lambda: pd.DataFrame(COLUMNS),
    "pandas, naive": lambda: pd.DataFrame(COLUMNS | {"time": _naive()}),
    "pandas, indexed": lambda: pd.DataFrame(COLUMNS).set_index("time"),
}


def _naive() -> list[datetime]:
    return [moment.astimezone(UTC).replace(tzinfo=None) for moment in TIMES]


@pytest.mark.parametrize("kind", FRAMES)
def test_times_come_first_and_in_utc(kind: str, tmp_path: Path):
    write_csv(FRAMES[kind](), tmp_path / "frame.csv")
    assert (tmp_path / "frame.csv").read_text() == WANTED


def test_an_index_without_a_name_gets_one(tmp_path: Path):
    write_csv(pd.DataFrame({"rpm": [1.0]}, index=pd.DatetimeIndex(["2024-01-01"])), tmp_path / "frame.csv")
    assert (tmp_path / "frame.csv").read_text() == "Timestamp,rpm\n2024-01-01T00:00:00.000000,1.0\n"


@pytest.mark.parametrize("library", [pl, pd])
def test_a_frame_without_times_is_refused(library, tmp_path: Path):
    with pytest.raises(InvalidValueError, match="no column of times"):
        write_csv(library.DataFrame({"rpm": [1.0]}), tmp_path / "frame.csv")


@pytest.mark.parametrize("library", [pl, pd])
def test_two_columns_of_times_are_refused_by_name(library, tmp_path: Path):
    with pytest.raises(InvalidValueError, match="several columns of times: on, off"):
        write_csv(library.DataFrame({"on": _naive(), "off": _naive()}), tmp_path / "frame.csv")


def test_anything_else_is_refused(tmp_path: Path):
    with pytest.raises(InvalidValueError, match="data is a dict"):
        write_csv({"rpm": [1.0]}, tmp_path / "frame.csv")


def test_nothing_of_pandas_or_polars_is_imported_for_it():
    code = "import sys, l4e_sdk._resources; print({'pandas', 'polars', 'numpy'} & set(sys.modules))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "set()"
