"""Clocks for things that are measured in turns, on a machine that has other work too."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Cost:
    """What something takes, in seconds."""

    processor: float
    """Time of this process on all processors; what other processes do hardly changes it."""
    wall: float
    """Time by the clock on the wall."""


def in_turns(*acts: Callable[[], object], calls: int, rounds: int) -> list[Cost]:
    """Return the median cost of a call of each; the first round warms up and does not count."""
    turns = [[cost(act, calls) for act in acts] for _ in range(rounds + 1)][1:]
    return [median(costs) for costs in zip(*turns, strict=True)]


def cost(act: Callable[[], object], calls: int = 1) -> Cost:
    """Return the cost of one of some calls in a row."""
    processor, wall = time.process_time(), time.perf_counter()
    for _ in range(calls):
        act()
    return Cost((time.process_time() - processor) / calls, (time.perf_counter() - wall) / calls)


def median(costs: tuple[Cost, ...]) -> Cost:
    """Return the median of each time."""
    return Cost(
        statistics.median(one.processor for one in costs), statistics.median(one.wall for one in costs)
    )


def output_of(*arguments: str) -> str:
    """Return what a fresh Python prints."""
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=True)
    return done.stdout
