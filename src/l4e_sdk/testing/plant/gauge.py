"""A sensor of a site that follows what drives it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauge:
    r"""A sensor with a continuous reading; its name is ``component\\sensor``.

    It reads ``level * (1 + load * (L - 1) + bend * (L - 1)² + speed * (S - 1) + ambient * A)`` and scatter, where the
    load L and the speed S are 1 at the rated point and 0 when the machine stands, and A goes from about -1 (a winter's
    night) to 1. All three reach it with its lag.
    """

    name: str
    level: float
    """What it reads at the rated point, in its own unit."""
    load: float = 0.7
    bend: float = 0.0
    speed: float = 0.3
    ambient: float = 0.0
    lag: timedelta = timedelta(0)
    """The time constant with which it follows; at most 2 hours."""
    noise: float = 0.01
    """What it scatters by on its own, as a share of the level."""
    upstream: str = ""
    """The gauge whose loss of efficiency reaches this one; empty for none."""
    coupling: float = 0.5
    """The share of an upstream deviation that it shows, with its lag; below 0 it goes the other way."""
    moves_from: datetime | None = None
    """Until then it shows its level and nothing else, as a sensor does that is connected late."""

    kind: ClassVar[str] = "gauge"

    @property
    def reach(self) -> float:
        """What the size of a fault is a share of."""
        return self.level
