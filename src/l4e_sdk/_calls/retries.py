"""Retries that only the caller can request. No other module uses tenacity.

botocore retries throttling, server errors and broken connections. When this package sees such an error, botocore has
already given up; a second loop would only multiply the calls.
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
"""Shortest remaining time, in seconds, that still counts as time left."""


def while_in_transition(
    call: Callable[[], T], *, clock: Clock | None = None, timeout: timedelta = timedelta(minutes=10)
) -> T:
    """Repeat a call while a related resource changes, for example delete a model whose scheduler is stopping.

    If the timeout ends, the last ``ConflictException`` is raised. Any other error is raised at once. A call that
    creates a resource must have its own client token; otherwise each attempt would be a new request.

    Args:
        call: the operation.
        clock: the clock to measure and wait with. Default: the system's. An embedded engine's clock is
            ``client.clock``.
        timeout: longest time between the first and the last attempt.

    Raises:
        InvalidValueError: the timeout is negative, or not a ``timedelta``.
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

    # tenacity reads the system's time itself, so stop and wait use the caller's clock.
    attempts = Retrying(
        retry=retry_if_exception_type(ConflictException),
        stop=stop,
        wait=wait,
        sleep=clock.sleep,
        reraise=True,
    )
    return attempts(call)
