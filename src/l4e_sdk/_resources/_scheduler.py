"""What the two kinds of schedulers share: where they are going, and being stopped for a while."""

from __future__ import annotations

import logging
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final, Literal, Protocol, Self, TypeAlias

from l4e_sdk.errors import ConflictException, L4EError

if TYPE_CHECKING:
    from collections.abc import Iterator

logger: Final = logging.getLogger("l4e_sdk._resources")

Goal: TypeAlias = Literal["RUNNING", "STOPPED"]
"""The states in which a scheduler rests."""

_NOT_STARTED: Final = "{!r} was running, and was stopped for a change; call start() to have it run again."

_HEADED_FOR: dict[str, Goal] = {
    "PENDING": "RUNNING",
    "RUNNING": "RUNNING",
    "STOPPING": "STOPPED",
    "STOPPED": "STOPPED",
}


class Scheduler(Protocol):
    """What can be started and stopped."""

    @property
    def status(self) -> str | None:
        """The state as last seen."""
        ...

    def refresh(self) -> Self:
        """Read the state again."""
        ...

    def start(self) -> Self:
        """Start."""
        ...

    def stop(self) -> Self:
        """Stop."""
        ...

    def wait(self, *, until: Goal | None = None) -> Self:
        """Wait for a state of rest."""
        ...


def goal(status: str | None) -> Goal:
    """Return where a scheduler comes to rest; a state that is not known is taken for a start."""
    return _HEADED_FOR.get(status or "", "RUNNING")


@contextmanager
def stopped(scheduler: Scheduler) -> Iterator[None]:
    """Keep a scheduler stopped for a while; if it was running, it is started again, come what may.

    Only a process that is killed meanwhile leaves it stopped; its log says that it was running.
    """
    running = goal(scheduler.refresh().status) == "RUNNING"
    scheduler.wait()
    if not running:
        yield
        return
    logger.info("%s is stopped for a change, and started again after it.", repr(scheduler))  # as it is now
    try:
        _stop(scheduler)
        yield
    except BaseException as error:
        try:
            _start(scheduler)
        except L4EError as refusal:
            error.add_note(f"{_NOT_STARTED.format(scheduler)} It could not be started now: {refusal}")
        raise
    try:
        _start(scheduler)
    except L4EError as error:
        error.add_note(_NOT_STARTED.format(scheduler))
        raise


def _stop(scheduler: Scheduler) -> None:
    with suppress(
        ConflictException
    ):  # a stop whose answer was lost took effect; if not, the wait finds it out
        scheduler.stop()
    scheduler.wait(until="STOPPED")


def _start(scheduler: Scheduler) -> None:
    try:
        scheduler.start()
    except ConflictException:  # as above, or it is still stopping
        if goal(scheduler.refresh().status) == "STOPPED":
            scheduler.wait(until="STOPPED").start()
