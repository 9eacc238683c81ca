from __future__ import annotations

import numpy as np
import pytest

from l4e_sdk.local.detection.tail_scaling import MOST_READ, Extremes, TailScaling


def normal(rows: int, sensors: int = 2, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(rows, sensors)).astype(np.float32)


def extremes(*parts: np.ndarray) -> Extremes:
    found = Extremes()
    for part in parts:
        found.add(part)
    return found


def test_readings_of_a_normal_distribution_have_a_normal_tail() -> None:
    assert extremes(normal(MOST_READ)).tails().stretch == pytest.approx([1, 1], abs=0.05)


def test_a_tail_is_measured_at_the_reading_that_one_in_a_thousand_exceeds() -> None:
    readings = np.linspace(-50, 50, 10_001, dtype=np.float32)[:, None]
    assert extremes(readings[:4000], readings[4000:]).tails().stretch == pytest.approx([50 / 3.29], rel=2e-3)


def test_short_tails_stay_as_they_are() -> None:
    assert extremes(np.clip(normal(5000), -1, 1)).tails().stretch.tolist() == [1, 1]


def test_fewer_than_a_thousand_readings_tell_no_tail() -> None:
    readings = normal(1500)
    readings[700] = 40
    readings[::2, 1] = np.nan
    assert extremes(readings).tails().stretch[1] == 1


def test_one_wild_reading_is_no_tail() -> None:
    readings = normal(1500)
    readings[700] = 40
    assert extremes(readings).tails().stretch == pytest.approx([1, 1], abs=0.2)


def test_missing_readings_do_not_count() -> None:
    readings = normal(4000)
    wild = readings.copy()
    wild[::100, 0] = 30
    holed = np.concatenate([wild, np.full((4000, 2), np.nan, np.float32)])
    assert extremes(holed).tails().stretch.tolist() == extremes(wild).tails().stretch.tolist()


def test_a_part_is_not_measured_by_what_it_alone_shows() -> None:
    quiet, wild = normal(3000), normal(3000, seed=1)
    wild[::100, 0] = 30
    found = extremes(quiet, wild)
    assert found.tails().stretch[0] > 5
    assert found.tails(without=1).stretch.tolist() == extremes(quiet).tails().stretch.tolist()


def test_a_part_without_rows_is_nothing() -> None:
    readings = normal(3000)
    found = extremes(readings, readings[:0])
    assert found.tails().stretch.tolist() == extremes(readings).tails().stretch.tolist()


def test_parts_of_any_number_of_rows_add_up() -> None:
    readings = np.abs(normal(MOST_READ, 1)) * 20
    found = extremes(*np.array_split(readings, 5)).tails().stretch
    assert found == pytest.approx(np.quantile(readings, 0.999) / 3.29, rel=1e-2)


def test_what_is_within_three_deviations_stays() -> None:
    readings = np.array([[-3, 0.5], [2.9, 3]], np.float32)
    assert TailScaling(np.array([9, 2], np.float32)).shorten(readings.copy()).tolist() == readings.tolist()


def test_what_is_beyond_is_brought_closer_and_keeps_its_order() -> None:
    readings = np.array([[13, 13], [-23, 5], [np.nan, -50]], np.float32)
    short = TailScaling(np.array([10, 1], np.float32)).shorten(readings)
    assert short[:, 1].tolist() == [13, 5, -50]
    assert short[:2, 0] == pytest.approx([4, -5])
    assert np.isnan(short[2, 0])


def test_tails_of_some_sensors() -> None:
    tails = TailScaling(np.array([1, 2, 3], np.float32)).of(np.array([True, False, True]))
    assert tails.stretch.tolist() == [1, 3]
