from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from l4e_sdk.local.timeseries.grid import DataLimitError, Grid
from l4e_sdk.local.timeseries.rate import RATES

FIVE = timedelta(minutes=5)
MOMENTS = st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1)).map(
    lambda moment: np.datetime64(moment, "us")
)


def at(text: str) -> np.datetime64:
    return np.datetime64(f"2023-03-01T{text}", "us")


@given(MOMENTS, st.sampled_from(RATES))
def test_an_instant_lies_in_the_left_open_interval_before_its_label(moment: np.datetime64, rate: timedelta):
    grid = Grid.covering(moment, moment, rate)
    label = grid.timestamps[0]
    assert label - np.timedelta64(rate) < moment <= label


@given(MOMENTS, st.integers(0, 10_000_000), st.sampled_from(RATES))
def test_every_instant_between_first_and_last_has_a_row(first: np.datetime64, seconds: int, rate: timedelta):
    last = first + np.timedelta64(min(seconds, 1_000_000), "s")
    grid = Grid.covering(first, last, rate)
    rows = grid.positions(np.array([first, last]))
    assert rows.tolist() == [0, grid.rows - 1]


@given(MOMENTS, st.sampled_from(RATES))
def test_labels_fall_on_full_hours(moment: np.datetime64, rate: timedelta):
    label = Grid.covering(moment, moment, rate).timestamps[0]
    past_the_hour = label - label.astype("datetime64[h]")
    assert int(past_the_hour / np.timedelta64(1, "us")) % (rate // timedelta(microseconds=1)) == 0


def test_rows_are_labelled_with_the_right_edge():
    grid = Grid.covering(at("12:45:01"), at("12:52:00"), FIVE)
    assert grid.timestamps.tolist() == [datetime(2023, 3, 1, 12, 50), datetime(2023, 3, 1, 12, 55)]


def test_instants_outside_have_rows_outside():
    grid = Grid.covering(at("12:00"), at("12:10"), FIVE)
    assert grid.positions(np.array([at("11:50"), at("12:20")])).tolist() == [-2, 4]


def test_too_many_rows_are_refused_with_the_remedy():
    with pytest.raises(DataLimitError, match=r"31,536,001 rows.*at most 1,500,000.*lower sampling rate"):
        Grid.covering(at("00:00"), at("00:00") + np.timedelta64(365, "D"), timedelta(seconds=1))


def test_a_grid_may_have_the_greatest_number_of_rows():
    assert (
        Grid.covering(at("00:00"), at("00:00") + np.timedelta64(1_499_999, "s"), timedelta(seconds=1)).rows
        == 1_500_000
    )
