"""Damage to data in transit. The machine itself is healthy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeAlias, get_args

from l4e_sdk.errors import InvalidValueError
from l4e_sdk.testing.plant.fault import check_range

Disturbance: TypeAlias = Literal["missing", "irregular", "clock_jump", "duplicates"]


@dataclass(frozen=True, slots=True)
class Outage:
    """A range of time with damaged data.

    * ``missing``: no rows arrive
    * ``irregular``: the share of the rows is missing, the others are up to half a row late
    * ``clock_jump``: the timestamps are off by a fixed time
    * ``duplicates``: the share of the rows arrives twice

    Raises:
        InvalidValueError: the kind is unknown, the share is not between 0 and 1, a time has no zone, or the end is
            before the start.
    """

    kind: Disturbance
    start: datetime
    """The first time, with a zone."""
    end: datetime
    """The last time, with a zone."""
    component: str | None = None
    """The affected component; None for all."""
    share: float = 0.3
    """The share of the rows, for kinds with a share."""
    jump: timedelta = timedelta(hours=1)
    """The error of the clock; negative if it is behind."""

    def __post_init__(self) -> None:
        check_range("an outage", self.start, self.end)
        if self.kind not in get_args(Disturbance):
            raise InvalidValueError(
                f"kind is {self.kind!r}; it is one of {', '.join(get_args(Disturbance))}."
            )
        if not 0 <= self.share <= 1:
            raise InvalidValueError(f"share is {self.share}; it is from 0 to 1.")
