from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from l4e_sdk.local.detection.drift_watch import DriftWatch

from l4e_sdk.local.detection.assessment import Assessment
from l4e_sdk.local.detection.drift import DriftStatus, find_drift

BEGIN = 1_704_067_200  # a midnight
HOUR, DAY = 3600, 86400


def assessed(ratios: np.ndarray, off: np.ndarray | None = None) -> Assessment:
    """Return the verdicts on rows whose statistic is so many times its threshold."""
    stopped = np.zeros(len(ratios), bool) if off is None else off
    scores = np.where(stopped, np.nan, np.round(ratios**2 / (1 + ratios**2), 5))
    return Assessment(scores, scores > 0.5, np.ones((len(ratios), 1), np.float32), stopped)


def part(assessment: Assessment, rows: slice) -> Assessment:
    return Assessment(
        assessment.anomaly_score[rows],
        assessment.anomalous[rows],
        assessment.contributions[rows],
        assessment.off[rows],
    )


def watched(seconds: np.ndarray, assessment: Assessment, window: int) -> tuple[list[DriftWatch], np.ndarray]:
    """Follow rows in windows of so many; return what was known after each, and the rows that were covered."""
    watch, known = DriftWatch.begun(float(seconds[0])), []
    covered = np.zeros(len(seconds), bool)
    for first in range(0, len(seconds), window):
        rows = slice(first, first + window)
        covered[rows] = watch.regime.covers(assessment.anomaly_score[rows])
        watch = watch.after(seconds[rows], part(assessment, rows))
        known.append(watch)
    return known, covered


def hours(count: int) -> np.ndarray:
    return BEGIN + np.arange(count) * float(HOUR)


def days(*levels: float, per_day: int = 24) -> np.ndarray:
    """Return one level per day, with a little noise."""
    noise = np.random.default_rng(0).normal(1, 0.02, len(levels) * per_day)
    return np.repeat(levels, per_day) * noise


@given(
    levels=st.lists(st.sampled_from([0.3, 1.2, 3.0, 8.0]), min_size=8, max_size=20),
    seed=st.integers(0, 99),
    stopped=st.sampled_from([0.0, 0.1, 0.7, 0.9]),
)
def test_hourly_windows_tell_what_all_rows_at_once_tell(
    levels: list[float], seed: int, stopped: float
) -> None:
    random = np.random.default_rng(seed)
    ratios = np.repeat(levels, 24) * random.lognormal(0, 0.3, len(levels) * 24)
    seconds, verdicts = hours(len(ratios)), assessed(ratios, random.random(len(ratios)) < stopped)
    known, covered = watched(seconds, verdicts, 1)
    times = (seconds * 1e6).astype("datetime64[us]")
    for row in range(7 * 24, len(ratios), 24):
        found = find_drift(times[: row + 1], part(verdicts, slice(row + 1)))
        assert known[row].regime == found.regime
    np.testing.assert_array_equal(covered, find_drift(times, verdicts).changed)


@pytest.mark.parametrize(
    ("levels", "status"),
    [
        ([0.3] * 8, DriftStatus.STEADY),
        ([0.3] * 4 + [3.0] * 6, DriftStatus.REGIME_CHANGED),
        ([0.3] * 4 + list(np.geomspace(1.2, 8, 6)), DriftStatus.GROWING),
        ([0.3] * 4 + [3.0] * 5 + [0.3] * 8, DriftStatus.STEADY),
    ],
)
def test_rows_of_a_minute_are_told_by_their_hours(levels: list[float], status: DriftStatus) -> None:
    ratios = days(*levels, per_day=24 * 60)
    seconds = BEGIN + np.arange(len(ratios)) * 60.0
    known, _ = watched(seconds, assessed(ratios), 30)
    assert known[-1].regime.status is status


def test_a_week_takes_as_many_hours_as_it_has() -> None:
    ratios = days(*[0.3] * 12, per_day=24 * 12)
    seconds = BEGIN + np.arange(len(ratios)) * 300.0
    known, _ = watched(seconds, assessed(ratios), 6)
    assert max(len(watch.hours) for watch in known) <= 7 * 24 + 1
    assert sum(hour.on for hour in known[-1].hours) == pytest.approx(7 * 24 * 12, abs=12)


def test_a_status_holds_since_it_was_found() -> None:
    known, _ = watched(hours(11 * 24), assessed(days(*[0.3] * 8, *[3.0] * 3)), 1)
    assert known[0].since == BEGIN
    changed = [watch for watch in known if watch.regime.status is DriftStatus.REGIME_CHANGED]
    assert {watch.since for watch in changed} == {BEGIN + 10 * DAY}


def test_more_than_a_week_without_rows_begins_anew() -> None:
    (*_, watch), _ = watched(hours(12 * 24), assessed(days(*[0.3] * 5, *[3.0] * 7)), 1)
    assert watch.regime.status is DriftStatus.REGIME_CHANGED
    late = np.array([BEGIN + 20.0 * DAY])
    after = watch.after(late, assessed(np.array([3.0])))
    assert after.regime.status is DriftStatus.UNKNOWN
    assert (after.since, len(after.hours)) == (late[0], 1)


def test_a_week_without_a_few_days_goes_on() -> None:
    (*_, watch), _ = watched(hours(12 * 24), assessed(days(*[0.3] * 5, *[3.0] * 7)), 1)
    after = watch.after(np.array([BEGIN + 16.5 * DAY]), assessed(np.array([3.0])))
    assert after.regime.status is DriftStatus.REGIME_CHANGED
    assert after.due == BEGIN + 17 * DAY
