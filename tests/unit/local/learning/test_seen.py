"""Which windows have a reading, whatever is in their cells."""

from __future__ import annotations

from datetime import datetime

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from l4e_sdk.local.learning.seen import unseen
from l4e_sdk.local.timeseries.off_condition import OffCondition
from l4e_sdk.local.timeseries.readings import TIME

CONDITION = OffCondition("m", "c", "<", 1)
LOOKED_AT = frozenset({"m\\a", "m\\b"})

no_readings = st.sampled_from([None, 1e308, -4e38])
readings = st.floats(-1e6, 1e6)


def window(*rows: tuple[float | None, ...]) -> dict[str, pl.DataFrame]:
    columns = dict(zip("abc", zip(*rows, strict=True), strict=True))
    times = {TIME: [datetime(2024, 1, 1, hour) for hour in range(len(rows))]}
    return {"m": pl.DataFrame({**times, **columns}, schema_overrides=dict.fromkeys("abc", pl.Float64))}


@given(
    st.lists(st.tuples(no_readings, no_readings, st.one_of(no_readings, readings)), min_size=1, max_size=12)
)
def test_a_window_of_cells_that_are_no_readings_is_unseen(rows: list[tuple[float | None, ...]]):
    found = unseen(window(*rows), LOOKED_AT, CONDITION)
    assert found is not None
    frame = found.rows["m"]
    assert frame["a"].null_count() == frame["b"].null_count() == len(rows)
    off = [row[2] for row in rows if row[2] is not None and abs(row[2]) < 1e38]
    assert frame["c"].drop_nulls().to_list() == off
    assert found.says_off == bool(off)


@given(
    st.lists(st.tuples(no_readings, no_readings, no_readings), min_size=1, max_size=12),
    st.integers(0),
    st.integers(0, 1),
    readings,
)
def test_one_reading_anywhere_is_enough(
    rows: list[tuple[float | None, ...]], row: int, column: int, reading: float
):
    cells = list(rows[row % len(rows)])
    cells[column] = reading
    rows[row % len(rows)] = tuple(cells)
    assert (unseen(window(*rows), LOOKED_AT, None) is None) == (
        reading not in {-999.25, -32768, *(-float("9" * digits) for digits in range(3, 7))}
    )


def test_a_number_that_a_counter_passes_is_a_reading_though_another_sensor_has_none():
    assert unseen(window((999_999.0, 1e308, None)), LOOKED_AT, None) is None
    assert unseen(window((999_999.0, 999_999.0, None)), LOOKED_AT, None) is not None


def test_a_sensor_that_the_model_does_not_look_at_does_not_count():
    rows = window((None, None, 20.0))
    assert unseen(rows, LOOKED_AT, None) is not None
    assert unseen(rows, LOOKED_AT | {"m\\c"}, None) is None


def test_a_placeholder_beside_a_reading_leaves_the_window_as_it_is():
    assert unseen(window((-9999.0, 20.0, None)), LOOKED_AT, None) is None


def test_placeholders_become_empty_cells():
    found = unseen(window((-9999.0, -9999.0, 0.5), (-9999.0, None, -9999.0)), LOOKED_AT, CONDITION)
    assert found is not None
    assert found.rows["m"]["a"].to_list() == [None, None]
    assert found.rows["m"]["c"].to_list() == [0.5, None]
    assert found.says_off
