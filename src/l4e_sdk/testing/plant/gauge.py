"""A sensor of a site that follows what drives it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauge:
    r"""A sensor with a continuous reading. Its name is ``component\\sensor``.

    The reading is ``level * (1 + load * (L - 1) + bend * (L - 1)² + speed * (S - 1) + ambient * A)`` plus noise. The
    load L and the speed S are 1 at the rated point and 0 when the machine is off. A is from about -1 (a winter's night)
    to 1. All three act with the sensor's lag.
    """

    name: str
    level: float
    """The reading at the rated point, in the sensor's unit."""
    load: float = 0.7
    bend: float = 0.0
    speed: float = 0.3
    ambient: float = 0.0
    lag: timedelta = timedelta(0)
    """The time constant with which it follows; at most 2 hours."""
    noise: float = 0.01
    """The sensor's own noise, as a share of its level."""
    upstream: str = ""
    """The gauge whose loss of efficiency reaches this one; empty for none."""
    coupling: float = 0.5
    """The share of an upstream deviation that it shows, with its lag; below 0 it goes the other way."""
    moves_from: datetime | None = None
    """Until then it shows its level and nothing else, as a sensor does that is connected late."""

    kind: ClassVar[str] = "gauge"

    @property
    def reach(self) -> float:
        """The unit for the size of a fault."""
        return self.level
