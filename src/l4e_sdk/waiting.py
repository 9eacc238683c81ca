"""The one loop that waits, for every resource.

What is waited for is data: the acceptors of the waiters that boto3 gets from ``botocore_data``. The loop adds what
botocore's own has not: a deadline, a growing interval with jitter, a clock that can be replaced, progress, and errors
that carry the last description.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from botocore import xform_name
from botocore.waiter import WaiterModel

from l4e_sdk.backoff import Backoff
from l4e_sdk.botocore_data import API_VERSION, DATA_DIR, SERVICE
from l4e_sdk.errors import (
    ConnectionFailedError,
    InvalidValueError,
    ResourceFailedError,
    ServiceEndedError,
    ServiceError,
    UnexpectedStateError,
    WaitError,
    WaitTimeoutError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from botocore.waiter import AcceptorConfig

    from l4e_sdk.clock import Clock
    from l4e_sdk.shapes._shape import Response

R = TypeVar("R", bound="Response")

_RESOLUTION = 0.001
"""Seconds; less than that is no time left."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a waiter waits and how seldom it asks in the end, unless it is told otherwise."""

    timeout: timedelta
    longest: timedelta


_CHANGE = Patience(timedelta(minutes=10), longest=timedelta(seconds=10))
_INGESTION = Patience(timedelta(hours=6), longest=timedelta(seconds=30))
_TRAINING = Patience(timedelta(hours=24), longest=timedelta(minutes=1))

PATIENCE = {
    "dataset_active": _INGESTION,
    "dataset_deleted": _CHANGE,
    "data_ingestion_job_success": _INGESTION,
    "model_success": _TRAINING,
    "model_deleted": _CHANGE,
    "model_version_success": _TRAINING,
    "inference_scheduler_running": _CHANGE,
    "inference_scheduler_stopped": _CHANGE,
    "inference_scheduler_deleted": _CHANGE,
    "retraining_scheduler_running": _CHANGE,
    "retraining_scheduler_stopped": _CHANGE,
    "retraining_scheduler_deleted": _CHANGE,
}


@dataclass(frozen=True, slots=True)
class WaitEvent:
    """One poll of a wait, for those who watch."""

    what: str
    """What is waited for, in words: ``model 'pump'``."""
    status: str | None
    """The status that the poll found; None if it found no description."""
    attempt: int
    """Counts polls from 1."""
    elapsed: timedelta
    """Since the wait began."""
    next_delay: timedelta | None
    """Until the next poll; None if this is the last one."""
    description: Response | None
    """What the service said of the resource."""
    error: ServiceError | ConnectionFailedError | None = None
    """What the poll brought instead of a description."""


OnPoll: TypeAlias = Callable[[WaitEvent], object]
"""Called after each poll; returning ``False`` cancels the wait."""


def wait_for(
    waiter: str,
    call: Callable[[], R],
    *,
    what: str,
    clock: Clock,
    timeout: timedelta | None = None,
    poll: Backoff | timedelta | None = None,
    on_poll: OnPoll | None = None,
) -> R:
    """Poll until a resource is as the waiter wants it, and return its description.

    The first poll is made at once and the last one when the time is over. Throttling, server errors and cut lines
    lengthen a wait but do not end it.

    Args:
        waiter: a name of ``PATIENCE``; its acceptors decide.
        call: describes the resource.
        what: the resource in words, for messages.
        clock: measures and sleeps.
        timeout: how long to wait; None for the waiter's own in ``PATIENCE``, ``timedelta.max`` for ever.
        poll: how often to poll; a ``timedelta`` is a steady interval.
        on_poll: called after each poll; returning ``False`` cancels the wait.

    Raises:
        WaitTimeoutError: the time ran out first.
        ResourceFailedError: the resource failed; the service's reason is in the message.
        UnexpectedStateError: the resource came to rest in another state, or was deleted.
        WaitError: the wait was cancelled.
        ServiceError: the service answered with an error that time does not heal.
    """
    description = _Wait(
        waiter, call, what=what, clock=clock, timeout=timeout, poll=poll, on_poll=on_poll
    ).run()
    if description is None:
        raise UnexpectedStateError(f"{what} does not exist any more.")
    return description


def wait_until_gone(
    waiter: str,
    call: Callable[[], Response],
    *,
    what: str,
    clock: Clock,
    timeout: timedelta | None = None,
    poll: Backoff | timedelta | None = None,
    on_poll: OnPoll | None = None,
) -> None:
    """Poll until a resource does not exist any more; arguments and errors are those of ``wait_for``."""
    _Wait(waiter, call, what=what, clock=clock, timeout=timeout, poll=poll, on_poll=on_poll).run()


@dataclass(frozen=True, slots=True)
class _Seen(Generic[R]):
    state: str
    description: R | None = None
    error: ServiceError | ConnectionFailedError | None = None

    @property
    def status(self) -> str | None:
        return getattr(self.description, "status", None)


class _Wait(Generic[R]):
    def __init__(
        self,
        waiter: str,
        call: Callable[[], R],
        *,
        what: str,
        clock: Clock,
        timeout: timedelta | None,
        poll: Backoff | timedelta | None,
        on_poll: OnPoll | None,
    ) -> None:
        patience = PATIENCE[waiter]
        self._acceptors = _acceptors(waiter)
        self._call = call
        self._what = what
        self._clock = clock
        self._timeout = _allowed(patience.timeout if timeout is None else timeout)
        self._delays = _backoff(poll, patience).delays()
        self._on_poll = on_poll
        self._start = clock.monotonic()
        self._last: R | None = None

    def run(self) -> R | None:
        attempt = 0
        while True:
            attempt += 1
            seen = self._look()
            delay = self._next_delay() if seen.state == "retry" else None
            self._report(attempt, seen, delay)
            if seen.state == "success":
                return seen.description
            if seen.state == "failure":
                raise self._failure(seen)
            if delay is None:
                raise self._timed_out(attempt) from seen.error
            self._clock.sleep(delay)

    def _look(self) -> _Seen[R]:
        try:
            self._last = self._call()
        except ServiceError as error:
            state = self._accepted(error.response) or ("retry" if _passes(error) else "failure")
            return _Seen(state, error=error)
        except ConnectionFailedError as error:
            return _Seen("failure" if isinstance(error, ServiceEndedError) else "retry", error=error)
        return _Seen(self._accepted(self._last.to_dict(wire=True)) or "retry", self._last)

    def _accepted(self, answer: Mapping[str, Any]) -> str | None:
        matching = (acceptor.state for acceptor in self._acceptors if acceptor.matcher_func(answer))
        return next(matching, None)

    def _next_delay(self) -> float | None:
        left = self._timeout - self._elapsed()
        return min(next(self._delays), left) if left > _RESOLUTION else None

    def _report(self, attempt: int, seen: _Seen[R], delay: float | None) -> None:
        if self._on_poll is None:
            return
        elapsed = timedelta(seconds=self._elapsed())
        pause = None if delay is None else timedelta(seconds=delay)
        event = WaitEvent(self._what, seen.status, attempt, elapsed, pause, seen.description, seen.error)
        if self._on_poll(event) is False and seen.state == "retry":
            raise WaitError(f"The wait for {self._what} was cancelled by on_poll.", last=self._last)

    def _failure(self, seen: _Seen[R]) -> Exception:
        if seen.error is not None:
            return seen.error
        if seen.status == "FAILED":
            reason = getattr(seen.description, "failed_reason", None)
            return ResourceFailedError(
                f"{self._what} failed: {reason or 'no reason was given.'}",
                reason=reason,
                last=seen.description,
            )
        return UnexpectedStateError(
            f"{self._what} is {seen.status}; the state waited for cannot be reached from there.",
            last=seen.description,
        )

    def _timed_out(self, attempts: int) -> WaitTimeoutError:
        elapsed = timedelta(seconds=round(self._elapsed(), 3))
        status = getattr(self._last, "status", None) or "without a description"
        return WaitTimeoutError(
            f"{self._what} is {status} after {elapsed} and {attempts} polls. It may get there yet: "
            "wait again, or longer with timeout=.",
            elapsed=elapsed,
            last=self._last,
        )

    def _elapsed(self) -> float:
        return self._clock.monotonic() - self._start


def _passes(error: ServiceError) -> bool:
    """Whether an error says nothing of the resource and goes away by itself."""
    status = error.http_status or 0
    return (
        error.retryable is True
        or status == HTTPStatus.TOO_MANY_REQUESTS
        or status >= HTTPStatus.INTERNAL_SERVER_ERROR
    )


def _allowed(timeout: timedelta) -> float:
    if timeout < timedelta(0):
        raise InvalidValueError(f"timeout={timeout} is negative; pass a length of time from zero on.")
    return timeout.total_seconds()


def _backoff(poll: Backoff | timedelta | None, patience: Patience) -> Backoff:
    if isinstance(poll, timedelta):
        return Backoff.every(poll)
    return poll or Backoff(longest=patience.longest)


@cache
def _acceptors(waiter: str) -> tuple[AcceptorConfig, ...]:
    path = DATA_DIR / SERVICE / API_VERSION / "waiters-2.sdk-extras.json"
    model = WaiterModel({"version": 2} | json.loads(path.read_text(encoding="utf-8"))["merge"])
    named = {xform_name(name): name for name in model.waiter_names}
    return tuple(model.get_waiter(named[waiter]).acceptors)
