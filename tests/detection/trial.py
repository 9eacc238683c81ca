"""What a model that learned a machine's history finds in the days after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from l4e_sdk.local.detection import AnomalyModel, evaluate
from l4e_sdk.local.detection.model_selection import Goal
from l4e_sdk.local.timeseries import placeholders
from tests.detection.machines import FAULTS, Fault, Machine, fault, injected

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.detection.machines import Floats

ALARMS_PER_MONTH: Final = 2.0
MONTHS: Final = 2
"""Those of the 60 days after the history."""
_HOURS, _ROWS = 3.0, 4


class Span(NamedTuple):
    """The rows of an event, the last one inside."""

    first: int
    last: int


class Trial:
    """A model of one history, and the events that it finds afterwards.

    Args:
        made: the machine.
        values: its readings, dirty or not; the model learns the history of these.
    """

    def __init__(self, made: Machine, values: Floats) -> None:
        self.made = made
        self._names = [f"s{sensor}" for sensor in range(values.shape[1])]
        history = slice(0, made.history)
        self.model = AnomalyModel.fit(
            made.times[history],
            values[history].astype(np.float32),
            self._names,
            rate_seconds=made.rate,
            goal=Goal(ALARMS_PER_MONTH),
            missing_codes=placeholders.ALL,
        )

    def events(self, values: Floats) -> list[Span]:
        """Return the events after the history, of readings that may have a fault."""
        made, live = self.made, slice(self.made.history, None)
        times = made.times[live]
        judged = self.model.assess(times, values[live].astype(np.float32))
        found = evaluate(times, judged, (), self._names, rate_seconds=made.rate)
        return [
            Span(*(int(np.searchsorted(made.times, end)) for end in (event.start, event.end)))
            for event in found.events
        ]

    def found(self, values: Floats, one: Fault) -> list[Span]:
        """Return the events that touch a fault, if its readings are given; or its control, if those without it are."""
        return [event for event in self.events(values) if event.first < one.stop and event.last >= one.start]


def drawn(made: Machine) -> Fault:
    """Return a fault of a kind, a length and a size that the number of the machine draws.

    It is between 6 and 20 deviations of what the load does not explain, in one to three sensors, for 6 to 48 hours.
    """
    rng = np.random.default_rng([55, made.number])
    kind = FAULTS[made.number % len(FAULTS)]
    width = made.values.shape[1]
    chosen = rng.choice(width, size=min(width, int(rng.integers(1, 4))), replace=False)
    start = made.history + made.rows(float(rng.uniform(10, 45)))
    hours, size = float(rng.uniform(6, 48)), float(rng.uniform(6, 20))
    sensors = tuple(int(sensor) for sensor in chosen)
    return fault(made, kind, start, hours=hours, sensors=sensors, size=size)


def faulty(made: Machine, one: Fault) -> Floats:
    """Return the machine's readings with a fault."""
    return injected(made, made.values, one)


def overrun_hours(made: Machine, one: Fault, events: Sequence[Span]) -> float:
    """Return for how many hours the last of a fault's events goes on after it; 0 where none does."""
    late = max((event.last - one.stop + 1 for event in events), default=0)
    return max(late, 0) * made.rate / 3600


def allowed_hours(made: Machine) -> float:
    """Return for how long an event may go on after its fault."""
    return max(_HOURS, _ROWS * made.rate / 3600)
