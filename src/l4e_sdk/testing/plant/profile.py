"""The course of a site's load over the day and the week, and its operating modes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mode:
    """An operating mode: another point at which the machine runs normally."""

    load: float = 1.0
    """The load's factor."""
    speed: float = 1.0
    """The speed's factor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The course of the load; shares are of the rated load."""

    day: float = 0.2
    """The variation of the load over a day."""
    weekend: float = 1.0
    """The factor on Saturday and Sunday."""
    shifts: tuple[float, ...] = (1.0,)
    """A factor for each shift; the shifts of a day are equally long and begin at midnight."""
    modes: tuple[Mode, ...] = (Mode(),)
    """Each shift runs in one of them; the seed says which."""
    unrest: float = 0.03
    """The slow random variation of the load, over hours."""
