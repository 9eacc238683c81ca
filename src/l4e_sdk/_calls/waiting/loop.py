"""The loop that lets time pass between polls, for one watch and for many."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from l4e_sdk._clock import SystemClock
from l4e_sdk.errors import (
    ConnectionFailedError,
    InvalidValueError,
    ServiceError,
    WaitCancelledError,
    WaitError,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from l4e_sdk._calls.waiting.watch import Watch
    from l4e_sdk.shapes._shape import Response

R = TypeVar("R", bound="Response")


def run(watch: Watch[R]) -> R | None:
    """Poll until a watch is over, and return the last description; None if the resource is gone, as was waited for.

    Errors are those of ``Watch.poll``.
    """
    while not watch.over:
        _poll(watch)
    return watch.last


def run_all(watches: Sequence[Watch[Response]]) -> dict[int, Exception]:
    """Poll until all watches are over, whichever is due next, and return what some ended with, by their index.

    Raises:
        InvalidValueError: the watches do not go by one clock.
        WaitCancelledError: whoever watches one of them ended the wait; that is for all.
    """
    _check_clocks(watches)
    failures: dict[int, Exception] = {}
    while waiting := [index for index, watch in enumerate(watches) if not watch.over]:
        index = min(waiting, key=lambda each: watches[each].due)
        try:
            _poll(watches[index])
        except WaitCancelledError:
            raise
        except (WaitError, ServiceError, ConnectionFailedError) as error:
            failures[index] = error
    return failures


def _poll(watch: Watch[R]) -> None:
    watch.clock.sleep(watch.due - watch.clock.monotonic())
    watch.poll()


def _check_clocks(watches: Sequence[Watch[Response]]) -> None:
    """Refuse watches of different times; the system's clocks are one, however many there are."""
    others = {id(watch.clock) for watch in watches if not isinstance(watch.clock, SystemClock)}
    if len(others) > 1 or (others and len(others) < len({id(watch.clock) for watch in watches})):
        raise InvalidValueError(
            "the resources belong to clients with different clocks; wait for those of each clock on their own."
        )
