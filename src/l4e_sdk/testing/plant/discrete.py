"""Sensors of a site that are no measurement of a continuous quantity."""

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
    """Where it begins at zero; it shows zero before."""
    rate: float = 1.0
    """What it counts in an hour of running."""
    wrap: float | None = None
    """Where it begins at zero again; None for never."""
    resets: tuple[datetime, ...] = ()
    """When somebody sets it to zero."""

    @property
    def reach(self) -> float:
        """What the size of a fault is a share of: the count of a day."""
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
        """What the size of a fault is a share of: the largest state."""
        return max(abs(state) for state in self.states)


@dataclass(frozen=True, slots=True)
class RunSensor:
    """Shows 1 while the machine runs and 0 while it stands: what an off-condition needs."""

    name: str

    @property
    def reach(self) -> float:
        """What the size of a fault is a share of."""
        return 1.0


@dataclass(frozen=True, slots=True)
class ConstantSensor:
    """Shows the same value for ever."""

    name: str
    value: float

    @property
    def reach(self) -> float:
        """What the size of a fault is a share of."""
        return abs(self.value)
