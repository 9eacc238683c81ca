from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from l4e_sdk.local.detection.buckets import Buckets, Clock, places_of
from tests.unit.local.detection.plants import grid


@pytest.mark.parametrize(
    ("rate", "seconds", "rows", "memory"),
    [
        (1, 900, 900, 48),
        (60, 900, 15, 48),
        (420, 1260, 3, 36),
        (900, 900, 1, 48),
        (3600, 3600, 1, 12),
        (7200, 7200, 1, 8),
    ],
)
def test_a_bucket_has_whole_rows_of_a_quarter_of_an_hour(
    rate: float, seconds: float, rows: int, memory: int
) -> None:
    clock = Clock.of(rate)
    assert (clock.seconds, clock.rows, clock.memory) == (seconds, rows, memory)


def test_rows_of_one_quarter_lie_in_one_bucket() -> None:
    numbers = Clock.of(300).numbers(grid(7))
    assert (numbers - numbers[0]).tolist() == [0, 0, 0, 1, 1, 1, 2]


def made(rows: int, seed: int = 0, shown: np.ndarray | None = None) -> tuple[Buckets, tuple[np.ndarray, ...]]:
    random = np.random.default_rng(seed)
    readings = random.normal(size=(rows, 2)).astype(np.float32)
    readings[random.random(readings.shape) < 0.1] = np.nan
    numbers = Clock.of(300).numbers(grid(rows))
    on = np.ones(rows, bool) if shown is None else shown
    columns = (numbers, readings * 2, readings, on)
    return Buckets.of(*columns), columns


def assert_same(one: Buckets, other: Buckets) -> None:
    for name, left, right in zip(one._fields, one, other, strict=True):
        np.testing.assert_allclose(left, right, atol=1e-12, err_msg=name)


def test_rows_are_added_up_and_missing_readings_are_usual_ones() -> None:
    readings = np.array([[1, np.nan], [3, np.nan], [5, 7]], np.float32)
    found = Buckets.of(np.array([4, 4, 5]), readings * 2, readings, np.ones(3, bool))
    assert (found.numbers.tolist(), found.counts.tolist()) == ([4, 5], [2, 1])
    assert found.sums.tolist() == [[8, 0], [10, 14]]
    assert found.low.tolist() == [[1, np.inf], [5, 7]]
    assert found.high.tolist() == [[3, -np.inf], [5, 7]]


def test_rows_that_say_nothing_count_nowhere() -> None:
    shown = np.arange(30) % 4 > 0
    found, (numbers, standard, readings, _) = made(30, shown=shown)
    assert found.counts.sum() == shown.sum()
    assert_same(
        found, Buckets.of(numbers[shown], standard[shown], readings[shown], np.ones(shown.sum(), bool))
    )
    assert not len(made(30, shown=np.zeros(30, bool))[0].numbers)


@given(st.integers(0, 99), st.lists(st.integers(0, 60), max_size=5))
def test_parts_that_are_joined_are_the_whole(seed: int, cuts: list[int]) -> None:
    whole, columns = made(60, seed)
    bounds = [0, *sorted(cuts), 60]
    parts = [Buckets.of(*(column[start:stop] for column in columns)) for start, stop in pairwise(bounds)]
    assert_same(Buckets.joined(parts, 2), whole)


def test_nothing_joined_is_nothing() -> None:
    assert not len(Buckets.joined([], 3).numbers)
    assert Buckets.joined([Buckets.empty(3)], 3).sums.shape == (0, 3)


def test_the_newest_are_those_of_the_last_numbers() -> None:
    whole, _ = made(60)
    assert whole.newest(4).numbers.tolist() == whole.numbers[-4:].tolist()
    gappy = Buckets.joined([whole.between(0, 5), whole.between(12, 14)], 2)
    assert gappy.newest(4).numbers.tolist() == whole.numbers[12:14].tolist()
    assert not len(Buckets.empty(2).newest(4).numbers)


def test_numbers_without_rows_get_empty_buckets() -> None:
    whole, _ = made(30)
    gappy = Buckets.joined([whole.between(0, 3), whole.between(6, 10)], 2)
    found = gappy.with_numbers(whole.numbers)
    assert np.array_equal(found.numbers, whole.numbers)
    assert found.counts[3:6].tolist() == [0, 0, 0]
    assert np.isinf(found.low[3:6]).all()
    assert gappy.with_numbers(gappy.numbers) is gappy


def test_a_long_hole_is_as_wide_as_it_needs_to_be() -> None:
    assert places_of(np.array([10, 11, 14, 1000, 1001]), 5).tolist() == [0, 1, 4, 9, 10]
    assert not len(places_of(np.empty(0, np.int64), 5))
