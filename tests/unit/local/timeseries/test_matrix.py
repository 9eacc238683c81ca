from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from l4e_sdk.local.timeseries import matrix as module
from l4e_sdk.local.timeseries.matrix import DataLimitError, Matrix, load_matrix
from l4e_sdk.local.timeseries.off_condition import OffCondition, OffConditionError
from l4e_sdk.local.timeseries.readings import TIME, in_order
from l4e_sdk.local.timeseries.schema import Component, DataSchema
from tests.unit.local.timeseries.files import MINUTE, START, FrameReadings

NAN = float("nan")
FIVE = 5 * MINUTE
SECONDS = st.dictionaries(st.integers(0, 3000), st.floats(-100, 100), min_size=1, max_size=60)


def frame(readings: dict[float, object], *sensors: str) -> pl.DataFrame:
    """Readings by minutes after the start: one value, or one per sensor."""
    times = [(START + offset * MINUTE).replace(tzinfo=None) for offset in readings]
    rows = [value if isinstance(value, tuple) else (value,) for value in readings.values()]
    columns = {name: [row[index] for row in rows] for index, name in enumerate(sensors or ("a",))}
    return pl.DataFrame(
        {TIME: times, **columns}, schema={TIME: pl.Datetime("us"), **dict.fromkeys(columns, pl.Float64)}
    )


def load(readings: dict[float, object], rate: timedelta | None = MINUTE, **options: datetime) -> Matrix:
    return load_matrix([FrameReadings({"press": in_order(frame(readings))})], PRESS, rate=rate, **options)


PRESS = DataSchema((Component("press", "Timestamp", ("a",)),))
BOTH = DataSchema((Component("press", "Timestamp", ("a", "b")), Component("pump", "Time", ("amps",))))


def test_a_row_is_the_mean_of_the_interval_before_its_label():
    found = load({0: 100, 1: 1, 3: 2, 5: 6, 6: 7}, FIVE)
    assert found.values[:, 0].tolist() == [100, 3, 7]
    assert found.timestamps.tolist() == [datetime(2023, 3, 1, 0, minute) for minute in (0, 5, 10)]


@given(SECONDS, st.sampled_from([timedelta(seconds=30), MINUTE, FIVE]))
def test_every_interval_with_readings_has_their_mean(values: dict[int, float], rate: timedelta):
    found = load({offset / 60: value for offset, value in values.items()}, rate)
    for label, value in zip(found.timestamps.tolist(), found.values[:, 0], strict=True):
        end = (label - START.replace(tzinfo=None)).total_seconds()
        inside = [one for offset, one in values.items() if end - rate.total_seconds() < offset <= end]
        if inside:
            assert_allclose(value, np.mean(inside), rtol=1e-5, atol=1e-4)


@given(SECONDS, st.randoms())
def test_the_order_of_rows_does_not_matter(values: dict[int, float], random: st.DataObject):
    shuffled = list(values.items())
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    first = load({offset / 60: value for offset, value in values.items()}, FIVE)
    second = load({offset / 60: value for offset, value in shuffled}, FIVE)
    assert_array_equal(first.values, second.values)


@given(SECONDS)
def test_a_grid_has_no_gaps(values: dict[int, float]):
    found = load({offset / 60: value for offset, value in values.items()}, FIVE)
    assert set(np.diff(found.timestamps).tolist()) <= {FIVE}


def test_values_on_the_grid_are_taken_as_they_are():
    values = {index: index / 7 for index in range(100)}
    assert_array_equal(load(values).values[:, 0], np.array(list(values.values()), np.float32))


def missing(found: Matrix) -> list[int]:
    return np.flatnonzero(np.isnan(found.values[:, 0])).tolist()


def test_gaps_are_filled_forward_for_a_quarter_of_an_hour():
    found = load({0: 1, 1: 1, 2: 1, 100: 2})
    assert missing(found) == list(range(18, 100))
    assert found.values[:18, 0].tolist() == [1] * 18


def test_a_slow_sensor_is_filled_between_its_readings():
    assert not missing(load({hour * 60: hour for hour in range(5)}))


def test_at_a_low_rate_three_rows_are_filled():
    assert missing(load({0: 1, 60: 1, 120: 1, 600: 2}, timedelta(hours=1))) == [6, 7, 8, 9]


def test_sensors_stand_in_the_order_of_the_schema_on_one_grid():
    source = FrameReadings({"pump": frame({2: 9}, "amps"), "press": frame({0: (1, 2), 1: (3, 4)}, "b", "a")})
    found = load_matrix([source], BOTH, rate=MINUTE)
    assert found.sensors == ("press\\a", "press\\b", "pump\\amps")
    assert_array_equal(found.values, np.array([[2, 1, NAN], [4, 3, NAN], [4, 3, 9]], np.float32))


def test_a_sensor_or_component_without_readings_is_missing_throughout():
    found = load_matrix([FrameReadings({"press": frame({0: 1, 1: 2})})], BOTH, rate=MINUTE)
    assert np.isnan(found.values).all(axis=0).tolist() == [False, True, True]


def test_missing_cells_in_a_row_are_filled_too():
    assert load({0: 1, 1: None, 2: 3}).values[:, 0].tolist() == [1, 1, 3]


def test_an_earlier_source_wins():
    data, later = (
        FrameReadings({"press": frame({0: 1, 1: 2})}),
        FrameReadings({"press": frame({1: 20, 2: 30})}),
    )
    assert load_matrix([data, later], PRESS, rate=MINUTE).values[:, 0].tolist() == [1, 2, 30]


def test_only_readings_of_the_range_are_used_ends_included():
    found = load(
        {index: index for index in range(20)}, FIVE, start=START + 5 * MINUTE, end=START + 12 * MINUTE
    )
    assert found.values[:, 0].tolist() == [5, 8, 11.5]


def test_the_rate_is_the_datas_own_unless_given():
    assert load({0: 1, 5: 2, 10: 3}, None).rate == FIVE


def test_no_readings_are_no_rows():
    found = load({}, None)
    assert (found.values.shape, found.off.shape, found.timestamps.shape) == ((0, 1), (0,), (0,))


def test_arrays_have_the_documented_types():
    found = load({0: 1})
    assert (found.values.dtype, found.timestamps.dtype) == (np.float32, np.dtype("datetime64[us]"))


def test_numbers_beyond_single_precision_are_missing():
    assert np.isnan(load({0: 1e300}).values).all()


def test_a_counter_that_has_come_far_is_kept_in_double_precision_too():
    counter = {minute: 1e9 + minute / 2 for minute in range(10)}
    assert load(counter).precise["press\\a"].tolist() == list(counter.values())
    assert load(counter, FIVE).precise["press\\a"].tolist() == [1e9, 1e9 + 1.5, 1e9 + 3.75]


def test_what_single_precision_can_tell_is_not_kept_twice():
    assert not load({minute: 20 + minute / 2 for minute in range(10)}).precise


def test_sensors_can_be_named_that_are_kept_in_double_precision():
    source = FrameReadings({"press": frame({0: (1, 1e9), 3: (None, 1e9 + 0.5), 30: (3, 1e9 + 1)}, "a", "b")})
    found = load_matrix([source], BOTH, rate=MINUTE, precise=("press\\a", "press\\unknown"))
    assert list(found.precise) == ["press\\a"]
    assert_array_equal(found.precise["press\\a"].astype(np.float32), found.values[:, 0])


def test_readings_in_single_precision_are_kept_once_whatever_is_named():
    readings = frame({minute: 1e9 + minute / 2 for minute in range(10)}).cast({"a": pl.Float32})
    for rate in (MINUTE, FIVE):
        assert not load_matrix(
            [FrameReadings({"press": readings})], PRESS, rate=rate, precise=("press\\a",)
        ).precise


def test_portions_do_not_change_the_result(monkeypatch: pytest.MonkeyPatch):
    source = FrameReadings({"press": frame({0: (1, 2), 7: (3, 4)}, "a", "b"), "pump": frame({3: 5}, "amps")})
    whole = load_matrix([source], BOTH, rate=MINUTE)
    monkeypatch.setattr(module, "_CELLS_AT_ONCE", 1)
    assert_array_equal(load_matrix([source], BOTH, rate=MINUTE).values, whole.values)


def test_too_many_rows_are_refused():
    with pytest.raises(DataLimitError, match="at most 1,500,000"):
        load({0: 1, 60 * 24 * 30: 2}, timedelta(seconds=1))


def test_too_many_sensors_are_refused():
    wide = DataSchema((Component("press", "t", tuple(f"s{index}" for index in range(301))),))
    with pytest.raises(DataLimitError, match="301 sensors are selected; a model can have 300"):
        load_matrix([FrameReadings({})], wide)


def test_a_naive_range_is_refused():
    with pytest.raises(ValueError, match="add tzinfo"):
        load({0: 1}, start=datetime(2023, 3, 1))


def off(speeds: dict[float, object], rate: timedelta = MINUTE, rows: int = 6) -> list[bool]:
    source = FrameReadings(
        {"press": frame(dict.fromkeys(map(float, range(rows)), 1)), "pump": frame(speeds, "speed")}
    )
    condition = OffCondition("pump", "speed", "<", 10.0)
    return load_matrix([source], PRESS, rate=rate, off_condition=condition).off.tolist()


def test_the_machine_is_off_while_the_latest_reading_says_so():
    assert off({1: 5, 3: 50, 5: 9}) == [False, True, True, False, False, True]


def test_the_latest_reading_of_an_interval_counts_not_the_mean():
    assert off({4.2: 100, 4.8: 5}) == [False] * 5 + [True]


def test_a_missing_reading_leaves_the_machine_as_it_was():
    assert off({1: 5, 2: None}) == [False, True, True, True, True, True]


def test_readings_before_the_first_row_and_after_the_last_are_no_fault():
    assert off({-10: 50, -5: 5, 3: 50, 99: 5}) == [True, True, True, False, False, False]


def test_without_a_condition_the_machine_is_on():
    assert not load({0: 1}).off.any()


def test_a_condition_on_a_sensor_without_data_is_refused():
    condition = OffCondition("pump", "speed", "<", 10.0)
    with pytest.raises(OffConditionError, match=r"lacks the sensor of the off-condition pump\\speed < 10"):
        load_matrix([FrameReadings({"press": frame({0: 1})})], PRESS, off_condition=condition)


def test_rows_with_a_reading_of_any_sensor_are_measured():
    readings = {0: (1, 2), 1: (None, 3), 2: (None, None), 5: (4, None)}
    found = load_matrix([FrameReadings({"press": frame(readings, "a", "b")})], BOTH, rate=MINUTE)
    assert found.measured is not None
    assert found.measured.tolist() == [True, True, False, False, False, True]
    part = found.measured_in(slice(1, 3))
    assert part is not None
    assert part.tolist() == [True, False]


def test_a_component_that_is_read_more_often_measures_the_rows_of_the_others():
    source = FrameReadings(
        {"pump": frame({0: 9, 4: 9}, "amps"), "press": frame({0: (1, 2), 2: (3, 4)}, "b", "a")}
    )
    found = load_matrix([source], BOTH, rate=MINUTE)
    assert found.measured is not None
    assert found.measured.tolist() == [True, False, True, False, True]
