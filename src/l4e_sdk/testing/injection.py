"""Where faults get into a boto3 client: in place of the network, and in place of the pause before another attempt."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from l4e_sdk.botocore_data import SERVICE

if TYPE_CHECKING:
    from collections.abc import Callable

    from botocore.awsrequest import AWSPreparedRequest, AWSResponse
    from botocore.hooks import BaseEventHooks

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


class Injection:
    """A handler for what a client sends, for as long as it is attached.

    Args:
        events: of the client.
        handle: answers a request in place of the network, lets it pass by returning None, or raises what botocore would.
    """

    def __init__(self, events: BaseEventHooks, handle: Callable[[Sending], AWSResponse | None]) -> None:
        self._events = events
        self._handle = handle
        self._here = threading.local()

    def attach(self) -> None:
        """Begin."""
        self._events.register_first(_SEND, self._send)
        self._events.register_first(_RETRY, self._retry)

    def detach(self) -> None:
        """End; the client is as it was."""
        self._events.unregister(_SEND, self._send)
        self._events.unregister(_RETRY, self._retry)

    def _send(self, request: AWSPreparedRequest, event_name: str, **_: object) -> AWSResponse | None:
        if self._steps_aside or _target(request) == _NOTHING:
            return None

        def arrive() -> bool:
            return any(answer is not None for answer in self._ask_others(event_name, request=request))

        answer = self._handle(Sending(request, event_name.rpartition(".")[2], arrive))
        if answer is not None:
            # botocore asks every handler and takes the first answer. A request that names no operation means nothing
            # to an engine that is asked, too; botocore makes a new request for its next attempt.
            request.headers[_TARGET] = _NOTHING
        return answer

    def _retry(self, event_name: str, **facts: object) -> int | None:
        """Let botocore decide whether to try again, and leave out its pause.

        It is asked once more after this, so while faults are injected its quota of retries counts each of them twice.
        """
        if self._steps_aside:
            return None
        pauses = self._ask_others(event_name, **facts)
        return 0 if any(pause is not None and pause is not False for pause in pauses) else None

    def _ask_others(self, event_name: str, **facts: object) -> list[object]:
        self._here.aside = True
        try:
            return [response for _, response in self._events.emit(event_name, **facts)]
        finally:
            self._here.aside = False

    @property
    def _steps_aside(self) -> bool:
        return getattr(self._here, "aside", False)


def _target(request: AWSPreparedRequest) -> str:
    value = request.headers.get(_TARGET, "")
    return value.decode() if isinstance(value, bytes) else value
