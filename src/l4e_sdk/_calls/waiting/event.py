"""The event that a callback of a wait gets."""

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
    """One poll of a wait, as passed to ``on_poll``."""

    what: str
    """The resource in words: ``model 'pump'``."""
    status: str | None
    """The status in the answer; None if the poll returned no description."""
    attempt: int
    """The number of the poll, from 1."""
    elapsed: timedelta
    """The time since the wait began."""
    next_delay: timedelta | None
    """The time until the next poll; None after the last poll."""
    description: Response | None
    """The description that the service returned; None if the poll returned none."""
    error: ServiceError | ConnectionFailedError | None = None
    """The error that the poll returned in place of a description."""


OnPoll: TypeAlias = Callable[[WaitEvent], object]
"""A callback that is called after each poll. If it returns ``False``, the wait is cancelled."""
