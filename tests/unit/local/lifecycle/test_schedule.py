from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import assume, given
from hypothesis import strategies as st

from l4e_sdk.local.lifecycle.schedule import next_retraining, next_window, offset_of
from l4e_sdk.local.store.descriptions import StoredInferenceScheduler, StoredRetrainingScheduler
from tests.support.stored import stored

MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
FREQUENCIES = st.sampled_from([timedelta(minutes=minutes) for minutes in (5, 10, 15, 30, 60)])


@given(MOMENTS, FREQUENCIES)
def test_the_next_window_ends_after_the_moment_and_begins_at_or_before_it(
    moment: datetime, frequency: timedelta
) -> None:
    window = next_window(frequency, moment)
    assert window.start <= moment < window.end


@given(MOMENTS, FREQUENCIES)
def test_windows_are_cut_from_the_full_hour(moment: datetime, frequency: timedelta) -> None:
    window = next_window(frequency, moment)
    assert (window.end - window.end.replace(minute=0, second=0, microsecond=0)) % frequency == timedelta(0)
    assert window.length == frequency


def test_a_scheduler_that_starts_on_a_boundary_waits_for_the_next_one() -> None:
    nine = datetime(2024, 3, 11, 9, tzinfo=UTC)
    assert next_window(timedelta(minutes=5), nine).end == nine + timedelta(minutes=5)


@given(
    start=st.datetimes(datetime(2000, 1, 1), datetime(2050, 1, 1), timezones=st.just(UTC)),
    months=st.integers(0, 12),
    days=st.integers(0, 40),
    later=st.integers(-400 * 86_400, 4000 * 86_400),
)
def test_a_retraining_is_the_first_whole_number_of_steps_after_the_start_date(
    start: datetime, months: int, days: int, later: int
) -> None:
    assume(months or days >= 30)
    after = start + timedelta(seconds=later)
    step, first = (
        relativedelta(months=months, days=days),
        start.replace(hour=0, minute=0, second=0, microsecond=0),
    )
    dates = (first + step * count for count in range(1000))
    expected = next(date for date in dates if date > after)
    assert next_retraining(scheduler(start, f"P{months}M{days}D"), after) == expected


def scheduler(start: datetime, frequency: str) -> StoredRetrainingScheduler:
    return stored(StoredRetrainingScheduler, retraining_start_date=start, retraining_frequency=frequency)


@pytest.mark.parametrize(
    ("start", "frequency", "after", "expected"),
    [
        ((2024, 3, 10), "P1M", (2024, 3, 1), (2024, 3, 10)),
        ((2024, 3, 10), "P1M", (2024, 3, 10), (2024, 4, 10)),
        ((2024, 1, 31), "P1M", (2024, 2, 1), (2024, 2, 29)),
        ((2024, 1, 31), "P1M", (2024, 2, 29), (2024, 3, 31)),
        ((2024, 1, 1), "P3M15D", (2024, 1, 1), (2024, 4, 16)),
        ((2024, 2, 29), "P1Y", (2024, 3, 1), (2025, 2, 28)),
        ((2024, 2, 29), "P1Y", (2027, 3, 1), (2028, 2, 29)),
    ],
)
def test_retraining_dates_are_counted_from_the_start_date(
    start: tuple[int, int, int], frequency: str, after: tuple[int, int, int], expected: tuple[int, int, int]
) -> None:
    found = next_retraining(scheduler(datetime(*start, tzinfo=UTC), frequency), datetime(*after, tzinfo=UTC))
    assert found == datetime(*expected, tzinfo=UTC)


@pytest.mark.parametrize("minutes", [0, 7])
def test_a_run_begins_its_offset_after_the_window(minutes: int) -> None:
    scheduler = stored(StoredInferenceScheduler, data_delay_offset_in_minutes=minutes)
    assert offset_of(scheduler) == timedelta(minutes=minutes)
