"""What can go wrong with data on its way to the files; the machine itself is well."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeAlias, get_args

from l4e_sdk.errors import InvalidValueError
from l4e_sdk.testing.plant.fault import check_range

Disturbance: TypeAlias = Literal["missing", "irregular", "clock_jump", "duplicates"]


@dataclass(frozen=True, slots=True)
class Outage:
    """A stretch of damaged data.

    ============== ===================================================================
    ``missing``    no rows arrive
    ``irregular``  the share of the rows does not arrive, the others up to half a row late
    ``clock_jump`` the timestamps are off by a fixed time
    ``duplicates`` the share of the rows arrives twice
    ============== ===================================================================

    Raises:
        InvalidValueError: there is no such kind, the share is not within 0 and 1, or the time is naive or backwards.
    """

    kind: Disturbance
    start: datetime
    """Aware; the first moment."""
    end: datetime
    """Aware; the last moment."""
    component: str | None = None
    """Whose data; None for that of all."""
    share: float = 0.3
    """Of the rows, where the kind speaks of a share."""
    jump: timedelta = timedelta(hours=1)
    """What the clock is ahead by; negative for behind."""

    def __post_init__(self) -> None:
        check_range("an outage", self.start, self.end)
        if self.kind not in get_args(Disturbance):
            raise InvalidValueError(
                f"kind is {self.kind!r}; it is one of {', '.join(get_args(Disturbance))}."
            )
        if not 0 <= self.share <= 1:
            raise InvalidValueError(f"share is {self.share}; it is from 0 to 1.")
