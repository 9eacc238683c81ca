"""Fault drills: would my model see this fault, how late, and would it blame the right sensor?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

from l4e_sdk.errors import InvalidValueError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from l4e_sdk.testing.plant.block import Block
    from l4e_sdk.testing.plant.injected import SiteFault
    from l4e_sdk.testing.plant.site import Site


@dataclass(frozen=True, slots=True)
class Alarm:
    """An alarm of a model, for a range of time."""

    start: datetime
    end: datetime
    sensors: tuple[str, ...] = ()
    """The sensors that it blames, the most to blame first."""


@dataclass(frozen=True, slots=True)
class DrillRow:
    """The result of one fault."""

    kind: str
    sensor: str
    size: float
    duration: timedelta
    detected: bool
    """An alarm meets the fault, and none meets the same hours without it."""
    delay: timedelta | None
    """From the start of the fault to the first alarm; None if there was none."""
    blamed: tuple[str, ...]
    """The sensors of the first alarm."""
    false_alarm: bool
    """An alarm meets the same hours of the site without the fault, so this row says nothing about the fault."""

    @property
    def blames_the_cause(self) -> bool:
        """Whether the sensor with the largest share in the alarm is the cause."""
        return self.blamed[:1] == (self.sensor,)


Judge: TypeAlias = "Callable[[Block], Sequence[Alarm]]"
"""A trained model: takes rows, returns its alarms."""


def drill(
    judge: Judge,
    site: Site,
    sensor: str,
    start: datetime,
    *,
    kinds: Sequence[type[SiteFault]],
    sizes: Sequence[float] = (0.02, 0.1, 0.3),
    durations: Sequence[timedelta] = (timedelta(hours=24),),
    history: timedelta = timedelta(hours=24),
) -> tuple[DrillRow, ...]:
    """Inject one fault at a time into a site, and run a model on the data.

    Args:
        judge: takes rows, returns alarms; it was trained before.
        site: the site that the model was trained on, without faults after ``start``.
        sensor: where each fault begins.
        start: when each fault begins.
        kinds: the kinds of faults.
        sizes: their sizes.
        durations: how long they last.
        history: the rows before the fault that the judge gets too.

    Returns:
        A row for each kind, duration and size, in this order.

    Raises:
        InvalidValueError: there is no such sensor, a duration or a size is not above zero, or a time is naive.
    """
    for duration in durations:
        if duration <= timedelta(0):
            raise InvalidValueError(f"a duration is {duration}; it is above zero.")
    table: list[DrillRow] = []
    for kind in kinds:
        for duration in durations:
            end = start + duration
            healthy = _met(judge(site.readings(start - history, end)), start, end)
            for size in sizes:
                faulty = site.with_fault(kind(sensor, start, end, size))
                alarms = _met(judge(faulty.readings(start - history, end)), start, end)
                fault = kind.kind, sensor, size, duration
                table.append(_row(fault, start, alarms, false_alarm=bool(healthy)))
    return tuple(table)


def _row(
    fault: tuple[str, str, float, timedelta], start: datetime, alarms: Sequence[Alarm], *, false_alarm: bool
) -> DrillRow:
    if not alarms:
        return DrillRow(*fault, detected=False, delay=None, blamed=(), false_alarm=false_alarm)
    return DrillRow(
        *fault,
        detected=not false_alarm,
        delay=max(alarms[0].start - start, timedelta(0)),
        blamed=alarms[0].sensors,
        false_alarm=false_alarm,
    )


def _met(alarms: Sequence[Alarm], start: datetime, end: datetime) -> list[Alarm]:
    found = [alarm for alarm in alarms if alarm.start <= end and alarm.end >= start]
    return sorted(found, key=lambda alarm: (alarm.start, alarm.end))
