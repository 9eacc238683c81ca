from __future__ import annotations

from datetime import datetime

import numpy as np
import polars as pl
import pytest

from l4e_sdk.local.timeseries.precision import compacted
from l4e_sdk.local.timeseries.readings import TIME


def kept(values: list[float | None] | np.ndarray) -> pl.DataFrame:
    frame = pl.DataFrame(
        {TIME: [datetime(2023, 3, 1)] * len(values), "a": pl.Series(values, dtype=pl.Float64)}
    )
    return compacted(frame)


@pytest.mark.parametrize(
    "values",
    [np.random.default_rng(0).normal(101_325, 50, 100), [0.1, 0.2, None, 0.3], [5.0, 5.0], [], [None, None]],
)
def test_ordinary_sensors_need_half_the_bits(values: list[float | None] | np.ndarray):
    assert kept(values)["a"].dtype == pl.Float32


def test_a_large_counter_keeps_every_step():
    counter = 1e9 + np.arange(100.0)
    assert kept(counter)["a"].to_list() == counter.tolist()


@pytest.mark.parametrize("values", [[1e300, 2e300], [-1.7e308, 1.7e308], [0.1, 0.1], [1_000_000_001.0]])
def test_values_that_would_change_stay_as_they_are(values: list[float]):
    assert kept(values)["a"].to_list() == values


def test_time_is_left_alone():
    assert kept([1.0])[TIME].dtype == pl.Datetime("us")
