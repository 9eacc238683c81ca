from __future__ import annotations

import numpy as np
import pytest

from l4e_sdk.local.detection.errors import InsufficientDataError
from l4e_sdk.local.detection.peaks import MONTH, Peaks
from tests.unit.local.detection.plants import grid

RATE = 900
PER_DAY = 96
DAYS = 42


def logs(seed: int = 0, days: int = DAYS) -> np.ndarray:
    return np.log(np.random.default_rng(seed).gamma(20, 0.05, days * PER_DAY))


def peaks(values: np.ndarray, parts: int = 5) -> Peaks:
    times = grid(len(values), RATE)
    return Peaks.of(list(zip(np.array_split(times, parts), np.array_split(values, parts), strict=True)), RATE)


def test_the_time_is_that_of_the_rows() -> None:
    assert peaks(logs()).seconds == DAYS * 86_400


def test_peaks_fall_and_each_stands_for_blocks_side_by_side() -> None:
    values = logs()
    values[1000:1040] += 3  # ten hours
    found = peaks(values)
    assert (np.diff(found.heights) <= 0).all()
    assert (found.heights > 2).sum() == 1
    assert not (peaks(logs()).heights > 2).any()


def test_without_a_value_there_is_no_level() -> None:
    with pytest.raises(InsufficientDataError, match="longer training range"):
        Peaks.of([(grid(0), np.empty(0))], RATE)


@pytest.mark.parametrize(
    "alarms",
    [
        0.5,
        1.0,
        2.0,
        pytest.param(
            4.0,
            marks=pytest.mark.xfail(
                strict=True, reason="noise exceeds this level 6 times a month on average"
            ),
        ),
    ],
)
def test_what_comes_exceeds_the_level_no_more_often_than_the_ceiling_says(alarms: float) -> None:
    found = [
        (peaks(logs(seed + 100, 90)).heights > peaks(logs(seed)).level(alarms).level).sum()
        for seed in range(30)
    ]
    assert 0 < np.mean(found) <= alarms * 90 * 86_400 / MONTH


def test_a_lower_ceiling_is_a_higher_level() -> None:
    levels = [peaks(logs()).level(alarms).level for alarms in (0.01, 0.1, 1, 4, 20, 100)]
    assert levels == sorted(levels, reverse=True)
    assert levels[0] > levels[-1]


@pytest.mark.parametrize("faults", [1, 2, 3])
@pytest.mark.parametrize("seed", range(4))
def test_faults_that_nobody_labelled_leave_the_level_where_it_was(seed: int, faults: int) -> None:
    clean, spoiled = logs(seed), logs(seed)
    for place in range(faults):
        start = (5 + 11 * place) * PER_DAY
        spoiled[start : start + 52] += 4  # 13 hours
    levels = [peaks(values).level(1.0).level for values in (clean, spoiled)]
    assert levels[1] - levels[0] < np.log(1.3)
    assert spoiled.max() - levels[1] > 2  # the same fault would be found


def test_a_bad_stretch_of_ten_days_leaves_the_level_where_it_was() -> None:
    clean, spoiled = logs(), logs()
    spoiled[10 * PER_DAY : 20 * PER_DAY] += 4
    levels = [peaks(values).level(1.0).level for values in (clean, spoiled)]
    assert levels[1] - levels[0] < np.log(1.5)


def test_more_history_of_the_same_kind_is_no_higher_level() -> None:
    short, long = (peaks(logs(3, days)).level(1.0).level for days in (30, 120))
    assert abs(long - short) < 0.25


def test_disturbances_that_come_weekly_are_within_the_level() -> None:
    values = logs()
    for day in range(2, DAYS, 2):
        values[day * PER_DAY : day * PER_DAY + 4] += 2
    assert peaks(values).level(1.0).level > 2


def test_what_is_set_aside_is_at_most_a_third_and_said() -> None:
    found = peaks(logs())
    level = found.level(1.0)
    assert level.peaks == len(found.heights)
    assert 0 < level.set_aside <= len(found.heights) / 3
    assert level.highest == found.heights[level.set_aside]


def test_an_event_goes_on_above_what_is_usual() -> None:
    for values in (logs(), 1 + 0.01 * logs()):  # of many sensors the mean hardly moves
        level = peaks(values).level(1.0)
        assert level.usual <= level.hold <= level.level
        assert level.hold >= level.level - 0.357 - 1e-9


def test_a_level_has_a_floor() -> None:
    assert peaks(logs()).level(1.0, floor=5.0).level == 5


def test_a_short_history_has_shorter_blocks() -> None:
    assert len(peaks(logs(days=3)).heights) >= 6


def test_a_history_that_never_moves_has_a_level() -> None:
    level = peaks(np.full(DAYS * PER_DAY, -7.0)).level(1.0)
    assert np.isfinite(level.level)
    assert level.level > level.usual
