from __future__ import annotations

import numpy as np
import pytest

from l4e_sdk.local.detection.memory import Memory
from l4e_sdk.local.detection.model import AnomalyModel
from tests.unit.local.detection import windows
from tests.unit.local.detection.plants import plant


@pytest.fixture(scope="module")
def memory() -> Memory:
    found = windows.model().memory
    assert found is not None
    return found


def quiet() -> windows.Days:
    return windows.days(0, faults=0, gaps=0, stops=0)


def test_a_history_of_less_than_a_week_shows_nothing_that_lasts() -> None:
    for days, known in ((6, False), (9, True)):
        made = plant(days * 96, 4, seed=11, seconds=900)
        model = AnomalyModel.fit(made.times, made.values, windows.SENSORS, rate_seconds=900)
        assert (model.memory is not None) is known


def test_its_level_is_at_least_three_usual_ones(memory: Memory) -> None:
    assert memory.level >= np.log(3)
    assert memory.hold < memory.level


def test_it_is_the_same_after_a_round_trip(memory: Memory) -> None:
    again = Memory.from_state(memory.state(), windows.RATE)
    assert again is not None
    assert (again.level, again.hold, again.peaks, again.set_aside) == (
        memory.level,
        memory.hold,
        memory.peaks,
        memory.set_aside,
    )
    for name, array in memory.state().items():
        np.testing.assert_array_equal(again.state()[name], array, err_msg=name)


def test_a_state_without_one_has_none() -> None:
    assert Memory.from_state({}, windows.RATE) is None


@pytest.mark.parametrize(("value", "lasting"), [(300.0, True), (None, False)])
def test_readings_outside_of_everything_ever_read_are_an_event(value: float | None, lasting: bool) -> None:
    rows = quiet()
    if value is not None:
        rows.values[500:600, 2] = value
    found, _ = windows.at_once(rows)
    inside = found.anomalous[500 - windows.BEFORE : 600 - windows.BEFORE]
    assert inside[12:].all() == lasting
    assert inside.any() == lasting


def test_a_level_that_quick_transitions_interrupt_is_an_event_of_its_sensor() -> None:
    rows = quiet()
    usual = rows.values[500:900, 1].mean()
    rows.values[500:900, 1] += 25
    rows.values[500:900:24, 1] = usual
    found, _ = windows.at_once(rows)
    inside = slice(500 + 96 - windows.BEFORE, 900 - windows.BEFORE)
    assert found.anomalous[inside].mean() > 0.9
    assert found.contributions[inside].mean(axis=0).argmax() == 1
