"""A time limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop, TimerHandle
    from collections.abc import Callable


class Deadline:
    """A timer that calls a function unless it is ended in time.

    Args:
        loop: the event loop.
        seconds: the time limit, in seconds.
        missed: the function to call when the time is over.
    """

    def __init__(self, loop: AbstractEventLoop, seconds: float, missed: Callable[[], None]) -> None:
        self._loop = loop
        self._seconds = seconds
        self._missed = missed
        self._timer: TimerHandle | None = None

    def begin(self) -> None:
        """Start the timer. A second call does not extend it."""
        if self._timer is None:
            self._timer = self._loop.call_later(self._seconds, self._missed)

    def end(self) -> None:
        """End the timer."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
