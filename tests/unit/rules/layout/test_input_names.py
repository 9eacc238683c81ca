from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from l4e_sdk._rules.layout.input_names import InputNames, parse_offset

NAMES = st.builds(
    InputNames,
    st.sampled_from(["", "live/", "live/in/"]),
    st.sampled_from(["-", "_", " ", ""]),
    st.sampled_from(["EPOCH", "yyyy-MM-dd-HH-mm-ss", "yyyyMMddHHmmss"]),
    st.integers(-24, 24).map(lambda halves: timedelta(minutes=30 * halves)),
)
COMPONENTS = st.from_regex(r"[0-9a-zA-Z._\-]{1,20}", fullmatch=True)
MOMENTS = st.datetimes(datetime(2002, 1, 1), datetime(2200, 1, 1)).map(
    lambda moment: moment.replace(microsecond=0, tzinfo=UTC)
)
MOMENT = datetime(2024, 3, 11, 13, tzinfo=UTC)


@given(NAMES, COMPONENTS, MOMENTS)
def test_a_name_says_what_was_written(names: InputNames, component: str, moment: datetime):
    assert names.parse(names.key(component, moment)) == (component, moment)


@pytest.mark.parametrize(
    ("names", "key"),
    [
        (InputNames(), "press-07-20240311130000.csv"),
        (InputNames("live/in/", "_"), "live/in/press-07_20240311130000.csv"),
        (InputNames(delimiter="_", offset=timedelta(hours=5, minutes=30)), "press-07_20240311183000.csv"),
        (InputNames(delimiter="", timestamp_format="yyyy-MM-dd-HH-mm-ss"), "press-072024-03-11-13-00-00.csv"),
        (InputNames(timestamp_format="EPOCH", offset=timedelta(hours=2)), "press-07-1710162000.csv"),
    ],
)
def test_names_are_made_as_the_service_expects_them(names: InputNames, key: str):
    assert names.key("press-07", MOMENT) == key


@pytest.mark.parametrize(
    "key",
    [
        "live/press_20240311130000.csv",
        "live/in/press_20240311130000.txt",
        "live/in/press_20240311130000",
        "live/in/deeper/press_20240311130000.csv",
        "live/in/press-20240311130000.csv",
        "live/in/press_2024031113000.csv",
        "live/in/press_202403111300000.csv",
        "live/in/press_20240231130000.csv",
        "live/in/press_2024031113000x.csv",
        "live/in/_20240311130000.csv",
        "live/in/20240311130000.csv",
        "live/in/",
        "",
    ],
)
def test_a_file_named_otherwise_means_nothing(key: str):
    assert InputNames("live/in/", "_").parse(key) is None


def test_local_time_before_the_calendar_means_nothing():
    assert InputNames(offset=timedelta(hours=12)).parse("press-00010101000000.csv") is None


@pytest.mark.parametrize(
    ("text", "minutes"), [(None, 0), ("+00:00", 0), ("-00:00", 0), ("+05:30", 330), ("-12:00", -720)]
)
def test_an_offset_is_read(text: str | None, minutes: int):
    assert parse_offset(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["", "05:30", "+5:30", "+05:60", "UTC", "+05:30 "])
def test_an_offset_written_otherwise_is_refused(text: str):
    with pytest.raises(ValueError, match="write for example"):
        parse_offset(text)
