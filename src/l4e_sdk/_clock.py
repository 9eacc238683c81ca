"""Time as a dependency: only this module reads the system's.

A ``VirtualClock`` stands still until it is moved, and then runs what falls due on the way, so that a year of scheduled
retraining takes as long as the training takes.
"""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, Protocol

from l4e_sdk._durations import later
from l4e_sdk.errors import ClockStalledError, ConfigurationError, InvalidValueError

if TYPE_CHECKING:
    from l4e_sdk._durations import CalendarDuration

_ROUNDS: Final = 1000
"""How often listeners are run at one moment before a clock that does not get on is given up."""


class Clock(Protocol):
    """What the package needs to know of time."""

    def now(self) -> datetime:
        """Return the wall time, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds from an unnamed start; they never go back."""
        ...

    def sleep(self, seconds: float) -> None:
        """Let that much time pass; zero or less returns at once."""
        ...

    def advance(self, by: timedelta | CalendarDuration | str) -> datetime:
        """Move the time and return it.

        Raises:
            ConfigurationError: it is a time that nobody moves, as the operating system's.
        """
        ...


class ClockListener(Protocol):
    """What a virtual clock runs while it moves."""

    def next_due(self) -> datetime | None:
        """Return when the next work is due, or None; a past moment means at once."""
        ...

    def run_due(self) -> None:
        """Run everything that is due at the clock's ``now()``, until nothing is."""
        ...


class SystemClock:
    """The time of the operating system."""

    def now(self) -> datetime:
        """Return the wall time, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return seconds that no change of the wall time affects."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Let the calling thread wait."""
        if seconds > 0:
            time.sleep(seconds)

    def advance(self, by: timedelta | CalendarDuration | str) -> datetime:
        """Refuse: whoever wants to move time brings a clock of their own.

        Raises:
            ConfigurationError: always.
        """
        raise ConfigurationError(
            f"The system's clock cannot be moved by {by}; pass clock=VirtualClock(...) to what goes by it."
        )

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


class VirtualClock:
    """A clock that stands still until it is moved, and never goes back.

    One thread at a time moves it and runs its listeners; others that want to move it wait, then find the time already
    moved: sleeps of several threads overlap, as they do in the world. A listener that moves the clock while it runs
    (work that sleeps) only moves the time; what falls due by that is run by whoever is moving the clock. A listener
    must therefore not wait, on the same clock, for work that only a listener does, nor for a thread that moves it.

    Args:
        start: the first ``now()``; must be aware.
    """

    def __init__(self, start: datetime) -> None:
        self._start = self._now = _utc(start)
        self._listeners: list[ClockListener] = []
        self._moving = threading.RLock()
        self._state = threading.Lock()
        self._running = False

    def now(self) -> datetime:
        """Return the time that the clock shows, in UTC."""
        with self._state:
            return self._now

    def monotonic(self) -> float:
        """Return the seconds from the start."""
        return (self.now() - self._start).total_seconds()

    def sleep(self, seconds: float) -> None:
        """Move the clock instead of waiting."""
        if seconds > 0:
            self.advance(timedelta(seconds=seconds))

    def advance(self, by: timedelta | CalendarDuration | str) -> datetime:
        """Move the clock and run what falls due on the way, each at its time.

        Args:
            by: a length, or an ISO 8601 duration; ``"P1M"`` is a calendar month.

        Returns:
            The new ``now()``.

        Raises:
            InvalidValueError: the duration cannot be read or is negative.
            ClockStalledError: a listener stays due.
        """
        start = self.now()
        return self._reach(later(start, by), start)

    def advance_to(self, moment: datetime) -> datetime:
        """Move the clock to a moment and run what falls due on the way, each at its time.

        An error of a listener ends the move where it happened and comes out of this call.

        Raises:
            InvalidValueError: the moment is naive, or before the clock's time at the call.
            ClockStalledError: a listener stays due.
        """
        return self._reach(_utc(moment), self.now())

    def attach(self, listener: ClockListener) -> None:
        """Add a listener; listeners run in the order in which they came."""
        with self._state:
            self._listeners = [*self._listeners, listener]

    def detach(self, listener: ClockListener) -> None:
        """Remove a listener; one that is not there is no error."""
        with self._state:
            self._listeners = [known for known in self._listeners if known is not listener]

    def __repr__(self) -> str:
        return f"<{type(self).__name__} at {self.now().isoformat()}>"

    def _reach(self, target: datetime, start: datetime) -> datetime:
        # The start is the caller's: another thread may have moved the clock past the target since, which is no fault.
        if target < start:
            raise InvalidValueError(
                f"The clock shows {start} and cannot go back to {target}; make a new clock."
            )
        with self._moving:
            if self._running:
                self._move(target)
            else:
                self._travel(target)
            return self.now()

    def _travel(self, target: datetime) -> None:
        self._running = True
        try:
            while (due := self._next_due()) is not None and due <= max(target, self.now()):
                self._stop_at(due)
            self._move(target)
            self._run_listeners()
        finally:
            self._running = False

    def _stop_at(self, due: datetime) -> None:
        """Move to a due time and run the listeners until nothing is due there any more."""
        self._move(due)
        for _ in range(_ROUNDS):
            before = self.now()
            self._run_listeners()
            upcoming = self._next_due()
            if upcoming is None or upcoming > before:
                return
        raise ClockStalledError(
            f"Work due at {due} is still due after {_ROUNDS} attempts to run it; detach the listener that does not "
            "run what it reports."
        )

    def _next_due(self) -> datetime | None:
        dues = [due for listener in self._listeners if (due := listener.next_due()) is not None]
        return min(dues, default=None)

    def _run_listeners(self) -> None:
        for listener in self._listeners:
            listener.run_due()

    def _move(self, moment: datetime) -> None:
        with self._state:
            self._now = max(self._now, moment)


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise InvalidValueError(
            f"{moment.isoformat()} has no time zone; write {moment.isoformat()}+00:00 for UTC."
        )
    return moment.astimezone(UTC)
