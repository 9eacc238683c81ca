from __future__ import annotations

import numpy as np
import pytest

from l4e_sdk.local.detection.cleaning import Cleaning

ROWS = 2000


def readings(columns: int = 2) -> np.ndarray:
    return np.random.default_rng(0).normal(50, 2, (ROWS, columns)).astype(np.float32)


def cleaning(values: np.ndarray, *codes: float, normal: np.ndarray | None = None) -> Cleaning:
    rows = np.ones(len(values), bool) if normal is None else normal
    lowest, highest = np.nanmin(values[rows], axis=0), np.nanmax(values[rows], axis=0)
    return Cleaning.fit(values, rows, lowest, highest, codes)


def test_clean_readings_are_left_as_they_are() -> None:
    values = readings()
    found = cleaning(values, 9999, -9999)
    assert (found.wild, found.codes) == ((), {})
    assert found.cleaned(values) is values
    assert found.live(values) is values


@pytest.mark.parametrize("value", [1e6, -1e6, 9999])
def test_a_single_wild_cell_is_blanked_and_told(value: float) -> None:
    values = readings()
    values[700, 1] = value
    found = cleaning(values)
    (cells,) = found.wild
    assert (cells.column, cells.cells, cells.value, cells.row, cells.repeated) == (1, 1, value, 700, False)
    cleaned = found.cleaned(values)
    assert np.flatnonzero(np.isnan(cleaned[:, 1])).tolist() == [700]
    assert not np.isnan(values).any()  # the readings that were given are not changed


def test_a_wild_value_that_came_once_is_a_reading_when_it_comes_live() -> None:
    values = readings()
    values[700, 1] = 1e6
    live = readings()
    live[5, 1] = 1e6
    assert cleaning(values).live(live) is live


@pytest.mark.parametrize("times", [3, 20])
def test_a_value_that_recurs_means_missing_live_as_well(times: int) -> None:
    values = readings()
    values[:times, 0] = -9999
    found = cleaning(values)
    assert found.codes == {0: (-9999.0,)}
    live = readings()
    live[5] = -9999
    assert np.isnan(found.live(live)).tolist() == np.isin(np.arange(ROWS * 2), [10]).reshape(ROWS, 2).tolist()


def test_far_readings_that_are_many_are_a_state_of_the_machine() -> None:
    values = readings()
    values[: round(0.04 * ROWS), 0] = np.linspace(9000, 9999, round(0.04 * ROWS))
    assert cleaning(values).wild == ()


def test_a_fault_is_no_wild_cell() -> None:
    values = readings()
    values[400:430, 0] += 200  # a hundred deviations
    assert cleaning(values, 9999).wild == ()


def test_a_known_code_needs_to_lie_apart_only() -> None:
    values = readings()
    values[::50, 0] = -99
    assert cleaning(values).codes == {}
    assert cleaning(values, -99).codes == {0: (-99.0,)}


def test_a_known_code_among_the_readings_is_a_reading() -> None:
    values = np.random.default_rng(0).normal(0, 60, (ROWS, 1)).astype(np.float32)
    values[::50, 0] = -99
    assert cleaning(values, -99).wild == ()


def test_several_codes_of_one_sensor_are_found() -> None:
    values = readings()
    values[::50, 0], values[1::50, 0] = -9999, 9999
    assert set(cleaning(values, -9999, 9999).codes[0]) == {-9999.0, 9999.0}


def test_a_code_in_every_second_reading_is_a_state() -> None:
    values = readings()
    values[: round(0.6 * ROWS), 0] = 0
    assert cleaning(values, 0).codes == {}


def test_a_sensor_that_never_moves_may_have_a_few_wild_cells() -> None:
    values = np.full((ROWS, 1), 20, np.float32)
    values[10] = 65535
    assert [cells.value for cells in cleaning(values).wild] == [65535]


def test_rows_that_mean_nothing_are_not_looked_at() -> None:
    values = readings()
    values[:30] = 1e6
    assert cleaning(values, normal=np.arange(ROWS) >= 30).wild == ()


def test_sensors_without_a_reading_are_no_trouble() -> None:
    values = readings()
    values[:, 1] = np.nan
    values[3, 0] = 1e6
    lowest, highest = (reduce.reduce(values, axis=0) for reduce in (np.fmin, np.fmax))
    found = Cleaning.fit(values, np.ones(ROWS, bool), lowest, highest, ())
    assert [cells.column for cells in found.wild] == [0]
