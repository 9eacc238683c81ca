"""A machine whose sensors all follow its load."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, Self, TypeAlias

import numpy as np

from l4e_sdk._rules.layout.labels import merged
from l4e_sdk._rules.layout.limits import COLUMN_NAME, COLUMN_NAME_RULE, COMPONENT_NAME
from l4e_sdk.errors import InvalidValueError
from l4e_sdk.testing.plant.course import Course, Sensor
from l4e_sdk.testing.plant.fault import EFFECTS, PlantFault, Stretch, check_range
from l4e_sdk.testing.plant.readings import Readings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats: TypeAlias = NDArray[np.float64]
    Range: TypeAlias = tuple[datetime, datetime]
    """From the first moment to the last, both included."""

_ORIGIN: Final = datetime(1, 1, 1, tzinfo=UTC)
_DAY: Final = timedelta(days=1)
_PRESS: Final = (
    Sensor("oil_temp", 60.0),
    Sensor("pressure", 12.0),
    Sensor("ram_speed", 1.8),
    Sensor("motor_amps", 40.0),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plant:
    """A machine whose sensors follow a daily course of load, apart from faults.

    The readings at a time depend only on the plant and the time. So a live window continues the history without a
    break, and every run of a test gets the same numbers.

    Args:
        component: the asset that the sensors belong to.
        sensors: the sensors. Default: the four sensors of a press.
        every: the interval between rows; a day must be a multiple of it.
        faults: the faults.
        off: the off periods, with their first and last times; all sensors are near zero then.
        seed: another seed gives another machine of the same kind.

    Raises:
        InvalidValueError: a name, a time or the interval is not allowed.

    Examples:
        >>> plant = Plant(every=timedelta(minutes=5))
        >>> day = plant.readings(datetime(2024, 2, 1, tzinfo=UTC), datetime(2024, 2, 2, tzinfo=UTC))
        >>> len(day), day.sensors
        (288, ('oil_temp', 'pressure', 'ram_speed', 'motor_amps'))
    """

    component: str = "press-07"
    sensors: tuple[Sensor, ...] = _PRESS
    every: timedelta = timedelta(hours=1)
    faults: tuple[PlantFault, ...] = ()
    off: tuple[Range, ...] = ()
    seed: int = 7

    def __post_init__(self) -> None:
        _check_names(self.component, self._names)
        if self.every < timedelta(seconds=1) or _DAY % self.every:
            raise InvalidValueError(
                f"every is {self.every}; it is at least 1 s, and a day is a multiple of it."
            )
        if self.seed < 0:
            raise InvalidValueError(f"seed is {self.seed}; pass a number from zero on.")
        for fault in self.faults:
            self._column(fault)
        for start, end in self.off:
            check_range("an off period", start, end)

    def with_fault(self, *faults: PlantFault) -> Self:
        """Return the plant with more faults."""
        return replace(self, faults=(*self.faults, *faults))

    @property
    def labels(self) -> tuple[Range, ...]:
        """The times of the faults, as an operator would label them."""
        return merged((fault.start, fault.end) for fault in self.faults)

    def readings(self, start: datetime, end: datetime) -> Readings:
        """Return the rows from a start up to, but not including, an end.

        Raises:
            InvalidValueError: a time has no zone, or the end is before the start.
        """
        check_range("the range of readings", start, end)
        steps = range(self._first_from(start), self._first_from(end))
        times = tuple(_ORIGIN + step * self.every for step in steps)
        return Readings(self.component, self._names, times, self._values(steps))

    def _values(self, steps: range) -> Floats:
        course = self._course(steps)
        values = course.running(self.sensors)
        for fault in self.faults:
            rows, column = self._rows(fault.start, fault.end, steps), self._column(fault)
            if steps[rows]:
                stretch = self._stretch(fault, values[rows, column], steps[rows], course.part(rows))
                values[rows, column] = EFFECTS[fault.kind](stretch)
        for start, end in self.off:
            rows = self._rows(start, end, steps)
            values[rows] = course.part(rows).idle(self.sensors)
        return values

    def _stretch(self, fault: PlantFault, values: Floats, steps: range, course: Course) -> Stretch:
        column, begin = self._column(fault), self._first_from(fault.start)
        length = self._last_until(fault.end) - begin
        before = self._course(range(begin, begin + 1)).running(self.sensors)
        return Stretch(
            values=values,
            amount=fault.size * self.sensors[column].level,
            progress=(np.array(steps) - begin) / max(length, 1),
            scatter=course.excess[:, column],
            first=float(before[0, column]),
            mirrored=course.mirrored().running(self.sensors)[:, column],
        )

    def _course(self, steps: range) -> Course:
        return Course.over(steps, _DAY // self.every, len(self.sensors), self.seed)

    def _rows(self, start: datetime, end: datetime, steps: range) -> slice:
        """Return which of the rows are in a span; both ends of it count."""
        first, after = self._first_from(start), self._last_until(end) + 1
        return slice(*(min(max(step, steps.start), steps.stop) - steps.start for step in (first, after)))

    def _first_from(self, moment: datetime) -> int:
        return -((_ORIGIN - moment) // self.every)

    def _last_until(self, moment: datetime) -> int:
        return (moment - _ORIGIN) // self.every

    @property
    def _names(self) -> tuple[str, ...]:
        return tuple(sensor.name for sensor in self.sensors)

    def _column(self, fault: PlantFault) -> int:
        if fault.sensor not in self._names:
            raise InvalidValueError(
                f"a fault is in {fault.sensor!r}, but the plant has only {', '.join(self._names)}."
            )
        return self._names.index(fault.sensor)


def _check_names(component: str, sensors: tuple[str, ...]) -> None:
    if COMPONENT_NAME.fullmatch(component) is None:
        raise InvalidValueError(
            f"component is {component!r}; it has 1 to 200 letters, digits, '.', '_' and '-'."
        )
    if not sensors or len(set(sensors)) < len(sensors):
        raise InvalidValueError(f"sensors are {sensors}; a plant has at least one, each with its own name.")
    for name in sensors:
        if COLUMN_NAME.fullmatch(name) is None:
            raise InvalidValueError(f"a sensor is called {name!r}; a name has {COLUMN_NAME_RULE}.")
