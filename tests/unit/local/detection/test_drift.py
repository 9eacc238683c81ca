from __future__ import annotations

import numpy as np
import pytest

from l4e_sdk.local.detection.drift import DriftStatus, Regime

HOURS = np.datetime64("2024-01-01", "us") + np.arange(7 * 24) * np.timedelta64(1, "h")
"""Those of a week."""


def scores(ratios: np.ndarray) -> np.ndarray:
    return ratios**2 / (1 + ratios**2)


def days(*levels: float) -> np.ndarray:
    """Return seven levels as hourly ratios, with a little noise."""
    noise = np.random.default_rng(0).normal(1, 0.02, len(levels) * 24)
    return np.repeat(levels, 24) * noise


def asked(ratios: np.ndarray, before: Regime | None = None, on: np.ndarray | None = None) -> Regime:
    """Return what a week of hourly rows shows, whose statistic is so many times its threshold."""
    running = np.ones(len(ratios), bool) if on is None else on
    alarms = running & (ratios > 1)
    known = before or Regime()
    return known.asked(int(running.sum()), int(running.sum()), scores(ratios[alarms]), HOURS[alarms])


def test_a_few_hours_tell_nothing_new() -> None:
    assert asked(days(*[5.0] * 7), on=np.arange(168) < 33) == Regime()
    changed = Regime(DriftStatus.REGIME_CHANGED, 0.9, 0.8)
    assert asked(days(*[5.0] * 7), changed, np.arange(168) < 33) == changed


def test_rare_alarms_are_no_drift() -> None:
    found = asked(days(*[0.3] * 6, 5.0))
    assert (found.status, found.level) == (DriftStatus.STEADY, None)
    assert found.share == pytest.approx(1 / 7)


def test_alarms_at_a_lasting_level_are_a_changed_regime() -> None:
    found = asked(days(*[3.0] * 7))
    assert (found.status, found.share) == (DriftStatus.REGIME_CHANGED, 1)
    assert "Retrain" in found.reason


def test_alarms_that_rise_are_a_fault() -> None:
    found = asked(days(*np.geomspace(1.1, 8, 7)))
    assert found.status is DriftStatus.GROWING
    assert found.level is None
    assert "fault" in found.reason


@pytest.mark.parametrize("hour", range(0, 24, 3))
@pytest.mark.parametrize(("rise", "status"), [(0, DriftStatus.REGIME_CHANGED), (0.1, DriftStatus.GROWING)])
def test_a_daily_rhythm_is_no_growth_and_hides_none(hour: int, rise: float, status: DriftStatus) -> None:
    elapsed = np.arange(168) / 24
    ratios = 3 * np.exp(rise * elapsed + 0.5 * np.sin(2 * np.pi * (elapsed + hour / 24))) * days(*[1.0] * 7)
    assert asked(ratios).status is status


def test_alarms_beyond_measure_are_a_fault() -> None:
    assert asked(days(*[1e5] * 7)).status is DriftStatus.GROWING


def test_what_is_changed_settles_later_than_it_was_found() -> None:
    ratios = np.where(np.arange(168) % 20 < 3, 3.0, 0.3)  # of its hours, 15 %
    assert asked(ratios).status is DriftStatus.STEADY
    changed = Regime(DriftStatus.REGIME_CHANGED, 0.9, 0.9)
    assert asked(ratios, changed).status is DriftStatus.REGIME_CHANGED
    assert asked(np.full(168, 0.3), changed).status is DriftStatus.STEADY


def test_a_changed_regime_covers_what_is_not_clearly_above_it() -> None:
    found = asked(days(*[3.0] * 7))
    assert found.covers(scores(np.array([1.5, 3.0, 3.2, 9.0]))).tolist() == [True, True, True, False]


def test_another_status_covers_nothing() -> None:
    assert not asked(days(*[0.3] * 7)).covers(scores(np.array([0.1, 3.0]))).any()


@pytest.mark.parametrize("status", [status for status in DriftStatus if status != DriftStatus.UNKNOWN])
def test_a_reason_tells_the_share(status: DriftStatus) -> None:
    assert "37% of the rows" in Regime(status, 0.37).reason
