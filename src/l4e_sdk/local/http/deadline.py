"""A limit of time."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop, TimerHandle
    from collections.abc import Callable


class Deadline:
    """Does something unless it is told in time that there is no need.

    Args:
        loop: keeps the time.
        seconds: how long it waits.
        missed: what to do then.
    """

    def __init__(self, loop: AbstractEventLoop, seconds: float, missed: Callable[[], None]) -> None:
        self._loop = loop
        self._seconds = seconds
        self._missed = missed
        self._timer: TimerHandle | None = None

    def begin(self) -> None:
        """Begin to wait; once it does, nothing makes it longer."""
        if self._timer is None:
            self._timer = self._loop.call_later(self._seconds, self._missed)

    def end(self) -> None:
        """Wait no more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
