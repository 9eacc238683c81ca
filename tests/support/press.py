"""A press for tests: two sensors that follow the time of day, and one fault, when the oil is too hot."""

from __future__ import annotations

import math
import random
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

NOW = datetime(2024, 2, 5, tzinfo=UTC)
"""When everything that is known of the press is behind it."""

FAULT = (datetime(2024, 1, 26, 6, tzinfo=UTC), datetime(2024, 1, 27, tzinfo=UTC))
COMPONENT = "press-07"


def history(folder: Path) -> Path:
    """Write 34 days, row by hour, into the component's folder below this one."""
    file = folder / COMPONENT / "january.csv"
    file.parent.mkdir(parents=True)
    start = datetime(2024, 1, 1, tzinfo=UTC)
    file.write_bytes(csv(start + hour * timedelta(hours=1) for hour in range(34 * 24)))
    return folder


def csv(moments: Iterable[datetime], heat: float = 0) -> bytes:
    """Return one row for each moment; heat is in degrees, on top of that of the fault."""
    rows = [f"{moment:%Y-%m-%dT%H:%M:%S},{_oil(moment) + heat:.3f},{_ram(moment):.4f}" for moment in moments]
    return "\n".join(["Timestamp,oil_temp,ram_speed", *rows, ""]).encode()


def _oil(moment: datetime) -> float:
    fault = 15 if FAULT[0] <= moment <= FAULT[1] else 0
    return 60 + 5 * _load(moment) + fault + _noise(moment, 0.3)


def _ram(moment: datetime) -> float:
    return 1.8 + _load(moment) / 10 + _noise(moment, 0.02)


def _load(moment: datetime) -> float:
    return math.sin(math.tau * moment.hour / 24)


def _noise(moment: datetime, spread: float) -> float:
    return random.Random(f"{moment} {spread}").gauss(0, spread)
