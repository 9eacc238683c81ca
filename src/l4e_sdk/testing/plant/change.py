"""What changes in a site for good without being a fault."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class RegimeChange:
    """From a moment on the machine runs at another point: another product, another customer."""

    start: datetime
    load: float = 1.0
    """The load's factor from then on."""
    speed: float = 1.0
    """The speed's factor from then on."""


@dataclass(frozen=True, slots=True)
class UnitChange:
    """From a moment on a sensor reports in another unit: ``factor * value + offset``."""

    sensor: str
    start: datetime
    factor: float
    offset: float = 0.0
