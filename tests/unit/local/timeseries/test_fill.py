from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from l4e_sdk.local.timeseries.fill import fill_forward

NAN = float("nan")
CELLS = st.lists(st.one_of(st.just(NAN), st.floats(-10, 10, width=32)), min_size=1, max_size=30)


def filled(values: list[float], limit: int) -> list[float]:
    """The plain way."""
    result = []
    for row in range(len(values)):
        recent = [value for value in values[max(0, row - limit) : row + 1] if not np.isnan(value)]
        result.append(recent[-1] if recent else NAN)
    return result


@given(CELLS, st.integers(0, 5))
def test_cells_take_the_previous_reading_up_to_the_limit(values: list[float], limit: int):
    block = np.array([values])
    fill_forward(block, limit)
    assert_array_equal(block[0], filled(values, limit))


def test_sensors_are_filled_apart():
    block = np.array([[1.0, NAN], [NAN, 2.0]])
    fill_forward(block, 1)
    assert_array_equal(block, [[1.0, 1.0], [NAN, 2.0]])


def test_nothing_to_fill_is_no_fault():
    fill_forward(np.empty((2, 0)), 1)
