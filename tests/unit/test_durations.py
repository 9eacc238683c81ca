"""ISO 8601 durations, as lengths and as steps in the calendar."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from l4e_sdk._botocore_data import ServiceDescription
from l4e_sdk._durations import CalendarDuration, format_duration, later, parse_duration
from l4e_sdk.errors import InvalidValueError, L4EError

COUNTS = st.integers(0, 999)


@given(st.builds(CalendarDuration, COUNTS, COUNTS, COUNTS))
def test_a_calendar_duration_reads_what_it_writes(duration):
    assert CalendarDuration.parse(str(duration)) == duration


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("P3M15D", (0, 3, 15)),
        ("P1Y", (1, 0, 0)),
        ("P150D", (0, 0, 150)),
        ("P1Y2M3D", (1, 2, 3)),
        ("P0D", (0, 0, 0)),
    ],
)
def test_a_calendar_duration_is_read(text, parts):
    assert CalendarDuration.parse(text) == CalendarDuration(*parts)


@pytest.mark.parametrize(
    "text",
    ["P", "", "P1", "1M", "P1M ", "P-1M", "P1D1M", "PT5M", "P1W", "P1DT1H", "p1m", "P\u0661M", "P1.5M"],
)
def test_any_other_calendar_duration_is_refused(text):
    with pytest.raises(InvalidValueError, match="P3M15D"):
        CalendarDuration.parse(text)


@pytest.mark.parametrize("count", [-1, 1.0, True, "1"])
def test_a_calendar_duration_counts_in_whole_numbers(count):
    with pytest.raises(InvalidValueError, match="months"):
        CalendarDuration(months=count)


@pytest.mark.parametrize(
    ("start", "text", "end"),
    [
        (date(2025, 1, 31), "P1M", date(2025, 2, 28)),
        (date(2024, 1, 31), "P1M", date(2024, 2, 29)),
        (date(2024, 2, 29), "P1Y", date(2025, 2, 28)),
        (date(2025, 11, 15), "P3M15D", date(2026, 3, 2)),
        (date(2025, 1, 31), "P1M1D", date(2025, 3, 1)),
        (date(2025, 12, 1), "P13M", date(2027, 1, 1)),
        (date(2025, 6, 1), "P0D", date(2025, 6, 1)),
    ],
)
def test_a_calendar_duration_is_added_as_a_calendar_does(start, text, end):
    assert CalendarDuration.parse(text).add_to(start) == end


def test_adding_to_a_moment_keeps_its_time_and_zone():
    moment = datetime(2025, 1, 31, 7, 30, tzinfo=UTC)
    assert CalendarDuration(months=1).add_to(moment) == datetime(2025, 2, 28, 7, 30, tzinfo=UTC)


@pytest.mark.parametrize("duration", [CalendarDuration(years=8000), CalendarDuration(days=10**9)])
def test_the_end_of_the_calendar_is_an_error(duration):
    with pytest.raises(InvalidValueError, match="9999"):
        duration.add_to(date(2025, 1, 1))


@given(COUNTS, COUNTS)
def test_years_and_months_are_counted_in_days_as_the_service_does(years, months):
    assert CalendarDuration(years, months, 1).approximate_days == 365 * years + 30 * months + 1


def test_a_calendar_duration_is_a_value():
    duration = CalendarDuration(1, 2, 3)
    assert {duration, copy.copy(duration), pickle.loads(pickle.dumps(duration))} == {duration}


@pytest.mark.parametrize("shape", ["DataUploadFrequency", "TargetSamplingRate"])
def test_every_duration_of_the_service_survives_the_round_trip(shape):
    values = ServiceDescription.load().shapes[shape].enum
    assert [format_duration(parse_duration(value)) for value in values] == list(values)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("P180D", timedelta(days=180)),
        ("PT90M", timedelta(minutes=90)),
        ("P1DT2H3M4.5S", timedelta(days=1, hours=2, minutes=3, seconds=4.5)),
        ("P2W", timedelta(weeks=2)),
        ("PT0S", timedelta(0)),
    ],
)
def test_a_length_is_read(text, length):
    assert parse_duration(text) == length


@given(st.timedeltas(min_value=timedelta(0)))
def test_a_length_reads_what_it_writes(length):
    assert parse_duration(format_duration(length)) == length


@pytest.mark.parametrize("text", ["P1M", "P1Y", "P1Y1D"])
def test_months_and_years_have_no_length(text):
    with pytest.raises(InvalidValueError, match="no fixed length"):
        parse_duration(text)


@pytest.mark.parametrize(
    "text", ["", "P", "PT", "P1DT", "5M", "PT5", "PT-5M", "PT5M\n", "P9999999999D", "PT1.5H"]
)
def test_any_other_length_is_refused(text):
    with pytest.raises(InvalidValueError, match="PT5M"):
        parse_duration(text)


def test_a_length_beyond_counting_is_refused():
    with pytest.raises(InvalidValueError, match="shorter"):
        parse_duration("P999999999W")


def test_a_negative_length_is_not_written():
    with pytest.raises(InvalidValueError, match="negative"):
        format_duration(timedelta(seconds=-1))


@pytest.mark.parametrize(
    ("by", "end"),
    [
        ("P1M", datetime(2025, 2, 28, tzinfo=UTC)),
        ("P1MT6H", datetime(2025, 2, 28, 6, tzinfo=UTC)),
        ("P1W", datetime(2025, 2, 7, tzinfo=UTC)),
        (timedelta(hours=1), datetime(2025, 1, 31, 1, tzinfo=UTC)),
        (CalendarDuration(years=1), datetime(2026, 1, 31, tzinfo=UTC)),
    ],
)
def test_later_adds_any_kind_of_duration(by, end):
    assert later(datetime(2025, 1, 31, tzinfo=UTC), by) == end


def test_later_does_not_leave_the_calendar():
    with pytest.raises(InvalidValueError, match="shorter"):
        later(datetime(2025, 1, 31, tzinfo=UTC), timedelta.max)


def test_a_bad_duration_is_an_error_of_this_package_and_a_value_error():
    assert issubclass(InvalidValueError, L4EError)
    assert issubclass(InvalidValueError, ValueError)
