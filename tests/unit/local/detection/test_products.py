from __future__ import annotations

import numpy as np
import pytest

from l4e_sdk.local.detection.gaussian import Gaussian
from l4e_sdk.local.detection.products import LaggedProducts

LAGS = (0, 1, 2, 4, 8)
READINGS = np.random.default_rng(0).normal(size=(200, 3)).astype(np.float32).cumsum(axis=0) / 10


def marked(*stretches: tuple[int, int]) -> np.ndarray:
    marks = np.zeros(len(READINGS), dtype=bool)
    for start, stop in stretches:
        marks[start:stop] = True
    return marks


def the_long_way(marks: np.ndarray, sensors: tuple[int, ...] = (0, 1, 2)) -> Gaussian:
    places = np.flatnonzero(marks)
    rows = np.hstack([READINGS[places - lag][:, sensors] for lag in LAGS]).astype(np.float64)
    return Gaussian.of(rows.mean(axis=0), np.cov(rows.T, bias=True), 0.05)


def of(marks: np.ndarray) -> LaggedProducts:
    products = LaggedProducts(3, LAGS)
    products.add(READINGS, marks)
    return products


def assert_alike(one: Gaussian, other: Gaussian) -> None:
    assert one.mean == pytest.approx(other.mean, abs=1e-5)
    assert one.precision == pytest.approx(other.precision, abs=1e-3)


@pytest.mark.parametrize(
    "stretches",
    [
        [(8, 200)],
        [(20, 60)],
        [(8, 30), (33, 34), (40, 90), (95, 200)],
        [(row, row + 1) for row in range(9, 200, 3)],
    ],
)
def test_the_sums_are_those_of_the_long_rows(stretches: list[tuple[int, int]]) -> None:
    marks = marked(*stretches)
    assert of(marks).count == marks.sum()
    assert_alike(of(marks).gaussian(0.05), the_long_way(marks))


def test_the_sums_of_stretches_add_up() -> None:
    total = LaggedProducts.sum([of(marked((8, 90))), of(marked((90, 200)))])
    assert_alike(total.gaussian(0.05), the_long_way(marked((8, 200))))


def test_adding_up_leaves_the_parts_alone() -> None:
    parts = [of(marked((8, 90))), of(marked((90, 200)))]
    LaggedProducts.sum(parts)
    assert_alike(parts[0].gaussian(0.05), the_long_way(marked((8, 90))))


def test_sensors_can_be_left_out() -> None:
    marks = marked((8, 200))
    found = of(marks).gaussian(0.05, np.array([True, False, True]))
    assert_alike(found, the_long_way(marks, (0, 2)))


def test_no_marked_row_adds_nothing() -> None:
    assert of(marked()).count == 0
