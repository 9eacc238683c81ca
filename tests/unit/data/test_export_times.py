"""Times as plants write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from l4e_sdk.data import ExportFormat
from l4e_sdk.data.export_times import ExportTimes
from l4e_sdk.errors import InvalidValueError

BERLIN = ZoneInfo("Europe/Berlin")


def read(text: str, dates: str = "dmy", zone: str | None = "UTC") -> datetime | None:
    return ExportTimes(ExportFormat(zone=zone, dates=dates)).read(text, 2)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("31.01.2024 13:05:07", "dmy"),
        ("31-Jan-24 13:05:07", "dmy"),
        ("31/1/2024 01:05:07 PM", "dmy"),
        ("1/31/2024 1:05:07 p.m.", "mdy"),
        (" 2024/01/31T13:05:07Z ", "ymd"),
        ("2024-01-31 15:35:07+02:30", "ymd"),
        ("31.01.2024, 13:05:07.000", "dmy"),
    ],
)
def test_the_same_moment_in_many_forms(text: str, dates: str):
    assert read(text, dates) == datetime(2024, 1, 31, 13, 5, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["", "°C", "31.02.2024", "1.1.2024 25:00", "1.1.2024 13:00 PM", "2024-01-31", "01-Foo-24", "45322.5"],
)
def test_what_is_no_time_is_none(text: str):
    assert read(text) is None


def test_a_zone_is_asked_for_and_never_assumed():
    with pytest.raises(InvalidValueError, match="zone='Europe/Berlin'"):
        read("31.01.2024 13:00", zone=None)
    assert read("31.01.2024 13:00Z", zone=None) == datetime(2024, 1, 31, 13, tzinfo=UTC)


@given(st.integers(1, 60), st.integers(0, 3000))
def test_local_times_that_ascend_are_read_back_through_both_changes_of_clocks(step: int, offset: int):
    times = ExportTimes(ExportFormat(zone="Europe/Berlin", dates="dmy"))
    for start in (datetime(2024, 10, 26, tzinfo=UTC), datetime(2024, 3, 30, tzinfo=UTC)):
        moments = [start + timedelta(minutes=offset % step + minute) for minute in range(0, 2880, step)]
        texts = [f"{moment.astimezone(BERLIN):%d.%m.%Y %H:%M}" for moment in moments]
        assert [times.read(text, 2, str(start)) for text in texts] == moments


def test_the_hour_that_comes_twice_is_counted():
    times = ExportTimes(ExportFormat(zone="Europe/Berlin", dates="dmy"))
    texts = ("27.10.2024 02:30", "27.10.2024 02:45", "27.10.2024 02:30")
    assert [moment and moment.hour for moment in (times.read(text, 5) for text in texts)] == [0, 0, 1]
    assert (times.repeated.count, times.repeated.line, times.lost.count) == (3, 5, 0)


def test_an_hour_that_clocks_skip_is_lost():
    times = ExportTimes(ExportFormat(zone="Europe/Berlin", dates="dmy"))
    assert times.read("31.03.2024 02:30", 9) is None
    assert (times.lost.count, times.lost.line) == (1, 9)


def test_nobody_can_tell_the_hours_of_rows_that_descend():
    times = ExportTimes(ExportFormat(zone="Europe/Berlin", dates="dmy"))
    assert times.read("27.10.2024 03:00", 2) == datetime(2024, 10, 27, 2, tzinfo=UTC)
    assert times.read("27.10.2024 02:30", 3) is None
    assert times.lost.count == 1


def test_series_do_not_follow_each_other():
    times = ExportTimes(ExportFormat(zone="Europe/Berlin", dates="dmy"))
    assert times.read("27.10.2024 23:00", 2, "a")
    assert times.read("27.10.2024 02:30", 3, "b") == datetime(2024, 10, 27, 0, 30, tzinfo=UTC)
