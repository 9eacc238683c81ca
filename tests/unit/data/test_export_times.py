"""Times as plants write them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from l4e_sdk.data import ExportFormat
from l4e_sdk.data.export_times import ExportTimes
from l4e_sdk.errors import InvalidValueError

if TYPE_CHECKING:
    from l4e_sdk.data.export_format import DateOrder

BERLIN = ZoneInfo("Europe/Berlin")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def read(text: str, dates: DateOrder = "dmy", zone: str | None = "UTC", **members: Any) -> datetime | None:
    return ExportTimes(ExportFormat(zone=zone, dates=dates, **members)).read(text, 2)


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
def test_the_same_moment_in_many_forms(text: str, dates: DateOrder):
    assert read(text, dates) == datetime(2024, 1, 31, 13, 5, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["", "°C", "31.02.2024", "1.1.2024 25:00", "1.1.2024 13:00 PM", "2024-01-31", "01-Foo-24", "45322.5"],
)
def test_a_text_that_is_not_a_time_is_none(text: str):
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


@pytest.mark.parametrize(
    ("text", "dates", "members"),
    [
        ("1706702400.25", "unix", {}),
        ("1706702400,25", "unix", {"decimal": ","}),
        ("1.706.702.400,25", "unix", {"decimal": ",", "thousands": "."}),
        (" 1706702400250 ", "unix-ms", {}),
        ("1706702400250.0", "unix-ms", {}),
        ("45322.5000028935", "excel", {}),
        ("45322,5000028935", "excel", {"decimal": ","}),
    ],
)
def test_the_same_moment_as_a_number(text: str, dates: DateOrder, members: dict[str, Any]):
    assert read(text, dates, **members) == datetime(2024, 1, 31, 12, 0, 0, 250_000, tzinfo=UTC)


def test_days_of_excel_are_local_and_the_others_are_not():
    assert read("45322.5", "excel", "Europe/Berlin") == datetime(2024, 1, 31, 11, tzinfo=UTC)
    assert read("1706702400", "unix", None) == datetime(2024, 1, 31, 12, tzinfo=UTC)
    with pytest.raises(InvalidValueError, match=r"the time '45322.5' has no zone"):
        read("45322.5", "excel", None)


MOMENTS = st.datetimes(datetime(1980, 1, 2), datetime(2100, 12, 30)).map(
    lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000, tzinfo=UTC)
)


@given(MOMENTS)
def test_a_moment_that_is_written_as_a_number_is_read_back(moment: datetime):
    milliseconds = (moment - EPOCH) // timedelta(milliseconds=1)
    days = (moment - datetime(1899, 12, 30, tzinfo=UTC)) / timedelta(days=1)
    written: tuple[tuple[DateOrder, str], ...] = (
        ("unix", f"{milliseconds // 1000}.{milliseconds % 1000:03}"),
        ("unix", repr(moment.timestamp())),
        ("unix-ms", str(milliseconds)),
        ("excel", repr(days)),
        ("excel", f"{days:.15g}"),  # as many digits as Excel has
    )
    assert {read(text, dates) for dates, text in written} == {moment}


@given(MOMENTS, MOMENTS, st.sampled_from([0.001, 1, 60]))
def test_local_days_of_excel_are_read_as_the_same_dates_in_words(one: datetime, other: datetime, step: float):
    words = ExportTimes(ExportFormat(zone="Europe/Berlin"))
    numbers = ExportTimes(ExportFormat(zone="Europe/Berlin", dates="excel"))
    for moment in sorted((one, one + timedelta(seconds=step), other)):
        text = f"{moment:%Y-%m-%d %H:%M:%S.%f}"
        days = (moment - datetime(1899, 12, 30, tzinfo=UTC)) / timedelta(days=1)
        assert numbers.read(repr(days), 2) == words.read(text, 2)


def test_the_repeated_hour_is_resolved_for_numbers_too():
    times = ExportTimes(ExportFormat(zone="Europe/Berlin", dates="excel"))
    hours = [
        45592 + hour / 48 for hour in (3, 4, 5, 4, 5, 6)
    ]  # 27.10.2024 01:30, 02:00, 02:30, 02:00, 02:30, 03:00
    found = [times.read(repr(hour), 2) for hour in hours]
    start = datetime(2024, 10, 26, 23, 30, tzinfo=UTC)
    assert found == [start + timedelta(minutes=30 * step) for step in range(6)]


@given(st.decimals(0, 10**13, allow_nan=False, allow_infinity=False, places=3))
def test_no_number_is_a_time_in_two_kinds(number: Decimal):
    found = [read(str(number), dates) for dates in ("unix", "unix-ms", "excel")]
    assert found.count(None) >= 2


@pytest.mark.parametrize("dates", ["unix", "unix-ms", "excel"])
@pytest.mark.parametrize(
    "text",
    ["", "s", "0", "-1706702400", "1.7067E+09", "1e300", "9" * 400, "99999999999999", "1706702400123456", "2024-01-31",
     "12:30", "20240131", "202401311300", "20240131130000"],
)  # fmt: skip
def test_a_number_that_is_not_a_time_is_none(text: str, dates: DateOrder):
    assert read(text, dates) is None


def test_a_number_with_another_decimal_sign_is_refused():
    with pytest.raises(InvalidValueError, match=r"the time '45322.5' looks like a number.*correct decimal="):
        read("45322.5", "excel", decimal=",")


def test_words_for_numbers_are_no_times():
    assert read("AN", "unix", states={"AN": 1706702400}) is None


@pytest.mark.parametrize(
    ("dates", "texts", "told"),
    [
        ("unix", ["1706702400123"], "'1706702400123' is not a time in seconds.*; 1706702400123 is 2024-01-31 in milliseconds since 1970: dates='unix-ms'"),
        ("unix", ["s", "45322.5"], "'s' is not a time in seconds.*; 45322.5 is 2024-01-31 in days of Excel: dates='excel'"),
        ("unix-ms", ["1706702400.5"], "in milliseconds.*1706702400.5 is 2024-01-31 in seconds since 1970: dates='unix'"),
        ("excel", ["1706702400"], "in days of Excel.*in seconds since 1970: dates='unix'"),
        ("ymd", ["", "1706702400", "n"], "with year, month and day.*in seconds since 1970: dates='unix'"),
        ("ymd", ["31.01.2024"], "what comes first with dates='ymd', 'dmy' or 'mdy'.*time_columns="),
        ("unix", ["31.01.2024"], "what comes first with dates='ymd', 'dmy' or 'mdy'.*time_columns="),
        ("dmy", ["45322,5"], "what comes first with"),
    ],
)  # fmt: skip
def test_the_message_names_the_format_in_which_a_number_is_a_time(
    dates: DateOrder, texts: list[str], told: str
):
    times = ExportTimes(ExportFormat(dates=dates))
    for line, text in enumerate(texts, 2):
        assert times.read(text, line) is None
    assert re.search(told, times.refusal())
