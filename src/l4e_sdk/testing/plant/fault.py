"""Faults of a sensor, or of the quantity that it measures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, get_args

import numpy as np

from l4e_sdk._missing import is_missing, refusal
from l4e_sdk.errors import InvalidValueError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from numpy.typing import NDArray

    Floats: TypeAlias = NDArray[np.float64]

Kind: TypeAlias = Literal["step", "drift", "stuck", "noise", "decoupled"]


@dataclass(frozen=True, slots=True)
class PlantFault:
    """One fault of one sensor, in a range of time.

    * ``step``: reads too high by a fixed amount
    * ``drift``: reads higher and higher, from zero up to the amount
    * ``stuck``: keeps its first value
    * ``noise``: varies widely around the true value
    * ``decoupled``: falls when the load rises; each value alone looks normal

    Raises:
        InvalidValueError: the kind is unknown, a time has no zone, or the end is before the start.
    """

    kind: Kind
    sensor: str
    """Name of the sensor."""
    start: datetime
    """The first time of the fault, with a zone."""
    end: datetime
    """The last time of the fault, with a zone, as in a label."""
    size: float = 0.4
    """The amount, as a share of the sensor's usual level."""

    def __post_init__(self) -> None:
        if self.kind not in get_args(Kind):
            raise InvalidValueError(f"kind is {self.kind!r}; it is one of {', '.join(get_args(Kind))}.")
        check_range("a fault", self.start, self.end)


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """The input of a fault: its sensor's rows."""

    values: Floats
    """The readings without the fault."""
    amount: float
    """The fault's size in the unit of the sensor."""
    progress: Floats
    """From 0 at the start of the fault to 1 at its end."""
    scatter: Floats
    """Standard normal."""
    first: float
    """The reading at the start of the fault, which may be before the first row."""
    mirrored: Floats
    """The readings if the sensor ran against the load."""


EFFECTS: Final[dict[str, Callable[[Stretch], Floats]]] = {
    "step": lambda rows: rows.values + rows.amount,
    "drift": lambda rows: rows.values + rows.amount * rows.progress,
    "stuck": lambda rows: np.full_like(rows.values, rows.first),
    "noise": lambda rows: rows.values + rows.amount * rows.scatter,
    "decoupled": lambda rows: rows.mirrored,
}
"""The readings of a sensor during a fault, by kind."""


def check_range(what: str, start: datetime, end: datetime) -> None:
    """Check a range of time.

    Raises:
        InvalidValueError: a time has no zone, or the end is before the start.
    """
    for moment in (start, end):
        if is_missing(moment):
            raise InvalidValueError(f"{what} has a time that {refusal(moment)}.")
        if moment.utcoffset() is None:
            raise InvalidValueError(f"{what} has the naive time {moment}; add a zone, such as tzinfo=UTC.")
    if start > end:
        raise InvalidValueError(f"{what} ends at {end}, before it starts at {start}; swap start and end.")
