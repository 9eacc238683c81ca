from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from l4e_sdk.local.detection.drift import DriftStatus
from l4e_sdk.local.detection.watch import Judgement, Margins, Watch, hourly

BEGIN = 1_704_067_200.0  # a midnight
HOUR, DAY = 3600.0, 86400.0
UNLIMITED = 1e9
"""Alarms a month: no alarm raises the bar."""


class Rows(NamedTuple):
    seconds: np.ndarray
    on: np.ndarray
    margins: Margins
    rate: float = HOUR

    def part(self, rows: slice) -> Rows:
        return Rows(self.seconds[rows], self.on[rows], self.margins.of(rows), self.rate)


def rows_of(
    ratios: np.ndarray,
    *,
    off: np.ndarray | None = None,
    fixed: np.ndarray | None = None,
    logs: np.ndarray | None = None,
    echo: np.ndarray | None = None,
    rate: float = HOUR,
) -> Rows:
    """Return rows whose statistic is so many times its level."""
    none, nothing = np.full(len(ratios), -np.inf), np.zeros(len(ratios), bool)
    above = np.log(ratios)
    lasting = none if fixed is None else np.log(fixed)
    hold = -np.log(0.7)
    margins = Margins(
        above,
        above + hold,
        lasting,
        lasting + hold,
        np.zeros(len(ratios)) if logs is None else logs,
        nothing if echo is None else echo,
    )
    seconds = BEGIN + np.arange(len(ratios)) * rate
    return Rows(seconds, ~nothing if off is None else ~off, margins, rate)


def begun(alarms: float = UNLIMITED) -> Watch:
    return Watch.begun(BEGIN, alarms_per_month=alarms, usual=0.0)


def judged(rows: Rows, watch: Watch | None = None) -> tuple[Watch, Judgement]:
    return (watch or begun()).through(rows.seconds, rows.on, rows.margins, rate_seconds=rows.rate)


def watched(rows: Rows, window: int = 1, alarms: float = UNLIMITED) -> tuple[list[Watch], Judgement]:
    """Follow rows in windows of so many; return what was known after each, and the verdicts."""
    watch, known, parts = begun(alarms), [], []
    for first in range(0, len(rows.seconds), window):
        watch, part = judged(rows.part(slice(first, first + window)), watch)
        known.append(watch)
        parts.append(part)
    return known, Judgement(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def days(*levels: float, per_day: int = 24) -> np.ndarray:
    """Return one level per day, with a little noise."""
    noise = np.random.default_rng(0).normal(1, 0.02, len(levels) * per_day)
    return np.repeat(levels, per_day) * noise


def drift_of(ratios: np.ndarray, off: np.ndarray | None = None) -> tuple[DriftStatus, np.ndarray]:
    """Return the status at the end, and the rows that said nothing new."""
    watch, found = judged(rows_of(ratios, off=off))
    return watch.regime.status, found.covered


class TestAnotherWayOfRunning:
    def test_the_first_day_tells_nothing(self) -> None:
        status, covered = drift_of(days(5.0))
        assert status is DriftStatus.UNKNOWN
        assert not covered.any()

    def test_rare_alarms_are_no_drift(self) -> None:
        status, covered = drift_of(days(*[0.3] * 9, 5.0, *[0.3] * 9))
        assert status is DriftStatus.STEADY
        assert not covered.any()

    def test_alarms_at_a_lasting_level_are_a_changed_regime(self) -> None:
        watch, _ = judged(rows_of(days(*[0.3] * 8, *[3.0] * 10)))
        assert watch.regime.status is DriftStatus.REGIME_CHANGED
        assert watch.regime.share == pytest.approx(1, abs=0.01)

    def test_its_beginning_is_still_an_alarm(self) -> None:
        _, covered = drift_of(days(*[0.3] * 8, *[3.0] * 10))
        assert not covered[: 9 * 24].any()
        assert covered[13 * 24 :].all()

    def test_alarms_that_rise_are_a_fault_and_are_not_silenced(self) -> None:
        status, covered = drift_of(days(*[0.3] * 8, *np.geomspace(1.1, 8, 10)))
        assert status is DriftStatus.GROWING
        assert not covered.any()

    @pytest.mark.parametrize("hour", range(0, 24, 3))
    def test_growth_is_seen_in_spite_of_a_daily_rhythm(self, hour: int) -> None:
        elapsed = np.arange(18 * 24) / 24
        rhythm = np.exp(0.5 * np.sin(2 * np.pi * elapsed))
        ratios = 2 * np.exp(0.1 * (elapsed - 8)) * rhythm * days(*[1.0] * 18)
        ratios[: 8 * 24 + hour] = 0.3
        status, covered = drift_of(ratios)
        assert status is DriftStatus.GROWING
        assert not covered.any()

    def test_alarms_beyond_measure_are_not_silenced(self) -> None:
        status, covered = drift_of(days(*[0.3] * 8, *[1e5] * 10))
        assert status is DriftStatus.GROWING
        assert not covered.any()

    def test_a_fault_inside_it_is_not_silenced(self) -> None:
        ratios = days(*[0.3] * 8, *[3.0] * 10)
        ratios[16 * 24 : 16 * 24 + 6] *= 3
        _, covered = drift_of(ratios)
        assert not covered[16 * 24 : 16 * 24 + 6].any()
        assert covered[17 * 24 :].all()

    def test_a_plant_that_returns_is_steady_again(self) -> None:
        status, covered = drift_of(days(*[0.3] * 8, *[3.0] * 6, *[0.3] * 9))
        assert status is DriftStatus.STEADY
        assert not covered[-24:].any()

    def test_rows_of_a_machine_that_is_off_are_not_counted(self) -> None:
        off = np.arange(18 * 24) % 24 >= 8
        status, covered = drift_of(days(*[0.3] * 8, *[3.0] * 10), off)
        assert status is DriftStatus.REGIME_CHANGED
        assert not covered[off].any()

    def test_the_first_hours_after_a_long_stop_tell_nothing_new(self) -> None:
        hours = np.arange(16 * 24)
        off = (hours >= 8 * 24) & (hours < 15 * 24)
        status, covered = drift_of(days(*[0.3] * 8, *[3.0] * 8), off)
        assert status is DriftStatus.STEADY
        assert not covered.any()

    def test_it_is_not_forgotten_while_the_machine_is_off(self) -> None:
        hours = np.arange(21 * 24)
        off = (hours >= 13 * 24) & (hours < 20 * 24)
        status, covered = drift_of(days(*[0.3] * 8, *[3.0] * 13), off)
        assert status is DriftStatus.REGIME_CHANGED
        assert covered[20 * 24 :].all()

    @pytest.mark.parametrize(
        ("levels", "status"),
        [
            ([0.3] * 8, DriftStatus.STEADY),
            ([0.3] * 4 + [3.0] * 6, DriftStatus.REGIME_CHANGED),
            ([0.3] * 4 + list(np.geomspace(1.2, 8, 6)), DriftStatus.GROWING),
            ([0.3] * 4 + [3.0] * 5 + [0.3] * 8, DriftStatus.STEADY),
        ],
    )
    def test_rows_of_a_minute_are_told_by_their_hours(self, levels: list[float], status: DriftStatus) -> None:
        known, _ = watched(rows_of(days(*levels, per_day=24 * 60), rate=60.0), 240)
        assert known[-1].regime.status is status


class TestMemory:
    @given(
        levels=st.lists(st.sampled_from([0.3, 1.2, 3.0, 8.0]), min_size=2, max_size=16),
        seed=st.integers(0, 999),
        stopped=st.sampled_from([0.0, 0.1, 0.7]),
        alarms=st.sampled_from([0.5, 2.0, 50.0]),
        window=st.integers(1, 60),
    )
    def test_windows_tell_what_all_rows_at_once_tell(
        self, levels: list[float], seed: int, stopped: float, alarms: float, window: int
    ) -> None:
        random = np.random.default_rng(seed)
        count = len(levels) * 24
        ratios = np.repeat(levels, 24) * random.lognormal(0, 0.3, count)
        rows = rows_of(
            ratios,
            off=random.random(count) < stopped,
            fixed=np.where(random.random(count) < 0.02, 1.5, 0.1),
            logs=np.log(ratios / 3),
            echo=random.random(count) < 0.2,
        )
        gone = random.random(count) > 0.05  # rows that never came
        rows = Rows(rows.seconds[gone], rows.on[gone], Margins(*(column[gone] for column in rows.margins)))
        known, parts = watched(rows, window, alarms)
        watch, whole = judged(rows, begun(alarms))
        for part, all_rows in zip(parts, whole, strict=True):
            np.testing.assert_array_equal(part, all_rows)
        assert known[-1] == watch

    def test_what_lasts_goes_on_in_a_window_of_its_own_too(self) -> None:
        """An alarm raises the bar for the next one, but not that of the event that is open."""
        last = np.arange(8) >= 3
        rows = rows_of(
            np.where(last, 1.1, 2.0), fixed=np.full(8, 1.2), echo=last
        )  # 1.2 is above the bar of this event, and below that of the next
        (*_, watch), parts = watched(rows, 3, alarms=0.5)
        end, whole = judged(rows, begun(0.5))
        assert whole.anomalous.all()
        assert np.array_equal(parts.anomalous, whole.anomalous)
        assert watch == end

    def test_a_week_takes_as_many_hours_as_it_has(self) -> None:
        known, _ = watched(rows_of(days(*[0.3] * 12, per_day=24 * 12), rate=300.0), 6)
        assert max(len(watch.hours) for watch in known) <= 8 * 24
        on = sum(hour.on for hour in known[-1].asked(BEGIN + 12 * DAY).hours)
        assert on == pytest.approx(7 * 24 * 12, abs=12)

    def test_a_status_holds_since_it_was_found(self) -> None:
        known, _ = watched(rows_of(days(*[0.3] * 8, *[3.0] * 6)))
        assert known[0].since == BEGIN
        changed = [watch for watch in known if watch.regime.status is DriftStatus.REGIME_CHANGED]
        (since,) = {watch.since for watch in changed}
        assert (since - BEGIN) % DAY == 0
        assert 10 * DAY <= since - BEGIN <= 12 * DAY

    def test_more_than_a_week_without_rows_begins_anew(self) -> None:
        (*_, watch), _ = watched(rows_of(days(*[0.3] * 5, *[3.0] * 7)))
        assert watch.regime.status is DriftStatus.REGIME_CHANGED
        after = watch.asked(BEGIN + 20 * DAY)
        assert after.regime.status is DriftStatus.UNKNOWN
        assert (after.since, after.due, after.hours) == (BEGIN + 20 * DAY, BEGIN + 21 * DAY, ())

    def test_a_week_without_a_few_days_goes_on(self) -> None:
        (*_, watch), _ = watched(rows_of(days(*[0.3] * 5, *[3.0] * 7)))
        after = watch.asked(BEGIN + 16.5 * DAY)
        assert after.regime.status is DriftStatus.REGIME_CHANGED
        assert after.due == BEGIN + 17 * DAY

    def test_the_next_question_keeps_its_hour(self) -> None:
        assert begun().asked(BEGIN + 1.2 * DAY).due == BEGIN + 2 * DAY


class TestFollowing:
    """The level of the score follows a machine that left its history, but no fault that grows."""

    @staticmethod
    def shifts(logs: np.ndarray) -> list[float]:
        known, _ = watched(rows_of(np.full(len(logs), 0.3), logs=logs), 24)
        return [watch.shift for watch in known]

    def test_it_stays_where_the_history_was(self) -> None:
        random = np.random.default_rng(0)
        assert max(self.shifts(random.normal(-0.5, 0.2, 20 * 24))) == 0

    def test_it_rises_with_what_the_last_week_usually_was(self) -> None:
        logs = np.repeat([0.0, 0.5], 14 * 24) + np.random.default_rng(0).normal(0, 0.02, 28 * 24)
        shifts = self.shifts(logs)
        assert max(shifts[:14]) < 0.05
        assert shifts[-1] == pytest.approx(0.5, abs=0.05)

    def test_it_falls_again(self) -> None:
        logs = np.repeat([0.0, 0.5, -0.1], 14 * 24)
        assert self.shifts(logs)[-1] == 0

    def test_less_than_half_a_week_moves_nothing(self) -> None:
        assert max(self.shifts(np.full(3 * 24, 0.5))) == 0

    def test_it_does_not_take_a_growing_fault_along(self) -> None:
        logs = np.concatenate([np.zeros(14 * 24), np.linspace(0, 4, 20 * 24)])
        assert max(self.shifts(logs)) == 0

    def test_rows_are_held_against_the_level_that_followed(self) -> None:
        logs = np.full(28 * 24, 0.5)
        daily = np.where(np.arange(len(logs)) % 24 == 12, 0.4, -0.1)
        _, found = watched(rows_of(np.exp(daily), logs=logs), 24)
        assert found.anomalous[12]
        assert not found.anomalous[-7 * 24 :].any()

    def test_alarms_that_fill_days_are_not_followed(self) -> None:
        logs = np.full(28 * 24, 0.5)
        known, found = watched(rows_of(np.full(len(logs), 1.5), logs=logs), 24)
        assert found.anomalous.all()
        assert found.covered[-7 * 24 :].all()
        assert known[-1].shift == 0

    def test_what_lasts_is_held_against_levels_that_do_not_follow(self) -> None:
        logs = np.full(28 * 24, 0.5)
        rows = rows_of(
            np.full(len(logs), 0.3), logs=logs, fixed=np.where(np.arange(len(logs)) > 600, 1.2, 0.1)
        )
        _, found = watched(rows, 24)
        assert not found.anomalous[:601].any()
        assert found.anomalous[601:].all()


def test_rows_of_a_machine_that_is_off_have_no_height() -> None:
    off = np.arange(10) == 4
    _, found = judged(rows_of(np.full(10, 5.0), off=off))
    assert np.array_equal(np.isnan(found.height), off)
    assert np.array_equal(found.anomalous, ~off)


def test_an_hour_is_the_mean_of_its_rows() -> None:
    seconds = BEGIN + np.array([0, 1200, 2400, 7200, 7300])
    on = np.array([True, True, False, True, True])
    assert hourly(seconds, np.array([1.0, 3, 9, 4, 6]), on).tolist() == [2, 5]
    assert not len(hourly(seconds, np.ones(5), np.zeros(5, bool)))
