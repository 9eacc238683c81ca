"""What those get to see who watch a wait."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from datetime import timedelta

    from l4e_sdk.errors import ConnectionFailedError, ServiceError
    from l4e_sdk.shapes._shape import Response


@dataclass(frozen=True, slots=True)
class WaitEvent:
    """One poll of a wait, for those who watch."""

    what: str
    """What is waited for, in words: ``model 'pump'``."""
    status: str | None
    """The status that the poll found; None if it found no description."""
    attempt: int
    """Counts polls from 1."""
    elapsed: timedelta
    """Since the wait began."""
    next_delay: timedelta | None
    """Until the next poll; None if this is the last one."""
    description: Response | None
    """What the service said of the resource."""
    error: ServiceError | ConnectionFailedError | None = None
    """What the poll brought instead of a description."""


OnPoll: TypeAlias = Callable[[WaitEvent], object]
"""Called after each poll; returning ``False`` cancels the wait."""
