"""Hooks into a boto3 client: in place of the network, and in place of the pause before a retry."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypedDict, cast

from botocore.exceptions import BotoCoreError

from l4e_sdk._botocore_data import SERVICE

if TYPE_CHECKING:
    from collections.abc import Callable

    from botocore.awsrequest import AWSPreparedRequest, AWSResponse
    from botocore.hooks import BaseEventHooks

    _Handler = Callable[..., None]

# Handlers for an operation run before handlers for the service, such as an engine's, in any order of registration.
_SEND: Final = f"before-send.{SERVICE}.*"
_RETRY: Final = f"needs-retry.{SERVICE}.*"
_TARGET: Final = "X-Amz-Target"
_NOTHING: Final = "L4ESDKTesting.AnsweredAlready"


@dataclass(frozen=True, slots=True)
class Sending:
    """One request before it is sent."""

    request: AWSPreparedRequest
    operation: str
    """The API's name: ``DescribeModel``."""
    arrive: Callable[[], bool]
    """Lets the request take effect and drops the answer.

    Returns False if no engine in this process answers the client.
    """


@dataclass(frozen=True, slots=True)
class Effect:
    """The effect on a request, in place of sending it."""

    act: Callable[[Sending], AWSResponse | None]
    """Answers the request, returns None to let it pass, or raises the error that botocore would raise."""
    retried: bool
    """Whether botocore would retry."""


class Injection:
    """A set of effects on the requests of a client, active while it is attached.

    Args:
        events: the event system of the client.
        choose: returns the effect for a request of an operation, or None.
    """

    def __init__(self, events: BaseEventHooks, choose: Callable[[str], Effect | None]) -> None:
        self._events = events
        self._choose = choose
        self._here = _Thread()
        # The stubs do not know that a handler may return an answer.
        self._handlers = {_SEND: cast("_Handler", self._send), _RETRY: cast("_Handler", self._retry)}

    def attach(self) -> None:
        """Start to apply effects."""
        for event, handler in self._handlers.items():
            self._events.register_first(event, handler)

    def detach(self) -> None:
        """Stop to apply effects, and restore the client."""
        for event, handler in self._handlers.items():
            self._events.unregister(event, handler)

    def _send(self, request: AWSPreparedRequest, event_name: str, **_: object) -> AWSResponse | None:
        if self._here.is_forwarding or request.headers.get(_TARGET) == _NOTHING:
            return None
        operation = event_name.rpartition(".")[2]
        effect = self._choose(operation)
        self._here.retried = effect is not None and effect.retried
        if effect is None:
            return None
        answer = effect.act(Sending(request, operation, lambda: self._forward(request, event_name)))
        if answer is not None:
            # botocore calls every handler and uses the first answer. The engine's handler ignores a request without an
            # operation, and botocore creates a new request for its next attempt.
            request.headers[_TARGET] = _NOTHING
        return answer

    def _forward(self, request: AWSPreparedRequest, event_name: str) -> bool:
        self._here.is_forwarding = True
        try:
            return any(answer is not None for _, answer in self._events.emit(event_name, request=request))
        finally:
            self._here.is_forwarding = False

    def _retry(
        self, attempts: int, request_dict: _Request, caught_exception: Exception | None, **_: object
    ) -> int | None:
        """Return a pause of zero while attempts are left.

        botocore stores the number of attempts in the request. Before that, botocore itself decides.
        """
        most = request_dict["context"].get("retries", {}).get("max", 0)
        botocores = caught_exception is None or isinstance(caught_exception, BotoCoreError)
        return 0 if self._here.retried and botocores and attempts < most else None


class _Thread(threading.local):
    """The state of a thread between sending a request and deciding about a retry."""

    retried = False
    is_forwarding = False


class _Request(TypedDict):
    context: dict[str, dict[str, int]]
