"""Permanent changes of a site that are not faults."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class RegimeChange:
    """A permanent change of the operating point, for example a new product."""

    start: datetime
    load: float = 1.0
    """The load's factor from then on."""
    speed: float = 1.0
    """The speed's factor from then on."""


@dataclass(frozen=True, slots=True)
class UnitChange:
    """A change of a sensor's unit from a time on: ``factor * value + offset``."""

    sensor: str
    start: datetime
    factor: float
    offset: float = 0.0
