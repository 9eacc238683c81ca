"""Where faults get into a boto3 client: in place of the network, and in place of the pause before another attempt."""

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

# Handlers of an operation go before those of the service, where an engine's is, whoever was first.
_SEND: Final = f"before-send.{SERVICE}.*"
_RETRY: Final = f"needs-retry.{SERVICE}.*"
_TARGET: Final = "X-Amz-Target"
_NOTHING: Final = "L4ESDKTesting.AnsweredAlready"


@dataclass(frozen=True, slots=True)
class Sending:
    """One request that is about to be sent."""

    request: AWSPreparedRequest
    operation: str
    """The API's name: ``DescribeModel``."""
    arrive: Callable[[], bool]
    """Lets the request take effect and drops the answer; False if nobody in this process answers the client."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What happens to a request in place of being sent."""

    act: Callable[[Sending], AWSResponse | None]
    """Answers the request, lets it pass by returning None, or raises what botocore would."""
    retried: bool
    """Whether botocore would try again."""


class Injection:
    """Effects on what a client sends, for as long as this is attached.

    Args:
        events: of the client.
        choose: returns what happens to a request of an operation; None for nothing.
    """

    def __init__(self, events: BaseEventHooks, choose: Callable[[str], Effect | None]) -> None:
        self._events = events
        self._choose = choose
        self._here = _Thread()
        # The stubs forget that a handler may answer.
        self._handlers = {_SEND: cast("_Handler", self._send), _RETRY: cast("_Handler", self._retry)}

    def attach(self) -> None:
        """Begin."""
        for event, handler in self._handlers.items():
            self._events.register_first(event, handler)

    def detach(self) -> None:
        """End; the client is as it was."""
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
            # botocore asks every handler and takes the first answer. A request that names no operation means nothing
            # to an engine that is asked, too; botocore makes a new request for its next attempt.
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
        """Leave out the pause before another attempt, as long as attempts are left.

        How many there are botocore notes with the request; before it has done so it decides alone.
        """
        most = request_dict["context"].get("retries", {}).get("max", 0)
        botocores = caught_exception is None or isinstance(caught_exception, BotoCoreError)
        return 0 if self._here.retried and botocores and attempts < most else None


class _Thread(threading.local):
    """What each thread remembers between sending a request and thinking about another attempt."""

    retried = False
    is_forwarding = False


class _Request(TypedDict):
    context: dict[str, dict[str, int]]
