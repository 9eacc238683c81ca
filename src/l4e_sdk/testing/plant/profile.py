"""How the load of a site goes through the day and the week, and the modes that it runs in."""

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
    """What the load swings by in the course of a day."""
    weekend: float = 1.0
    """The factor on Saturday and Sunday."""
    shifts: tuple[float, ...] = (1.0,)
    """A factor for each shift; the shifts of a day are equally long and begin at midnight."""
    modes: tuple[Mode, ...] = (Mode(),)
    """Each shift runs in one of them; the seed says which."""
    unrest: float = 0.03
    """What the load wanders by within hours."""
