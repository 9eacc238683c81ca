"""Spans of time: aware, in order, in UTC."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime, timedelta, timezone

import pytest

from l4e_sdk import CalendarDuration, InvalidValueError, TimeRange

JANUARY = datetime(2024, 1, 1, tzinfo=UTC)
APRIL = datetime(2024, 4, 1, tzinfo=UTC)


def test_a_range_has_its_ends_and_a_duration():
    quarter = TimeRange(JANUARY, APRIL)
    assert (quarter.start, quarter.end, quarter.duration) == (JANUARY, APRIL, timedelta(days=91))


def test_ends_of_any_zone_are_kept_in_utc():
    east = timezone(timedelta(hours=5, minutes=30))
    start = TimeRange(datetime(2024, 1, 1, 5, 30, tzinfo=east), APRIL).start
    assert (start, start.utcoffset()) == (JANUARY, timedelta(0))


@pytest.mark.parametrize(
    "ends", [(JANUARY.replace(tzinfo=None), APRIL), (JANUARY, APRIL.replace(tzinfo=None))]
)
def test_an_end_without_a_zone_is_refused_with_the_remedy(ends):
    with pytest.raises(InvalidValueError, match=r"no time zone; write .*\+00:00 for UTC"):
        TimeRange(*ends)


@pytest.mark.parametrize("end", [JANUARY, JANUARY - timedelta(seconds=1)])
def test_a_range_ends_after_it_starts(end):
    with pytest.raises(InvalidValueError, match="not after start"):
        TimeRange(JANUARY, end)


def test_what_is_no_moment_is_refused():
    with pytest.raises(InvalidValueError, match="give a datetime"):
        TimeRange("2024-01-01", APRIL)


def test_a_moment_beyond_the_calendar_is_refused():
    edge = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))
    with pytest.raises(InvalidValueError, match="years 1 to 9999"):
        TimeRange(edge, APRIL)


@pytest.mark.parametrize("length", ["P3M", CalendarDuration(months=3), timedelta(days=91)])
def test_a_range_may_be_given_by_its_length(length):
    assert TimeRange.starting(JANUARY, length) == TimeRange(JANUARY, APRIL)


@pytest.mark.parametrize(("moment", "inside"), [(JANUARY, True), (APRIL, False)])
def test_the_first_moment_belongs_to_a_range_and_the_last_does_not(moment, inside):
    assert (moment in TimeRange(JANUARY, APRIL)) is inside


def test_ranges_that_touch_do_not_overlap():
    quarter, next_quarter = TimeRange(JANUARY, APRIL), TimeRange.starting(APRIL, "P3M")
    assert [quarter.overlaps(next_quarter), quarter.overlaps(quarter)] == [False, True]


def test_a_range_prints_as_an_interval():
    assert str(TimeRange(JANUARY, APRIL)) == "2024-01-01T00:00:00+00:00/2024-04-01T00:00:00+00:00"


def test_a_range_pickles_and_is_a_key():
    quarter = TimeRange(JANUARY, APRIL)
    assert {quarter: 1}[pickle.loads(pickle.dumps(quarter))] == 1
