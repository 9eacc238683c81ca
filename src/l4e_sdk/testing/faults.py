"""Faults of networks and services, injected into a client in a test."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, Self

from botocore.exceptions import ConnectionClosedError, ReadTimeoutError

from l4e_sdk._botocore_data import ServiceDescription
from l4e_sdk._client import LookoutEquipment
from l4e_sdk._clock import SystemClock
from l4e_sdk.errors import ConfigurationError, InvalidValueError
from l4e_sdk.testing.answers import gateway, refusal
from l4e_sdk.testing.clients import boto3_of
from l4e_sdk.testing.injection import Effect, Injection
from l4e_sdk.testing.names import operation_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from botocore.awsrequest import AWSResponse
    from botocore.client import BaseClient

    from l4e_sdk._clock import Clock
    from l4e_sdk.testing.injection import Sending

_NO_TIME: Final = timedelta(0)
_SERVER_ERRORS: Final = frozenset(status.value for status in HTTPStatus if status >= 500)
_RETRIED: Final = frozenset({500, 502, 503, 504})
"""The HTTP statuses that botocore retries."""


@dataclass(frozen=True, slots=True)
class Injected:
    """A fault that has happened to a request."""

    kind: str
    """The method of ``Faults`` that planned the fault: ``throttle``, ``cut_line``."""
    operation: str
    """The API's name of the operation: ``DescribeModel``."""


@dataclass(slots=True)
class _Planned:
    kind: str
    operation: str | None
    left: int
    effect: Effect

    def concerns(self, operation: str) -> bool:
        return self.left > 0 and self.operation in {None, operation}


class Faults:
    """A plan of faults: requests of a client fail or are slow, in the planned order.

    Faults happen below botocore's retries and its parser, so both work as in production. Only the pauses between
    attempts are skipped. Each attempt is a request: a client with six attempts survives ``throttle(5)`` and fails with
    ``throttle(6)``. A request that a fault answers reaches neither engine nor network. Faults happen only inside the
    ``with`` block, and never to clients from ``with_options``.

        with Faults(client) as faults:
            faults.throttle(2, operation="describe_model").cut_line()
            deploy(client)
        assert faults.pending == 0

    Args:
        client: a ``LookoutEquipment``, or a boto3 client for the service.
        clock: the clock on which slow requests take time. Default: the clock of the ``LookoutEquipment``. A virtual
            clock advances, the system's clock really waits.

    Raises:
        InvalidValueError: the client is for another service.
    """

    def __init__(self, client: LookoutEquipment | BaseClient, *, clock: Clock | None = None) -> None:
        self._injection = Injection(boto3_of(client).meta.events, self._next)
        self._clock = clock or (client.clock if isinstance(client, LookoutEquipment) else SystemClock())
        self._planned: list[_Planned] = []
        self._injected: list[Injected] = []
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        self._injection.attach()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._injection.detach()

    def __repr__(self) -> str:
        return f"<Faults: {len(self._injected)} injected, {self.pending} pending>"

    @property
    def injected(self) -> tuple[Injected, ...]:
        """The faults that have happened, in order."""
        return tuple(self._injected)

    @property
    def pending(self) -> int:
        """The number of planned faults that have not happened yet."""
        return sum(planned.left for planned in self._planned)

    def throttle(self, times: int = 1, *, operation: str | None = None) -> Self:
        """Answer the next requests with ``ThrottlingException``.

        Args:
            times: the number of requests.
            operation: only requests of this operation, ``DescribeModel`` or ``describe_model``.
        """
        code, status = "ThrottlingException", HTTPStatus.BAD_REQUEST
        effect = Effect(_refusing(code, "Rate exceeded.", status), retried=True)
        return self._add("throttle", times, operation, effect)

    def server_error(
        self, times: int = 1, *, operation: str | None = None, status: int = HTTPStatus.INTERNAL_SERVER_ERROR
    ) -> Self:
        """Answer the next requests with a server error.

        Args:
            times: the number of requests.
            operation: only requests of this operation.
            status: 500 is the service's ``InternalServerException``. Any other status is an answer of a gateway.

        Raises:
            InvalidValueError: the status is not a server error.
        """
        if status not in _SERVER_ERRORS:
            raise InvalidValueError(f"status is {status}; a server error has 500 to 508, 510 or 511.")
        if status == HTTPStatus.INTERNAL_SERVER_ERROR:
            act = _refusing("InternalServerException", "The service failed.", status)
        else:
            act = _standing_before(status)
        return self._add("server_error", times, operation, Effect(act, retried=status in _RETRIED))

    def error(
        self,
        code: str,
        times: int = 1,
        *,
        operation: str | None = None,
        message: str = "A fault that was injected.",
        status: int | None = None,
    ) -> Self:
        """Answer the next requests with an error of the service.

        Args:
            code: for example ``ConflictException``.
            times: the number of requests.
            operation: only requests of this operation.
            message: the message of the error.
            status: the HTTP status. Default: the API's status for the code. Required for a code that the API does not
                have.

        Raises:
            InvalidValueError: the API does not have the code, and no status was given.
        """
        act = _refusing(code, message, status or _usual_status(code))
        return self._add("error", times, operation, Effect(act, retried=False))

    def time_out(self, times: int = 1, *, operation: str | None = None, after: timedelta = _NO_TIME) -> Self:
        """Let the next requests time out. They do not reach the service.

        Args:
            times: the number of requests.
            operation: only requests of this operation.
            after: the time until the client gives up.

        Raises:
            InvalidValueError: the time is negative.
        """
        seconds = _seconds("after", after)

        def act(sending: Sending) -> AWSResponse | None:
            self._clock.sleep(seconds)
            raise ReadTimeoutError(endpoint_url=sending.request.url)

        return self._add("time_out", times, operation, Effect(act, retried=True))

    def cut_line(self, times: int = 1, *, operation: str | None = None) -> Self:
        """Break the connection of the next requests, before they reach the service.

        Args:
            times: the number of requests.
            operation: only requests of this operation.
        """
        return self._add("cut_line", times, operation, Effect(_cutting, retried=True))

    def lose_answer(self, times: int = 1, *, operation: str | None = None) -> Self:
        """Let the next requests take effect, and break the connection before the answer arrives.

        This is the hardest case for a script: the change was made, but the script does not know. It works only for
        clients of an engine in this process.

        Args:
            times: the number of requests.
            operation: only requests of this operation.
        """
        return self._add("lose_answer", times, operation, Effect(_cutting_late, retried=True))

    def slow_down(self, by: timedelta, times: int = 1, *, operation: str | None = None) -> Self:
        """Let time pass before the next requests are answered.

        Args:
            by: the delay.
            times: the number of requests.
            operation: only requests of this operation.

        Raises:
            InvalidValueError: the time is negative.
        """
        seconds = _seconds("by", by)
        effect = Effect(lambda _: self._clock.sleep(seconds), retried=False)
        return self._add("slow_down", times, operation, effect)

    def _add(self, kind: str, times: int, operation: str | None, effect: Effect) -> Self:
        if times < 1:
            raise InvalidValueError(f"times is {times}; plan at least one fault.")
        wanted = None if operation is None else operation_name(operation)
        with self._lock:
            self._planned.append(_Planned(kind, wanted, times, effect))
        return self

    def _next(self, operation: str) -> Effect | None:
        with self._lock:
            found = next((each for each in self._planned if each.concerns(operation)), None)
            if found is None:
                return None
            found.left -= 1
            self._injected.append(Injected(found.kind, operation))
            return found.effect


def _refusing(code: str, message: str, status: int) -> Callable[[Sending], AWSResponse]:
    return lambda sending: refusal(sending.request, code, message, status)


def _standing_before(status: int) -> Callable[[Sending], AWSResponse]:
    return lambda sending: gateway(sending.request, status)


def _cutting(sending: Sending) -> AWSResponse | None:
    raise ConnectionClosedError(endpoint_url=sending.request.url)


def _cutting_late(sending: Sending) -> AWSResponse | None:
    if not sending.arrive():
        raise ConfigurationError(
            "lose_answer() needs a client that an engine in this process answers; for one that uses a network, "
            "cut_line() and time_out() lose the request."
        )
    return _cutting(sending)


def _usual_status(code: str) -> int:
    shapes = ServiceDescription.load().shapes
    known = sorted(name for name, shape in shapes.items() if shape.is_exception)
    if code not in known:
        raise InvalidValueError(
            f"code is {code!r}, which the API does not have; it has {', '.join(known)}. "
            "Pass status= with a code of your own."
        )
    failed = code == "InternalServerException"
    return HTTPStatus.INTERNAL_SERVER_ERROR if failed else HTTPStatus.BAD_REQUEST


def _seconds(name: str, length: timedelta) -> float:
    if length < _NO_TIME:
        raise InvalidValueError(f"{name} is {length}; pass a length of time from zero on.")
    return length.total_seconds()
