"""Why too little is left to learn from: every row under one rule, and a remedy."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from l4e_sdk.local.detection.errors import InsufficientDataError
from l4e_sdk.local.learning.training_rows import learn
from l4e_sdk.local.timeseries.matrix import Matrix

BEGIN = datetime(2024, 1, 1, tzinfo=UTC)
RATE = timedelta(minutes=5)
ROWS = 3960
EVERYTHING = np.ones(ROWS, np.bool_)
VALUES = np.random.default_rng(5).normal(size=(ROWS, 2)).astype(np.float32)


def plant(*, off: slice = slice(0), missing: slice = slice(0)) -> Matrix:
    values, stopped = VALUES.copy(), np.zeros(ROWS, np.bool_)
    stopped[off] = True
    values[missing, 1] = np.nan
    times = np.datetime64("2024-01-01", "us") + np.arange(ROWS) * np.timedelta64(5, "m")
    return Matrix(times, values, stopped, ("m\\a", "m\\b"), RATE)


def label(first: int, last: int) -> tuple[datetime, datetime]:
    return BEGIN + first * RATE, BEGIN + last * RATE


def reason(matrix: Matrix, *labels: tuple[datetime, datetime], doubts: np.ndarray | None = None) -> str:
    with pytest.raises(InsufficientDataError) as caught:
        learn(matrix, EVERYTHING, labels, doubts=doubts, off_condition="m\\a < 1")
    return str(caught.value)


def test_a_range_that_is_labelled_or_off_says_how_many_rows_each_took():
    assert reason(plant(off=slice(3120, None)), label(0, 3119)) == (
        "0 usable training rows of 3,960: 3,120 labelled, 840 off; at least 50 are needed. "
        "Label the faults only, or choose a longer training range."
    )


def test_an_off_condition_that_always_holds_says_so_whatever_else_is_wrong():
    for labels in ((), (label(0, 3119),)):
        assert "The off-condition m\\a < 1 holds in every row; correct it." in reason(
            plant(off=slice(None)), *labels
        )


def test_an_off_condition_that_mostly_holds_is_quoted():
    found = reason(plant(off=slice(20, None)))
    assert found.startswith("20 usable training rows of 3,960: 3,940 off;")
    assert "Correct the off-condition m\\a < 1 or choose" in found


def test_sensors_without_readings_are_named():
    found = reason(plant(missing=slice(10, None)))
    assert found.startswith("10 usable training rows of 3,960: 3,950 missing too many sensors;")
    assert found.endswith("Leave out the sensors with the fewest readings: m\\b (10), m\\a (3,960).")


def test_rows_beside_labels_count_for_themselves():
    events = [label(first, first + 4) for first in range(0, ROWS, 20)]
    found = reason(plant(), *events)
    assert found.startswith(
        "7 usable training rows of 3,960: 990 labelled, 2,963 beside labels or without a reading;"
    )


def test_a_range_that_is_too_short_asks_for_a_longer_one():
    few = np.arange(ROWS) < 30
    with pytest.raises(
        InsufficientDataError, match=r"^30 usable training rows of 30; at least 50 .* longer training range"
    ):
        learn(plant(), few, ())


def test_a_range_without_rows_asks_for_another():
    with pytest.raises(
        InsufficientDataError, match=r"^no sensor was read in the training range; choose another range"
    ):
        learn(plant(), ~EVERYTHING, ())


@given(
    st.tuples(st.integers(0, ROWS), st.integers(0, 40)),
    st.tuples(st.integers(0, ROWS), st.integers(0, ROWS)),
    st.integers(0, ROWS),
)
def test_every_row_is_counted_once(usable: tuple[int, int], missing: tuple[int, int], flagged: int):
    """A few rows at most are left, by an off-condition; labels, gaps and doubts overlap it."""
    first, count = usable
    matrix = plant(off=slice(None), missing=slice(*sorted(missing)))
    matrix.off[first : first + count] = False
    doubts = np.arange(ROWS) < flagged
    found = reason(matrix, label(0, 100), doubts=doubts)
    left, _, rest = found.partition(" usable training rows of 3,960: ")
    counts = [int(part.split()[0].replace(",", "")) for part in rest.partition(";")[0].split(", ")]
    assert int(left) + sum(counts) == ROWS
