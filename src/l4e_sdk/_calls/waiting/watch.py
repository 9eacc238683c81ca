"""One wait, poll by poll. It never sleeps, so that many waits can take turns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Generic, TypeVar

from l4e_sdk._calls.backoff import Backoff
from l4e_sdk._calls.waiting.acceptors import judged, judged_error
from l4e_sdk._calls.waiting.event import WaitEvent
from l4e_sdk._calls.waiting.patience import PATIENCE
from l4e_sdk._durations import span
from l4e_sdk.errors import (
    ConnectionFailedError,
    InvalidValueError,
    ResourceFailedError,
    ServiceError,
    UnexpectedStateError,
    WaitCancelledError,
    WaitTimeoutError,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from l4e_sdk._calls.waiting.acceptors import State
    from l4e_sdk._calls.waiting.event import OnPoll
    from l4e_sdk._clock import Clock
    from l4e_sdk.shapes._shape import Response

R_co = TypeVar("R_co", bound="Response", covariant=True)

_RESOLUTION = 0.001
"""Shortest remaining time, in seconds, that still counts as time left."""


@dataclass(frozen=True, slots=True)
class _Seen(Generic[R_co]):
    """The result of one poll."""

    state: State
    description: R_co | None = None
    error: ServiceError | ConnectionFailedError | None = None

    @property
    def status(self) -> str | None:
        return getattr(self.description, "status", None)


class Watch(Generic[R_co]):
    """A wait. The loop calls ``poll`` when the wait is ``due``, until it is ``over``.

    The first poll is due at once, the last one at the deadline. Throttling, server errors and broken connections do not
    end a wait.

    Args:
        waiter: the name of the waiter, a key of ``PATIENCE``. Its acceptors decide when the wait ends.
        call: describes the resource.
        what: the resource in words, for messages.
        clock: the clock to measure with. The loop also sleeps with it.
        timeout: longest wait. None uses the default in ``PATIENCE``; ``timedelta.max`` waits without a limit.
        poll: the interval between polls; a ``timedelta`` is a constant interval.
        on_poll: called after each poll; returning ``False`` cancels the wait.

    Raises:
        InvalidValueError: the timeout or the interval is out of range.
    """

    def __init__(
        self,
        waiter: str,
        call: Callable[[], R_co],
        *,
        what: str,
        clock: Clock,
        timeout: timedelta | None = None,
        poll: Backoff | timedelta | None = None,
        on_poll: OnPoll | None = None,
    ) -> None:
        patience = PATIENCE[waiter]
        self.what = what
        self.clock = clock
        self.over = False
        self.last: R_co | None = None
        """The last description of the resource."""
        self._waiter = waiter
        self._call = call
        self._timeout = span("timeout", patience.timeout if timeout is None else timeout).total_seconds()
        self._delays = _backoff(poll, patience.longest).delays()
        self._on_poll = on_poll
        self._attempts = 0
        self._start = self.due = clock.monotonic()

    def poll(self) -> None:
        """Poll the resource once. Afterwards the wait is over, or due later.

        Raises:
            WaitTimeoutError: the timeout is over.
            ResourceFailedError: the resource failed; the message has the service's reason.
            UnexpectedStateError: the resource reached another end state.
            WaitCancelledError: ``on_poll`` returned ``False``.
            ServiceError: the service answered with a permanent error.
        """
        self._attempts += 1
        seen = self._look()
        delay = self._next_delay() if seen.state == "retry" else None
        self.over = delay is None
        self._report(seen, delay)
        if seen.state == "failure":
            raise self._failure(seen)
        if delay is not None:
            self.due = self.clock.monotonic() + delay
        elif seen.state == "retry":
            raise self._timed_out() from seen.error
        elif seen.description is None:
            self.last = None  # deleted, as wanted

    def _look(self) -> _Seen[R_co]:
        try:
            self.last = self._call()
        except (ServiceError, ConnectionFailedError) as error:
            return _Seen(judged_error(self._waiter, error), error=error)
        return _Seen(judged(self._waiter, self.last.to_dict(wire=True)) or "retry", self.last)

    def _next_delay(self) -> float | None:
        left = self._timeout - self._elapsed()
        return min(next(self._delays), left) if left > _RESOLUTION else None

    def _report(self, seen: _Seen[R_co], delay: float | None) -> None:
        if self._on_poll is None:
            return
        elapsed = timedelta(seconds=self._elapsed())
        pause = None if delay is None else timedelta(seconds=delay)
        event = WaitEvent(
            self.what, seen.status, self._attempts, elapsed, pause, seen.description, seen.error
        )
        if self._on_poll(event) is False and seen.state == "retry":
            raise WaitCancelledError(f"The wait for {self.what} was cancelled by on_poll.", last=self.last)

    def _failure(self, seen: _Seen[R_co]) -> Exception:
        if seen.error is not None:
            return seen.error
        if seen.status == "FAILED":
            reason = getattr(seen.description, "failed_reason", None)
            return ResourceFailedError(
                f"{self.what} failed: {reason or 'no reason was given.'}",
                reason=reason,
                last=seen.description,
            )
        return UnexpectedStateError(
            f"{self.what} is {seen.status}; the state waited for cannot be reached from there.",
            last=seen.description,
        )

    def _timed_out(self) -> WaitTimeoutError:
        elapsed = timedelta(seconds=round(self._elapsed(), 3))
        status = getattr(self.last, "status", None) or "without a description"
        polls = "1 poll" if self._attempts == 1 else f"{self._attempts} polls"
        return WaitTimeoutError(
            f"{self.what} is {status} after {elapsed} and {polls}. It may get there yet: "
            "wait again, or longer with timeout=.",
            elapsed=elapsed,
            last=self.last,
        )

    def _elapsed(self) -> float:
        return self.clock.monotonic() - self._start


def _backoff(poll: object, longest: timedelta) -> Backoff:
    if poll is None:
        return Backoff(longest=longest)
    if isinstance(poll, timedelta):
        return Backoff.every(poll)
    if isinstance(poll, Backoff):
        return poll
    raise InvalidValueError(
        f"poll is {poll!r}; pass a timedelta, which looks at a steady pace, or a Backoff, which slows down."
    )
