"""Wakes the threads of a runner, and loses no ring between a look at the queue and the wait."""

from __future__ import annotations

import threading


class Wakeup:
    """Counts its rings, so that whoever looks, finds nothing and then waits is woken by a ring in between."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._rings = 0

    @property
    def rings(self) -> int:
        """Return the number of wake-ups so far. Read it before you look for work."""
        return self._rings

    def ring(self) -> None:
        """Wake all waiting threads."""
        with self._changed:
            self._rings += 1
            self._changed.notify_all()

    def wait(self, heard: int, seconds: float) -> None:
        """Wait for a ring after those that were heard, or until the time is over."""
        with self._changed:
            self._changed.wait_for(lambda: self._rings != heard, seconds)
