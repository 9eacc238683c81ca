from __future__ import annotations

import numpy as np
import pytest

from l4e_sdk.local.detection.counters import Counters
from tests.unit.local.detection.plants import grid

ROWS = 1000
RATE = 300
ALL = np.ones(ROWS, dtype=bool)


def hours(seed: int = 0) -> np.ndarray:
    """A counter that goes on by a little more or less in each row."""
    steps = np.random.default_rng(seed).uniform(0.5, 1.5, ROWS)
    return np.cumsum(steps).astype(np.float32)[:, None]


def test_a_sensor_that_counts_up_is_a_counter() -> None:
    assert Counters.fit(hours(), ALL).ways.tolist() == [1]


def test_a_sensor_that_counts_down_is_a_counter() -> None:
    assert Counters.fit(-hours(), ALL).ways.tolist() == [-1]


def test_a_reset_now_and_then_is_part_of_counting() -> None:
    values = hours()
    values[400:] -= 300
    values[700:] -= 300
    assert Counters.fit(values, ALL).found


def test_a_noisy_drift_is_no_counter() -> None:
    noise = np.random.default_rng(1).normal(size=(ROWS, 1)).astype(np.float32)
    assert not Counters.fit(hours() + 2 * noise, ALL).found


def test_a_setting_that_was_raised_a_few_times_is_no_counter() -> None:
    assert not Counters.fit((np.arange(ROWS) // 100).astype(np.float32)[:, None], ALL).found


def test_steps_between_unusable_rows_do_not_count() -> None:
    values = hours()
    values[500:] = values[500:][::-1]
    assert Counters.fit(values, np.arange(ROWS) < 500).ways.tolist() == [1]


@pytest.mark.parametrize("missing", [(), (7,)])
def test_a_missing_reading_is_no_step(missing: tuple[int, ...]) -> None:
    values = hours()
    values[list(missing)] = np.nan
    steps = Counters(np.array([1], np.int8)).steps(grid(ROWS), values, RATE)
    lost = {0, *missing, *(row + 1 for row in missing)}
    assert set(np.flatnonzero(np.isnan(steps)).tolist()) == lost


def test_a_counter_is_seen_by_its_steps_and_other_sensors_as_they_are() -> None:
    values = np.hstack([np.arange(5)[:, None] * 3, np.arange(5)[:, None] ** 2]).astype(np.float32)
    steps = Counters(np.array([1, 0], np.int8)).steps(grid(5), values, RATE)
    assert np.array_equal(steps[:, 0], [np.nan, 3, 3, 3, 3], equal_nan=True)
    assert steps[:, 1].tolist() == [0, 1, 4, 9, 16]


@pytest.mark.parametrize("way", [1, -1])
def test_a_reset_is_missing(way: int) -> None:
    values = way * np.array([[1], [2], [0], [1]], np.float32)
    steps = Counters(np.array([way], np.int8)).steps(grid(4), values, RATE)
    assert np.array_equal(way * steps[:, 0], [np.nan, 1, np.nan, 1], equal_nan=True)


def test_a_step_over_a_gap_is_missing() -> None:
    times = grid(6)
    times[3:] += np.timedelta64(1, "h")
    steps = Counters(np.array([1], np.int8)).steps(times, np.arange(6, dtype=np.float32)[:, None], RATE)
    assert np.flatnonzero(np.isnan(steps)).tolist() == [0, 3]


def test_a_step_over_a_gap_is_missing_even_when_there_is_no_other() -> None:
    times = grid(2)
    times[1] += np.timedelta64(1, "h")
    steps = Counters(np.array([1], np.int8)).steps(times, np.array([[1], [9]], np.float32), RATE)
    assert np.isnan(steps).all()


def test_a_counter_that_has_come_far_is_known_by_its_precise_readings() -> None:
    exact = 1e9 + np.arange(ROWS) / 2
    values = exact.astype(np.float32)[:, None]
    counters = Counters.fit(values, ALL, {0: exact})
    assert (counters.ways.tolist(), Counters.fit(values, ALL).ways.tolist()) == ([1], [0])
    assert set(counters.steps(grid(ROWS), values, RATE, {0: exact})[1:, 0].tolist()) == {0.5}


def test_without_counters_the_values_are_returned_as_they_are() -> None:
    values = hours()
    assert Counters(np.array([0], np.int8)).steps(grid(ROWS), values, RATE) is values
