from __future__ import annotations

from datetime import timedelta

import numpy as np
import polars as pl
import pytest

from l4e_sdk.local.timeseries.rate import RATES, Sampling, fitting_rate, native_rate
from l4e_sdk.local.timeseries.readings import TIME
from l4e_sdk.local.timeseries.schema import Component, DataSchema
from tests.unit.local.timeseries.files import START, FrameReadings

SECOND = timedelta(seconds=1)


def readings(**seconds: list[float]) -> tuple[FrameReadings, DataSchema]:
    frames = {
        name: pl.DataFrame({TIME: [(START + offset * SECOND).replace(tzinfo=None) for offset in offsets]})
        for name, offsets in seconds.items()
    }
    return FrameReadings(frames), DataSchema(tuple(Component(name, "t", ("a",)) for name in seconds))


def rate(**seconds: list[float]) -> timedelta:
    source, schema = readings(**seconds)
    return native_rate([source], schema)


@pytest.mark.parametrize(
    ("spacing", "expected"),
    [(0.1, 1), (1, 1), (1.02, 1), (2, 5), (57, 60), (60, 60), (63, 60), (64, 300), (300, 300), (900, 900), (3600, 3600), (86_400, 3600)],
)  # fmt: skip
def test_the_rate_is_the_finest_that_is_not_finer_than_the_spacing(spacing: float, expected: int):
    assert rate(press=[index * spacing for index in range(20)]) == expected * SECOND


def test_gaps_do_not_count():
    assert rate(press=[0, 60, 120, 180, 100_000, 100_060]) == 60 * SECOND


def test_the_component_that_was_read_most_often_decides():
    assert rate(press=[0, 3600, 7200], pump=[0, 60, 120]) == 60 * SECOND


def test_a_single_row_has_one_minute():
    assert rate(press=[0]) == 60 * SECOND


def test_only_the_range_asked_for_counts():
    source, schema = readings(press=[0, 60, 120, 7200, 10_800])
    assert native_rate([source], schema, start=START + timedelta(hours=2)) == timedelta(hours=1)


def test_a_long_series_gets_a_lower_rate():
    first = np.datetime64("2020-01-01", "us")
    year = Sampling(first, first + np.timedelta64(365, "D"), SECOND)
    assert fitting_rate([year]) == 30 * SECOND


def test_the_rates_are_those_of_the_service_finest_first():
    assert [one // SECOND for one in RATES] == [1, 5, 10, 15, 30, 60, 300, 600, 900, 1800, 3600]
