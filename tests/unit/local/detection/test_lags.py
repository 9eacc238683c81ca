from __future__ import annotations

import numpy as np

from l4e_sdk.local.detection.lags import held, with_past
from tests.unit.local.detection.plants import grid

STEP = np.timedelta64(300, "s")
NAN = np.nan


def count(rows: int) -> np.ndarray:
    return np.arange(rows, dtype=np.float32)[:, None]


def test_each_row_stands_beside_its_past() -> None:
    past = with_past(grid(10), count(10), (0, 1, 4), STEP)
    assert past[9].ravel().tolist() == [9, 8, 5]


def test_what_lies_before_the_first_row_is_missing() -> None:
    past = with_past(grid(10), count(10), (0, 1, 4), STEP)
    assert np.array_equal(past[3].ravel(), [3, 2, NAN], equal_nan=True)


def test_fewer_rows_than_the_longest_lag_are_enough() -> None:
    assert np.isnan(with_past(grid(2), count(2), (0, 8), STEP)[:, 1]).all()


def test_readings_from_before_a_gap_are_missing() -> None:
    times = grid(20)
    times[10:] += np.timedelta64(1, "h")
    past = with_past(times, count(20), (0, 1, 8), STEP)
    assert np.array_equal(past[10].ravel(), [10, NAN, NAN], equal_nan=True)


def test_one_absent_row_is_no_gap() -> None:
    past = with_past(np.delete(grid(20), 10), np.delete(count(20), 10, axis=0), (0, 1), STEP)
    assert past[10].ravel().tolist() == [11, 9]


def series(*readings: float) -> np.ndarray:
    return np.array(readings, np.float32)[:, None]


def test_a_missing_reading_is_the_last_one() -> None:
    assert held(grid(4), series(1, NAN, NAN, 4), 2, STEP).ravel().tolist() == [1, 1, 1, 4]


def test_a_reading_is_not_held_for_longer_than_asked() -> None:
    assert np.array_equal(held(grid(3), series(1, NAN, NAN), 1, STEP).ravel(), [1, 1, NAN], equal_nan=True)


def test_a_reading_is_not_held_over_a_gap() -> None:
    times = grid(2)
    times[1] += np.timedelta64(1, "h")
    assert np.isnan(held(times, series(1, NAN), 2, STEP)[1, 0])


def test_what_is_missing_from_the_start_stays_missing() -> None:
    assert np.isnan(held(grid(2), series(NAN, NAN), 2, STEP)).all()


def test_holding_leaves_its_input_alone() -> None:
    readings = series(1, NAN)
    held(grid(2), readings, 2, STEP)
    assert np.isnan(readings[1, 0])
