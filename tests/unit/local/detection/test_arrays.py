from __future__ import annotations

import numpy as np
import pytest

from l4e_sdk.local.detection.arrays import checked_mask, checked_times, checked_values
from l4e_sdk.local.detection.errors import InvalidInputError
from tests.unit.local.detection.plants import grid


def test_times_of_another_unit_become_microseconds() -> None:
    assert checked_times(grid(3).astype("datetime64[s]"), 3).dtype == np.dtype("datetime64[us]")


def test_equal_times_are_allowed() -> None:
    assert len(checked_times(np.repeat(grid(1), 2), 2)) == 2


@pytest.mark.parametrize(
    ("times", "message"),
    [
        (np.arange(3.0), "vector of datetime64"),
        (grid(4), "4 instants for 3 rows"),
        (grid(3)[::-1], "sort them first"),
        (np.array(["NaT", "2024-01-01", "2024-01-02"], "datetime64[us]"), "every row needs an instant"),
    ],
)
def test_times_that_do_not_fit_are_refused(times: np.ndarray, message: str) -> None:
    with pytest.raises(InvalidInputError, match=message):
        checked_times(times, 3)


def test_values_of_another_precision_become_float32() -> None:
    assert checked_values(np.ones((2, 2))).dtype == np.float32


@pytest.mark.parametrize("values", [np.ones(3), np.array([["a"]]), np.ones((2, 2), dtype=complex)])
def test_values_that_are_no_matrix_of_numbers_are_refused(values: np.ndarray) -> None:
    with pytest.raises(InvalidInputError, match="matrix"):
        checked_values(values)


def test_no_mask_means_the_default_everywhere() -> None:
    assert checked_mask("usable", None, 2, default=True).tolist() == [True, True]


@pytest.mark.parametrize("mask", [np.ones(2, dtype=int), np.ones(3, dtype=bool), np.ones((2, 1), dtype=bool)])
def test_a_mask_must_hold_one_truth_value_per_row(mask: np.ndarray) -> None:
    with pytest.raises(InvalidInputError, match="off: a vector of 2 truth values"):
        checked_mask("off", mask, 2, default=False)
