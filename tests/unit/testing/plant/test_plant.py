"""The generated plant: the same in every run, whole in every cut, and wrong only where it is told to be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest

from l4e_sdk import InvalidValueError
from l4e_sdk.testing.plant import Plant, PlantFault, Sensor

if TYPE_CHECKING:
    from numpy.typing import NDArray

START = datetime(2024, 2, 1, tzinfo=UTC)
END = START + timedelta(days=10)
FAULT = START + timedelta(days=3), START + timedelta(days=4)


def broken(kind: str, **more: float) -> Plant:
    return Plant(faults=(PlantFault(kind, "pressure", *FAULT, **more),))


def parted(kind: str, **more: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return what the sensor reads during a fault, and what it would have read."""
    start, end = FAULT[0], FAULT[1] + timedelta(hours=1)
    faulty = broken(kind, **more).readings(start, end)
    return faulty.values[:, 1], Plant().readings(start, end).values[:, 1]


class TestReadings:
    def test_come_row_by_row_up_to_the_end(self):
        readings = Plant().readings(START, START + timedelta(hours=3))
        assert readings.times == tuple(START + timedelta(hours=hour) for hour in range(3))
        assert readings.values.shape == (3, 4)

    def test_begin_at_the_next_row_of_the_grid(self):
        readings = Plant(every=timedelta(minutes=5)).readings(
            START + timedelta(minutes=1), START + timedelta(minutes=11)
        )
        assert [time.minute for time in readings.times] == [5, 10]

    def test_are_the_same_in_every_run(self):
        assert np.array_equal(Plant().readings(START, END).values, Plant().readings(START, END).values)

    def test_are_others_with_another_seed(self):
        assert not np.array_equal(
            Plant().readings(START, END).values, Plant(seed=8).readings(START, END).values
        )

    @pytest.mark.parametrize("hour", [1, 23, 24, 25, 100])
    def test_do_not_depend_on_where_the_range_is_cut(self, hour: int):
        plant = broken("stuck")
        middle = FAULT[0] + timedelta(hours=hour) - timedelta(days=1)
        parts = [plant.readings(START, middle).values, plant.readings(middle, END).values]
        assert np.array_equal(np.concatenate(parts), plant.readings(START, END).values)

    def test_of_no_time_are_none(self):
        assert len(Plant().readings(START, START)) == 0

    def test_hang_together(self):
        together = np.corrcoef(Plant().readings(START, END).values.T)
        assert together.min() > 0.9

    def test_may_run_against_the_load(self):
        plant = Plant(sensors=(Sensor("load", 10), Sensor("idle", 5, gain=-0.5)))
        assert np.corrcoef(plant.readings(START, END).values.T)[0, 1] < -0.9


class TestAFault:
    @pytest.mark.parametrize("kind", ["step", "drift", "stuck", "noise", "decoupled"])
    def test_is_where_it_is_and_nowhere_else(self, kind: str):
        changed = broken(kind).readings(START, END).values != Plant().readings(START, END).values
        rows = [3 * 24 + hour for hour in range(25)]
        assert set(np.flatnonzero(changed[:, 1])) <= set(rows)
        assert len(np.flatnonzero(changed[:, 1])) >= 24
        assert not changed[:, [0, 2, 3]].any()

    def test_steps_by_its_size(self):
        faulty, healthy = parted("step", size=0.5)
        assert np.allclose(faulty - healthy, 6.0)

    def test_drifts_from_nothing_to_its_size(self):
        faulty, healthy = parted("drift", size=0.5)
        assert np.allclose(faulty - healthy, np.linspace(0, 6.0, 25))

    def test_sticks_to_its_first_value(self):
        faulty, healthy = parted("stuck")
        assert set(faulty) == {healthy[0]}

    def test_scatters_around_what_is_right(self):
        faulty, healthy = parted("noise", size=0.5)
        assert abs(np.mean(faulty - healthy)) < 3
        assert 3 < np.std(faulty - healthy) < 9

    def test_of_coupling_looks_normal_by_itself(self):
        faulty, healthy = parted("decoupled")
        assert np.corrcoef(faulty, healthy)[0, 1] < -0.9
        assert healthy.min() * 0.8 < faulty.min() < faulty.max() < healthy.max() * 1.2

    def test_may_be_added_later(self):
        fault = PlantFault("step", "pressure", *FAULT)
        assert Plant().with_fault(fault) == Plant(faults=(fault,))

    def test_of_a_moment_is_a_fault(self):
        plant = Plant(faults=(PlantFault("drift", "pressure", START, START),))
        assert plant.readings(START, END).values[0, 1] == Plant().readings(START, END).values[0, 1]

    def test_is_labelled_with_its_neighbours(self):
        plant = Plant(
            faults=(
                PlantFault("step", "pressure", START + timedelta(days=5), START + timedelta(days=6)),
                PlantFault("step", "pressure", *FAULT),
                PlantFault("noise", "oil_temp", FAULT[0] + timedelta(hours=3), FAULT[1] + timedelta(hours=3)),
            )
        )
        assert plant.labels == (
            (FAULT[0], FAULT[1] + timedelta(hours=3)),
            (START + timedelta(days=5), START + timedelta(days=6)),
        )


def test_sensors_are_near_zero_when_the_machine_is_off():
    readings = Plant(off=(FAULT,)).readings(START, END)
    off = np.array([FAULT[0] <= time <= FAULT[1] for time in readings.times])
    assert readings.values[off].max() < 0.1 * 60
    assert readings.values[~off, 0].min() > 30


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Plant(component="no spaces!"), "component is 'no spaces!'"),
        (lambda: Plant(sensors=()), "at least one"),
        (lambda: Plant(sensors=(Sensor("a", 1), Sensor("a", 1))), "its own name"),
        (lambda: Plant(sensors=(Sensor("a b", 1),)), "a sensor is called 'a b'"),
        (lambda: Plant(every=timedelta(minutes=7)), "every is 0:07:00"),
        (lambda: Plant(every=timedelta(0)), "every is 0:00:00"),
        (lambda: Plant(seed=-1), "seed is -1"),
        (lambda: Plant(faults=(PlantFault("step", "heat", *FAULT),)), "a fault is in 'heat'"),
        (lambda: Plant(off=((END, START),)), "swap start and end"),
        (lambda: PlantFault("melt", "pressure", *FAULT), "kind is 'melt'"),
        (lambda: PlantFault("step", "pressure", START.replace(tzinfo=None), END), "naive time"),
        (lambda: PlantFault("step", "pressure", END, START), "before it starts"),
        (lambda: Plant().readings(END, START), "the range of readings ends"),
    ],
)
def test_what_means_nothing_is_refused(make, says: str):
    with pytest.raises(InvalidValueError, match=says):
        make()
