"""Clocks. Only this module reads the system's time; all other code gets a clock as an argument.

A ``VirtualClock`` stands still until you advance it, and then runs all work that falls due in between. So a year of
scheduled retraining takes only as long as the training itself.
"""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, Protocol

from l4e_sdk._durations import later
from l4e_sdk._missing import is_missing, refusal
from l4e_sdk.errors import ClockStalledError, ConfigurationError, InvalidValueError

if TYPE_CHECKING:
    from l4e_sdk._durations import CalendarDuration

_ROUNDS: Final = 1000
"""Runs of the listeners at one time before the clock reports that it is stalled."""


class Clock(Protocol):
    """The interface to time that the package needs."""

    def now(self) -> datetime:
        """Return the wall time, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Return the seconds since an unspecified start; the value never decreases."""
        ...

    def sleep(self, seconds: float) -> None:
        """Sleep for a time; zero or less returns at once."""
        ...

    def advance(self, by: timedelta | CalendarDuration | str) -> datetime:
        """Advance the time and return it.

        Raises:
            ConfigurationError: the clock cannot be advanced, for example the operating system's.
        """
        ...


class ClockListener(Protocol):
    """An object that a virtual clock runs while it advances."""

    def next_due(self) -> datetime | None:
        """Return when the next work is due, or None. A time in the past means that work is due now."""
        ...

    def run_due(self) -> None:
        """Run all due work until no work is due at the clock's ``now()``."""
        ...


class SystemClock:
    """The clock of the operating system."""

    def now(self) -> datetime:
        """Return the wall time, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return the seconds of a monotonic clock, which changes of the wall time do not affect."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Block the calling thread for a time."""
        if seconds > 0:
            time.sleep(seconds)

    def advance(self, by: timedelta | CalendarDuration | str) -> datetime:
        """Refuse to advance: only a ``VirtualClock`` can be advanced.

        Raises:
            ConfigurationError: always.
        """
        raise ConfigurationError(
            f"The system's clock cannot be moved by {by}; pass clock=VirtualClock(...) to what goes by it."
        )

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


class VirtualClock:
    """A clock for tests and simulations: it shows the same time until you advance it, and never goes back.

    One thread at a time advances the clock and runs its listeners. Other threads wait for it, and then find the time
    already advanced, so the sleeps of several threads overlap as in reality. If a listener advances the clock while it
    runs, only the time changes; the thread that advances the clock runs the work that falls due. A listener must
    therefore not wait, on the same clock, for work that only a listener does, or for a thread that advances the clock.

    Args:
        start: the first value of ``now()``; it must have a time zone.
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
        """Return the seconds since the start."""
        return (self.now() - self._start).total_seconds()

    def sleep(self, seconds: float) -> None:
        """Advance the clock instead of waiting."""
        if seconds > 0:
            self.advance(timedelta(seconds=seconds))

    def advance(self, by: timedelta | CalendarDuration | str) -> datetime:
        """Advance the clock, and run all work that falls due in between, each at its time.

        Args:
            by: a ``timedelta`` or an ISO 8601 duration; ``"P1M"`` is a calendar month.

        Returns:
            The new value of ``now()``.

        Raises:
            InvalidValueError: the duration cannot be parsed, or is negative.
            ClockStalledError: a listener reports due work again and again.
        """
        start = self.now()
        return self._reach(later(start, by), start)

    def advance_to(self, moment: datetime) -> datetime:
        """Advance the clock to a time, and run all work that falls due in between, each at its time.

        If a listener raises an error, the clock stops at that time and this call raises the error.

        Raises:
            InvalidValueError: the time has no zone, or is before the clock's time at the call.
            ClockStalledError: a listener reports due work again and again.
        """
        return self._reach(_utc(moment), self.now())

    def attach(self, listener: ClockListener) -> None:
        """Add a listener. Listeners run in the order of their attachment."""
        with self._state:
            self._listeners = [*self._listeners, listener]

    def detach(self, listener: ClockListener) -> None:
        """Remove a listener; an unknown listener is ignored."""
        with self._state:
            self._listeners = [known for known in self._listeners if known is not listener]

    def __repr__(self) -> str:
        return f"<{type(self).__name__} at {self.now().isoformat()}>"

    def _reach(self, target: datetime, start: datetime) -> datetime:
        # The caller chose the start. Another thread may have advanced the clock past the target since, which is valid.
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
        """Advance to a due time, and run the listeners until no work is due then."""
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
    if is_missing(moment):
        raise InvalidValueError(f"The time of a clock {refusal(moment)}.")
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise InvalidValueError(
            f"{moment.isoformat()} has no time zone; write {moment.isoformat()}+00:00 for UTC."
        )
    return moment.astimezone(UTC)
