from __future__ import annotations

import numpy as np
import pytest

from l4e_sdk.local.detection.assessment import Assessment
from l4e_sdk.local.detection.drift import Drift, DriftStatus, find_drift
from l4e_sdk.local.detection.errors import InvalidInputError

HOUR = np.timedelta64(1, "h")
DAY = 24


def drift_of(ratios: np.ndarray, off: np.ndarray | None = None) -> Drift:
    """Find the drift of hourly rows whose statistic is so many times its threshold."""
    stopped = np.zeros(len(ratios), bool) if off is None else off
    scores = np.where(stopped, np.nan, np.round(ratios**2 / (1 + ratios**2), 5))
    times = np.datetime64("2024-01-01", "us") + np.arange(len(ratios)) * HOUR
    shares = np.ones((len(ratios), 1), np.float32)
    return find_drift(times, Assessment(scores, scores > 0.5, shares, stopped))


def days(*levels: float) -> np.ndarray:
    """Return one level per day, with a little noise."""
    noise = np.random.default_rng(0).normal(1, 0.02, len(levels) * DAY)
    return np.repeat(levels, DAY) * noise


def test_less_than_a_week_tells_nothing() -> None:
    drift = drift_of(days(*[5.0] * 6))
    assert drift.status is DriftStatus.UNKNOWN
    assert not drift.changed.any()


def test_no_rows_tell_nothing() -> None:
    assert drift_of(np.empty(0)).status is DriftStatus.UNKNOWN


def test_rare_alarms_are_no_drift() -> None:
    drift = drift_of(days(*[0.3] * 9, 5.0, *[0.3] * 9))
    assert drift.status is DriftStatus.STEADY
    assert not drift.changed.any()


def test_alarms_at_a_lasting_level_are_a_changed_regime() -> None:
    drift = drift_of(days(*[0.3] * 8, *[3.0] * 10))
    assert drift.status is DriftStatus.REGIME_CHANGED
    assert drift.share == 1
    assert "Retrain" in drift.reason


def test_the_beginning_of_a_changed_regime_is_still_an_alarm() -> None:
    changed = drift_of(days(*[0.3] * 8, *[3.0] * 10)).changed
    assert not changed[: 9 * DAY].any()
    assert changed[11 * DAY :].all()


def test_alarms_that_rise_are_a_fault_and_are_not_silenced() -> None:
    drift = drift_of(days(*[0.3] * 8, *np.geomspace(1.1, 8, 10)))
    assert drift.status is DriftStatus.GROWING
    assert not drift.changed.any()


@pytest.mark.parametrize("hour", range(0, 24, 3))
def test_a_daily_rhythm_is_no_growth(hour: int) -> None:
    ratios = days(*[3.0] * 18) * np.exp(0.5 * np.sin(2 * np.pi * np.arange(18 * DAY) / DAY))
    ratios[: 8 * DAY + hour] = 0.3
    drift = drift_of(ratios)
    assert drift.status is DriftStatus.REGIME_CHANGED
    assert drift.changed[11 * DAY : 12 * DAY].any()


@pytest.mark.parametrize("hour", range(0, 24, 3))
def test_growth_is_seen_in_spite_of_a_daily_rhythm(hour: int) -> None:
    elapsed = np.arange(18 * DAY) / DAY
    ratios = 2 * np.exp(0.1 * (elapsed - 8)) * np.exp(0.5 * np.sin(2 * np.pi * elapsed)) * days(*[1.0] * 18)
    ratios[: 8 * DAY + hour] = 0.3
    drift = drift_of(ratios)
    assert drift.status is DriftStatus.GROWING
    assert not drift.changed.any()


def test_alarms_beyond_measure_are_not_silenced() -> None:
    drift = drift_of(days(*[0.3] * 8, *[1e5] * 10))
    assert drift.status is DriftStatus.GROWING
    assert not drift.changed.any()


def test_a_fault_inside_a_changed_regime_is_not_silenced() -> None:
    ratios = days(*[0.3] * 8, *[3.0] * 10)
    ratios[16 * DAY : 16 * DAY + 6] *= 3
    changed = drift_of(ratios).changed
    assert not changed[16 * DAY : 16 * DAY + 6].any()
    assert changed[17 * DAY :].all()


def test_a_plant_that_returns_is_steady_again() -> None:
    drift = drift_of(days(*[0.3] * 8, *[3.0] * 6, *[0.3] * 9))
    assert drift.status is DriftStatus.STEADY
    assert not drift.changed[-DAY:].any()


def test_nothing_that_comes_later_alters_what_was_known() -> None:
    ratios = days(*[0.3] * 8, *[3.0] * 10)
    whole, part = drift_of(ratios), drift_of(ratios[: 14 * DAY])
    np.testing.assert_array_equal(whole.changed[: 14 * DAY], part.changed)


def test_rows_of_a_machine_that_is_off_are_not_counted() -> None:
    off = np.arange(18 * DAY) % DAY >= 6
    drift = drift_of(days(*[0.3] * 8, *[3.0] * 10), off)
    assert drift.status is DriftStatus.REGIME_CHANGED
    assert not drift.changed[off].any()


def test_instants_that_do_not_match_are_refused() -> None:
    one = Assessment(np.zeros(1), np.zeros(1, bool), np.ones((1, 1), np.float32), np.zeros(1, bool))
    with pytest.raises(InvalidInputError):
        find_drift(np.empty(0, "datetime64[us]"), one)


def test_the_first_hours_after_a_long_stop_tell_nothing_new() -> None:
    ratios = days(*[0.3] * 8, *[3.0] * 8)
    off = (np.arange(16 * DAY) >= 8 * DAY) & (np.arange(16 * DAY) < 15 * DAY)
    drift = drift_of(ratios, off)
    assert drift.status is DriftStatus.STEADY
    assert not drift.changed.any()


def test_a_changed_regime_is_not_forgotten_while_the_machine_is_off() -> None:
    ratios = days(*[0.3] * 8, *[3.0] * 13)
    off = (np.arange(21 * DAY) >= 12 * DAY) & (np.arange(21 * DAY) < 20 * DAY)
    drift = drift_of(ratios, off)
    assert drift.status is DriftStatus.REGIME_CHANGED
    assert drift.changed[20 * DAY :].all()
