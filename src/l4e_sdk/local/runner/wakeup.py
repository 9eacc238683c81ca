"""A signal that wakes the threads of a runner. No signal is lost between a look at the queue and the wait."""

from __future__ import annotations

import threading


class Wakeup:
    """A counter of wake-ups. A thread that finds no work and then waits also notices a wake-up in between."""

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
        """Wait until there are more wake-ups than ``heard``, for at most ``seconds``."""
        with self._changed:
            self._changed.wait_for(lambda: self._rings != heard, seconds)
