"""Generated machines, the short form; `python -m tests.detection.long` is the long one."""

from __future__ import annotations

from functools import lru_cache
from itertools import count, islice
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.detection.machines import DIRT, FAULTS, RATES, SENSORS, dirty, injected, machine
from tests.detection.trial import (
    ALARMS_PER_MONTH,
    MONTHS,
    Trial,
    allowed_hours,
    drawn,
    faulty,
    overrun_hours,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.detection.machines import Machine

QUIET = 60
FIXED = (16, 17, 18, 25, 46, 56, 58, 69, 73, 85)
"""Machines with few sensors and rows that lie far apart: they are learned quickly. Their faults are of every kind,
and every one is found after a clean history."""

HARMLESS = ("wild_cell", "wild_cells", "cell_in_faulty", "placeholder", "unlabelled")
"""What takes no fault from these machines."""


def small() -> Iterator[Machine]:
    """Draw machines, without those that take long to learn."""
    for number in count():
        rng = np.random.default_rng([2024, number])  # as `machine` does, without the readings
        rate, _, sensors = int(rng.choice(RATES)), rng.integers(28, 120), int(rng.choice(SENSORS))
        if rate >= 1200 and sensors <= 12:
            yield machine(number)


@lru_cache(maxsize=len(FIXED))
def clean(number: int) -> Trial:
    made = machine(number)
    return Trial(made, made.values)


def test_the_number_of_a_machine_draws_all_of_it() -> None:
    one, same, other = machine(46), machine(46), machine(47)
    assert np.array_equal(one.values, same.values)
    assert one.values.shape != other.values.shape or not np.array_equal(one.values, other.values)
    assert repr(drawn(one)) == repr(drawn(same))


def test_the_fixed_machines_have_every_rate_and_kind_of_fault_that_is_quick() -> None:
    made = [machine(number) for number in FIXED]
    assert {one.rate for one in made} == {1200, 1800, 3600}
    assert {drawn(one).kind for one in made} == set(FAULTS)


def test_machines_that_are_well_stay_below_the_ceiling() -> None:
    most = ALARMS_PER_MONTH * MONTHS
    events = [len(Trial(made, made.values).events(made.values)) for made in islice(small(), QUIET)]
    assert sum(found <= most for found in events) >= 0.95 * QUIET
    assert sum(events) > 0  # none at all would be a model that is blind


@pytest.mark.parametrize("number", FIXED)
def test_a_clean_history_finds_the_fault_and_nothing_without_it(number: int) -> None:
    trial = clean(number)
    one = drawn(trial.made)
    assert trial.found(faulty(trial.made, one), one)
    assert not trial.found(trial.made.values, one)


@pytest.mark.parametrize("kind", HARMLESS)
@pytest.mark.parametrize("number", FIXED)
def test_dirt_in_the_history_loses_no_fault(number: int, kind: str) -> None:
    made = clean(number).made
    one = drawn(made)
    readings = dirty(made, kind, faulty(made, one), one.sensors, one)
    trial = Trial(made, readings)
    events = trial.found(readings, one)
    assert events
    assert not trial.found(dirty(made, kind, made.values, one.sensors, one), one)
    assert overrun_hours(made, one, events) <= allowed_hours(made)


@pytest.mark.parametrize("number", FIXED)
def test_no_event_outlasts_its_fault(number: int) -> None:
    trial = clean(number)
    one = drawn(trial.made)
    assert overrun_hours(trial.made, one, trial.found(faulty(trial.made, one), one)) <= allowed_hours(
        trial.made
    )


@pytest.mark.parametrize("kind", DIRT)
def test_dirt_is_there(kind: str) -> None:
    made = machine(46)
    one = drawn(made)
    readings = dirty(made, kind, made.values, one.sensors, one)
    changed = (readings != made.values).any(axis=1)
    assert changed[: made.history].any()
    if kind not in {"placeholder", "restarts"}:
        assert not changed[made.history :].any()
    assert not np.shares_memory(readings, made.values)


@pytest.mark.parametrize("kind", FAULTS)
def test_a_fault_changes_its_own_rows_and_sensors_only(kind: str) -> None:
    made = machine(46)
    drawn_one = drawn(made)
    one = type(drawn_one)(kind, drawn_one.start, drawn_one.stop, drawn_one.sensors, drawn_one.size)
    changed = injected(made, made.values, one) != made.values
    rows = np.flatnonzero(changed.any(axis=1))
    assert len(rows) > 0
    assert rows.min() >= one.start
    assert rows.max() < one.stop
    assert set(np.flatnonzero(changed.any(axis=0))) == set(one.sensors)
