"""The loop that sleeps between polls, for one wait and for many."""

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
    """Poll until a wait is over. Return the last description, or None if the resource was deleted as wanted.

    It raises the errors of ``Watch.poll``.
    """
    while not watch.over:
        _poll(watch)
    return watch.last


def run_all(watches: Sequence[Watch[Response]]) -> dict[int, Exception]:
    """Poll until all waits are over, always the one that is due next. Return the errors by index.

    Raises:
        InvalidValueError: the waits do not use the same clock.
        WaitCancelledError: a callback cancelled one of the waits, which ends all of them.
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
    """Refuse waits with different clocks. All instances of the system's clock count as one."""
    others = {id(watch.clock) for watch in watches if not isinstance(watch.clock, SystemClock)}
    if len(others) > 1 or (others and len(others) < len({id(watch.clock) for watch in watches})):
        raise InvalidValueError(
            "the resources belong to clients with different clocks; wait for those of each clock on their own."
        )
