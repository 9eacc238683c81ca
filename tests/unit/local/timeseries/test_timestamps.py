from __future__ import annotations

from datetime import datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from l4e_sdk._rules.layout.timestamps import NAMES
from l4e_sdk.local.timeseries import timestamps

DIRECTIVES = {"yyyy": "%Y", "MM": "%m", "dd": "%d", "HH": "%H", "mm": "%M", "ss": "%S"}
MOMENTS = st.datetimes(datetime(1000, 1, 1), datetime(9999, 12, 31))


def written(moment: datetime, name: str) -> str:
    for token, directive in DIRECTIVES.items():
        name = name.replace(token, directive)
    return moment.strftime(name)


def parsed(*texts: str | None) -> list[datetime | None]:
    return timestamps.parse(pl.Series(texts, dtype=pl.String)).to_list()


def test_there_are_21_documented_formats():
    assert len(set(NAMES)) == 21


@given(st.sampled_from(NAMES), st.lists(MOMENTS, min_size=1))
def test_every_format_gives_back_what_was_written(name: str, moments: list[datetime]):
    kept = [moment.replace(microsecond=0, second=moment.second if "ss" in name else 0) for moment in moments]
    assert parsed(*(written(moment, name) for moment in kept)) == kept


@given(st.sampled_from([name for name in NAMES if name.endswith(":ss")]), MOMENTS, st.integers(1, 6))
def test_seconds_may_have_a_fraction(name: str, moment: datetime, digits: int):
    scale = 10 ** (6 - digits)
    kept = moment.replace(microsecond=moment.microsecond // scale * scale)
    assert parsed(f"{written(kept, name)}.{f'{kept.microsecond:06d}'[:digits]}") == [kept]


def test_digits_beyond_microseconds_are_cut_off():
    assert parsed("2023-03-02T04:00:00.123456789") == [datetime(2023, 3, 2, 4, 0, 0, 123456)]


@given(MOMENTS, st.sampled_from(" T"))
def test_dates_with_slashes_need_no_zeros_in_front(moment: datetime, gap: str):
    kept = moment.replace(second=0, microsecond=0)
    text = f"{kept.year}/{kept.month}/{kept.day}{gap}{kept.hour}:{kept.minute:02d}"
    assert parsed(text) == [kept]


@given(st.lists(st.tuples(st.sampled_from(NAMES), MOMENTS), min_size=1, max_size=30))
def test_one_column_may_mix_formats(cells: list[tuple[str, datetime]]):
    kept = [
        (name, moment.replace(microsecond=0, second=moment.second if "ss" in name else 0))
        for name, moment in cells
    ]
    assert parsed(*(written(moment, name) for name, moment in kept)) == [moment for _, moment in kept]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "garbage",
        "2023-02-30 00:00:00",
        "2023-03-02",
        "2023-3-2 04:00:00",
        "2023-03-02T04:00:00Z",
        "2023-03-02T04:00:00+01:00",
        "2023-03-02 24:00:00",
        "2023-03-02 04:60:00",
        "2023-03-02 04:00:60",
        "2023-03-02  04:00:00",
        "+2023-03-02 04:00:00",
        "0023-03-02 04:00:00",
        "02.03.2023 04:00",
        "03/02/2023 04:00",
        "1677729600",
        "2023-03-02 04:00:00,5",
        "2023-03-02 04:00:00.",
        "2023-03-02-04-00",
    ],
)
def test_anything_else_is_unsupported(text: str):
    assert parsed("2023-03-02 04:00:00", text) == [datetime(2023, 3, 2, 4), None]


def test_blanks_around_a_timestamp_do_not_count():
    assert parsed("  2023-03-02 04:00\t") == [datetime(2023, 3, 2, 4)]


def test_the_result_is_microseconds_under_the_name_of_the_column():
    result = timestamps.parse(pl.Series("Timestamp", ["2023-03-02 04:00", None]))
    assert (result.name, result.dtype, result.null_count()) == ("Timestamp", pl.Datetime("us"), 1)


@pytest.mark.parametrize("column", [pl.Series([], dtype=pl.String), pl.Series([None, None])])
def test_a_column_without_texts_has_no_timestamps(column: pl.Series):
    assert timestamps.parse(column).null_count() == len(column)
