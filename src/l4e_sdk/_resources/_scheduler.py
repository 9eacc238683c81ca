"""Code that both kinds of schedulers share: their end states, and changes that need a stopped scheduler."""

from __future__ import annotations

import logging
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final, Literal, Protocol, Self, TypeAlias

from l4e_sdk.errors import ConflictException, L4EError

if TYPE_CHECKING:
    from collections.abc import Iterator

logger: Final = logging.getLogger("l4e_sdk._resources")

Goal: TypeAlias = Literal["RUNNING", "STOPPED"]
"""The end states of a scheduler."""

_NOT_STARTED: Final = "{!r} was running, and was stopped for a change; call start() to have it run again."

_HEADED_FOR: dict[str, Goal] = {
    "PENDING": "RUNNING",
    "RUNNING": "RUNNING",
    "STOPPING": "STOPPED",
    "STOPPED": "STOPPED",
}


class Scheduler(Protocol):
    """A scheduler that can be started and stopped."""

    @property
    def status(self) -> str | None:
        """The last known status."""
        ...

    def refresh(self) -> Self:
        """Load the status again."""
        ...

    def start(self) -> Self:
        """Start the scheduler."""
        ...

    def stop(self) -> Self:
        """Stop the scheduler."""
        ...

    def wait(self, *, until: Goal | None = None) -> Self:
        """Wait for an end state."""
        ...


def goal(status: str | None) -> Goal:
    """Return the end state that a status leads to. An unknown status leads to RUNNING."""
    return _HEADED_FOR.get(status or "", "RUNNING")


@contextmanager
def stopped(scheduler: Scheduler) -> Iterator[None]:
    """Stop a scheduler for a change. If it was running, start it again, also after an error.

    The scheduler stays stopped only if the process is killed in between. The log then shows that it was running.
    """
    running = goal(scheduler.refresh().status) == "RUNNING"
    scheduler.wait()
    if not running:
        yield
        return
    logger.info(
        "%s is stopped for a change, and started again after it.", repr(scheduler)
    )  # the text as of now
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
    ):  # a stop with a lost answer may have taken effect; if not, the wait reports it
        scheduler.stop()
    scheduler.wait(until="STOPPED")


def _start(scheduler: Scheduler) -> None:
    try:
        scheduler.start()
    except ConflictException:  # as above, or the scheduler is still stopping
        if goal(scheduler.refresh().status) == "STOPPED":
            scheduler.wait(until="STOPPED").start()
