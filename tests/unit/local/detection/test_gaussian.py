from __future__ import annotations

import numpy as np
import pytest

from l4e_sdk.local.detection.gaussian import Gaussian

RIDGE = 0.05


@pytest.fixture
def rows() -> np.ndarray:
    random = np.random.default_rng(0)
    return (random.normal(size=(500, 4)) @ random.normal(size=(4, 4)) + 3).astype(np.float32)


@pytest.fixture
def gaussian(rows: np.ndarray) -> Gaussian:
    return Gaussian.of(rows.mean(axis=0), np.cov(rows.T, bias=True), RIDGE)


def distance(rows: np.ndarray, about: np.ndarray, cells: list[int]) -> np.ndarray:
    """The textbook distance of `about` in the cells, by the covariance of `rows`."""
    covariance = np.cov(rows[:, cells].T, bias=True).reshape(len(cells), len(cells)) + RIDGE * np.eye(
        len(cells)
    )
    off = about[:, cells] - rows[:, cells].mean(axis=0)
    return np.einsum("ij,jk,ik->i", off, np.linalg.inv(covariance), off)


def test_parts_sum_to_the_distance(gaussian: Gaussian, rows: np.ndarray) -> None:
    assert gaussian.split(rows).sum(axis=1) == pytest.approx(distance(rows, rows, [0, 1, 2, 3]), rel=1e-3)


def test_missing_cells_leave_the_distance_of_the_others(gaussian: Gaussian, rows: np.ndarray) -> None:
    holed = rows.copy()
    holed[:, [1, 3]] = np.nan
    assert gaussian.split(holed).sum(axis=1) == pytest.approx(
        distance(rows, rows, [0, 2]), rel=1e-3, abs=1e-4
    )


def test_missing_cells_have_no_part(gaussian: Gaussian, rows: np.ndarray) -> None:
    holed = rows.copy()
    holed[:, 1] = np.nan
    assert np.abs(gaussian.split(holed)[:, 1]).max() < 1e-3


def test_each_row_is_completed_by_what_it_lacks_itself(gaussian: Gaussian, rows: np.ndarray) -> None:
    holed = rows[:2].copy()
    holed[0, 0] = holed[1, 2] = np.nan
    found = gaussian.split(holed).sum(axis=1)
    assert found[0] == pytest.approx(distance(rows, rows[:1], [1, 2, 3])[0], rel=1e-3)
    assert found[1] == pytest.approx(distance(rows, rows[1:2], [0, 1, 3])[0], rel=1e-3)


def test_a_row_of_nothing_is_at_no_distance(gaussian: Gaussian) -> None:
    assert not gaussian.split(np.full((1, 4), np.nan, np.float32)).any()


def test_a_wide_covariance_is_inverted_by_halves_as_well_as_whole() -> None:
    random = np.random.default_rng(1)
    mixed = random.normal(size=(1000, 331)) @ random.normal(size=(331, 331))
    covariance = np.cov(mixed.T)
    found = Gaussian.of(np.zeros(331), covariance, RIDGE).precision
    expected = np.linalg.inv(covariance + RIDGE * np.eye(331))
    assert np.abs(found - expected).max() < 1e-6 * np.abs(expected).max()


@pytest.mark.parametrize("rows", [1, 5, 13])
def test_a_few_wide_rows_are_split_as_in_a_crowd(rows: int) -> None:
    random = np.random.default_rng(2)
    crowd = random.normal(size=(400, 600)).astype(np.float32)
    gaussian = Gaussian.of(np.zeros(600), np.cov(crowd.T), RIDGE)
    assert gaussian.split(crowd[:rows]) == pytest.approx(gaussian.split(crowd)[:rows], rel=1e-3, abs=1e-2)


def test_many_cells_that_move_alike_have_the_distance_of_the_textbook() -> None:
    """Twelve causes behind a thousand cells, fewer rows than twice the cells: a plant of 200 sensors after a day."""
    random = np.random.default_rng(1)
    rows = (
        random.normal(size=(1100, 12)) @ random.normal(size=(12, 1000)) + random.normal(size=(1100, 1000)) / 4
    )
    covariance = np.cov(rows.T, bias=True)
    gaussian = Gaussian.of(rows.mean(axis=0), covariance, RIDGE)
    off = rows[:50] - rows.mean(axis=0)
    expected = np.einsum("ij,ij->i", off, np.linalg.solve(covariance + RIDGE * np.eye(1000), off.T).T)
    assert gaussian.split(rows[:50].astype(np.float32)).sum(axis=1) == pytest.approx(expected, rel=1e-3)
    assert np.array_equal(gaussian.precision, gaussian.precision.T)
