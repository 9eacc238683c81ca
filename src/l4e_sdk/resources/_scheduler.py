"""What the two kinds of schedulers share: where they are going, and being stopped for a while."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal, Protocol, Self, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

Goal: TypeAlias = Literal["RUNNING", "STOPPED"]
"""The states in which a scheduler rests."""

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
    """Keep a scheduler stopped for a while; if it was running, it is started again, come what may."""
    running = goal(scheduler.refresh().status) == "RUNNING"
    scheduler.wait()
    if running:
        scheduler.stop().wait()
    try:
        yield
    finally:
        if running:
            scheduler.start()
