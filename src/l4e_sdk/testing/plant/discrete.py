"""Sensors of a site that do not measure a continuous quantity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Counter:
    """Counts while the machine runs: hours, strokes, pieces."""

    name: str
    since: datetime
    """The time at which it starts to count; before, it shows zero."""
    rate: float = 1.0
    """The counts per hour of running time."""
    wrap: float | None = None
    """The value at which it returns to zero; None if it never does."""
    resets: tuple[datetime, ...] = ()
    """The times at which it is set to zero."""

    @property
    def reach(self) -> float:
        """The unit for the size of a fault: the counts of a day."""
        return 24 * self.rate


@dataclass(frozen=True, slots=True)
class StateSensor:
    """A valve or a gear: few values, chosen by the load."""

    name: str
    states: tuple[float, ...] = (0.0, 1.0)
    above: tuple[float, ...] = (0.9,)
    """The loads from which each state after the first holds, rising; one less than there are states."""

    @property
    def reach(self) -> float:
        """The unit for the size of a fault: the largest state."""
        return max(abs(state) for state in self.states)


@dataclass(frozen=True, slots=True)
class RunSensor:
    """A sensor that shows 1 while the machine runs and 0 while it is off, for an off-condition."""

    name: str

    @property
    def reach(self) -> float:
        """The unit for the size of a fault."""
        return 1.0


@dataclass(frozen=True, slots=True)
class ConstantSensor:
    """A sensor that always shows the same value."""

    name: str
    value: float

    @property
    def reach(self) -> float:
        """The unit for the size of a fault."""
        return abs(self.value)
