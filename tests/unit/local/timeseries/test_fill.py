from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from l4e_sdk.local.timeseries.fill import fill_forward

NAN = float("nan")
CELLS = st.lists(st.one_of(st.just(NAN), st.floats(-10, 10, width=32)), min_size=1, max_size=30)


def filled(values: list[float]) -> list[float]:
    """The plain way."""
    result, latest = [], NAN
    for value in values:
        latest = latest if np.isnan(value) else value
        result.append(latest)
    return result


@given(CELLS)
def test_cells_take_the_previous_reading(values: list[float]):
    block = np.array([values])
    fill_forward(block, 3)
    assert_array_equal(block[0], filled(values))


@given(CELLS, st.integers(0, 5))
def test_cells_are_stale_beyond_the_limit(values: list[float], limit: int):
    stale = fill_forward(np.array([values]), limit)[0]
    for row in range(len(values)):
        recent = values[max(0, row - limit) : row + 1]
        before = values[: row + 1]
        assert stale[row] == (np.all(np.isnan(recent)) and not np.all(np.isnan(before)))


def test_sensors_are_filled_apart():
    block = np.array([[1.0, NAN], [NAN, 2.0]])
    fill_forward(block, 1)
    assert_array_equal(block, [[1.0, 1.0], [NAN, 2.0]])


def test_nothing_to_fill_is_no_fault():
    assert fill_forward(np.empty((2, 0)), 1).shape == (2, 0)
