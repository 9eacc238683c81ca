from __future__ import annotations

import numpy as np
import pytest

from l4e_sdk.local.detection.buckets import Buckets
from l4e_sdk.local.detection.excursion import LASTING, Excursion, Lasted

CUTS = [200, 400, 600, 800]
LEAST = np.array([0.1])


def buckets(readings: np.ndarray, *, numbers: np.ndarray | None = None) -> Buckets:
    values = readings[:, None].astype(np.float32)
    places = np.arange(len(values)) if numbers is None else numbers
    return Buckets(places, np.ones(len(values), np.int64), values.astype(np.float64), values, values)


def history(seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).uniform(10, 20, 1000)


def fitted(readings: np.ndarray) -> Excursion:
    lasted = []
    for part in np.split(readings, CUTS):
        lasted.append(Lasted(1))
        lasted[-1].add(part[:, None].astype(np.float32))
    return Excursion.fit(buckets(readings), lasted, CUTS, LEAST)


@pytest.fixture(scope="module")
def excursion() -> Excursion:
    return fitted(history())


@pytest.mark.parametrize("value", [40.0, -10.0])
def test_what_stays_outside_for_two_hours_counts(excursion: Excursion, value: float) -> None:
    readings = np.full(40, 15.0)
    readings[10:30] = value
    ratios = excursion.ratios(buckets(readings))[:, 0]
    assert not ratios[: 10 + LASTING].any()  # the buckets before each one count
    assert (ratios[10 + LASTING : 31] > 1).all()
    assert not ratios[31:].any()


@pytest.mark.parametrize("value", [10.5, 19.5, 21.0])
def test_what_is_inside_or_within_the_margin_does_not(excursion: Excursion, value: float) -> None:
    assert excursion.ratios(buckets(np.full(40, value))).max() < 1


def test_one_reading_inside_begins_it_anew(excursion: Excursion) -> None:
    readings = np.full(40, 40.0)
    readings[20] = 15
    ratios = excursion.ratios(buckets(readings))[:, 0]
    assert (ratios[8:21] > 1).all()
    assert not ratios[21 : 21 + LASTING].any()


def test_a_few_buckets_may_be_missing(excursion: Excursion) -> None:
    numbers = np.array([0, 1, 2, 3, 5, 6, 7, 8, 20, 21, 22])
    ratios = excursion.ratios(buckets(np.full(len(numbers), 40.0), numbers=numbers))[:, 0]
    assert ratios[6] > 1
    assert not ratios[8:].any()


def test_a_spike_does_not_widen_the_range() -> None:
    spoiled = history()
    spoiled[500:502] = 90  # two rows
    assert fitted(spoiled).high[0] < 21
    lasting = history()
    lasting[500:503] = 90
    assert fitted(lasting).high[0] == 90


def test_a_sensor_that_leaves_its_range_now_and_then_has_a_wider_margin() -> None:
    steps = history()
    for place, part in enumerate(np.split(np.arange(1000), CUTS)):
        steps[part[50:70]] = 30 + 10 * place
    assert fitted(steps).margin[0] > fitted(history()).margin[0] * 2


def test_a_sensor_that_never_moved_has_the_least_margin() -> None:
    still = fitted(np.full(1000, 7.0))
    assert still.margin[0] == pytest.approx(0.04)
    assert still.ratios(buckets(np.full(20, 7.0))).max() == 0
    assert still.ratios(buckets(np.full(20, 8.0))).max() > 1


def test_missing_readings_are_no_excursion(excursion: Excursion) -> None:
    empty = buckets(np.full(20, 15.0))._replace(
        low=np.full((20, 1), np.inf, np.float32), high=np.full((20, 1), -np.inf, np.float32)
    )
    assert not excursion.ratios(empty).any()
    assert excursion.ratios(Buckets.empty(1)).shape == (0, 1)


def test_what_lasted_takes_three_rows() -> None:
    lasted = Lasted(2)
    lasted.add(np.array([[1, 5], [2, np.nan]], np.float32))
    assert np.isinf(lasted.low).all()
    lasted.add(np.array([[9, 5], [3, np.nan], [4, 6], [1, 7]], np.float32))
    assert (lasted.low[0], lasted.high[0]) == (4, 3)
    assert np.isinf(lasted.low[1])
