"""Retries that only the caller can ask for; the one module that uses tenacity.

Throttling, server errors and cut lines are botocore's to retry. By the time this package sees one, botocore has given
up, and a second loop around the first would only multiply the calls.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from tenacity import Retrying, retry_if_exception_type, wait_exponential, wait_random

from l4e_sdk._clock import SystemClock
from l4e_sdk._durations import span
from l4e_sdk.errors import ConflictException

if TYPE_CHECKING:
    from collections.abc import Callable

    from tenacity import RetryCallState

    from l4e_sdk._clock import Clock

T = TypeVar("T")

_RESOLUTION = 0.001
"""Seconds; less than that is no time left."""


def while_in_transition(
    call: Callable[[], T], *, clock: Clock | None = None, timeout: timedelta = timedelta(minutes=10)
) -> T:
    """Call until a related resource has come to rest, for example delete a model whose scheduler is stopping.

    A ``ConflictException`` that outlasts the time-out is raised as it is, as is any other error at once. A call that
    creates something must carry a client token of its own, or each attempt would be a new request.

    Args:
        call: the operation.
        clock: measures and waits; the system's if not given. ``client.clock`` is the engine's.
        timeout: how long to go on; the last attempt is made when it ends.

    Raises:
        InvalidValueError: the timeout is none.
    """
    clock = clock or SystemClock()
    deadline = clock.monotonic() + span("timeout", timeout).total_seconds()
    pause = wait_exponential(multiplier=0.1, max=10) + wait_random(0, 0.1)

    def left() -> float:
        return deadline - clock.monotonic()

    def stop(_: RetryCallState) -> bool:
        return left() < _RESOLUTION

    def wait(state: RetryCallState) -> float:
        return min(pause(state), max(left(), 0))

    # tenacity reads the system's time itself; stop and wait follow our clock instead.
    attempts = Retrying(
        retry=retry_if_exception_type(ConflictException),
        stop=stop,
        wait=wait,
        sleep=clock.sleep,
        reraise=True,
    )
    return attempts(call)
