from __future__ import annotations

import polars as pl

from l4e_sdk.local.timeseries.joining import joined
from l4e_sdk.local.timeseries.readings import TIME
from tests.unit.local.timeseries.files import MINUTE, START, FrameReadings


def readings(values: dict[int, float], sensor: str = "a") -> FrameReadings:
    times = [(START + offset * MINUTE).replace(tzinfo=None) for offset in values]
    frame = pl.DataFrame(
        {TIME: times, sensor: list(values.values())}, schema_overrides={TIME: pl.Datetime("us")}
    )
    return FrameReadings({"press": frame})


def test_sources_complement_each_other_in_order():
    found = joined([readings({5: 5, 6: 6}), readings({1: 1, 2: 2})], "press", ("a",))
    assert found["a"].to_list() == [1, 2, 5, 6]


def test_the_earlier_source_wins():
    found = joined([readings({1: 1, 2: 2}), readings({2: 20, 3: 30}), readings({3: 300})], "press", ("a",))
    assert found["a"].to_list() == [1, 2, 30]


def test_a_source_without_rows_changes_nothing():
    found = joined([FrameReadings({}), readings({1: 1}), FrameReadings({})], "press", ("a",))
    assert found["a"].to_list() == [1]


def test_a_sensor_that_one_source_lacks_is_missing_there():
    found = joined([readings({1: 1}), readings({2: 2}, "b")], "press", ("a", "b"))
    assert found.select("a", "b").rows() == [(1, None), (None, 2)]


def test_a_sensor_that_no_source_has_is_left_out():
    assert joined([readings({1: 1})], "press", ("a", "zz")).columns == [TIME, "a"]


def test_the_range_holds_for_all_sources():
    found = joined(
        [readings({1: 1, 5: 5}), readings({2: 2, 6: 6})],
        "press",
        ("a",),
        START + 2 * MINUTE,
        START + 5 * MINUTE,
    )
    assert found["a"].to_list() == [2, 5]
