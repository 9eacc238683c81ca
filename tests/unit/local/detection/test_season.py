from __future__ import annotations

import numpy as np

from l4e_sdk.local.detection.scaling import Scaling
from l4e_sdk.local.detection.season import Season
from tests.unit.local.detection.plants import grid

DAY = 288  # rows of five minutes


def daily(rows: int) -> np.ndarray:
    turn = 2 * np.pi * np.arange(rows) / DAY
    return (20 + 3 * np.sin(turn) + np.cos(2 * turn))[:, None].astype(np.float32)


def fit(times: np.ndarray, values: np.ndarray) -> tuple[Scaling, Season]:
    usable = np.ones(len(values), dtype=bool)
    scaling = Scaling.fit(values, usable)
    return scaling, Season.fit(times, values, usable, scaling)


def test_a_daily_course_is_taken_out() -> None:
    scaling, season = fit(grid(5 * DAY), daily(5 * DAY))
    rest = season.remove(grid(7 * DAY), scaling.standardise(daily(7 * DAY)))
    assert np.abs(rest).max() < 0.01


def test_what_is_not_daily_stays() -> None:
    values = np.random.default_rng(0).normal(size=(10 * DAY, 1)).astype(np.float32)
    scaling, season = fit(grid(len(values)), values)
    assert season.remove(grid(len(values)), scaling.standardise(values)).std() > 0.99


def test_a_history_of_three_days_has_no_daily_course() -> None:
    _, season = fit(grid(3 * DAY), daily(3 * DAY))
    assert len(season.weights) == 0


def test_without_a_daily_course_nothing_is_removed() -> None:
    standard = np.ones((4, 1), np.float32)
    assert np.array_equal(fit(grid(4), daily(4))[1].remove(grid(4), standard), np.ones((4, 1)))


def test_rows_that_are_not_usable_do_not_shape_the_course() -> None:
    times, values = grid(6 * DAY), daily(6 * DAY)
    usable = np.arange(len(values)) < 5 * DAY
    scaling = Scaling.fit(values, usable)
    course = Season.fit(times, values, usable, scaling)
    values[~usable] = 1e6
    assert np.array_equal(Season.fit(times, values, usable, scaling).weights, course.weights)
