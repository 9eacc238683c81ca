from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from l4e_sdk.local.timeseries.readings import TIME, file_stem, in_order, nothing, span_of
from tests.unit.local.timeseries.files import MINUTE, START, FrameReadings


def frame(*offsets: int) -> pl.DataFrame:
    times = [(START + offset * MINUTE).replace(tzinfo=None) for offset in offsets]
    return pl.DataFrame(
        {TIME: times, "a": range(len(times)), "b": range(len(times))},
        schema_overrides={TIME: pl.Datetime("us")},
    )


@given(st.lists(st.integers(0, 20), max_size=30))
def test_rows_are_put_in_order_and_the_last_of_equals_stays(offsets: list[int]):
    last = {offset: index for index, offset in enumerate(offsets)}
    ordered = in_order(frame(*offsets))
    assert ordered["a"].to_list() == [last[offset] for offset in sorted(last)]


def test_readings_in_memory_are_narrowed_to_range_and_sensors():
    readings = FrameReadings({"press": frame(0, 1, 2, 3)})
    found = readings.scan("press", ("b", "unknown"), START + MINUTE, START + 2 * MINUTE).collect()
    assert (found.columns, found["b"].to_list()) == ([TIME, "b"], [1, 2])


def test_an_unknown_component_has_no_readings():
    assert FrameReadings({}).scan("press").collect().equals(nothing())


def test_the_span_reaches_over_all_components():
    readings = FrameReadings({"press": frame(3, 4), "pump": frame(1, 2), "fan": nothing()})
    assert readings.span() == (START + MINUTE, START + 4 * MINUTE)


def test_nothing_has_no_span():
    assert span_of([nothing()[TIME]]) is None


def test_file_names_differ_where_file_systems_see_no_difference():
    names = ["Pump", "pump", "pump.", "..", ".", "CON", "p" * 200, "p" * 199]
    stems = [file_stem(name) for name in names]
    assert len({stem.lower() for stem in stems}) == len(names)


@given(st.from_regex(r"[0-9a-zA-Z._\-]{1,200}", fullmatch=True))
def test_file_names_are_short_and_plain(name: str):
    stem = file_stem(name)
    assert len(stem) <= 60
    assert set(stem) <= set("abcdefghijklmnopqrstuvwxyz0123456789_-")
