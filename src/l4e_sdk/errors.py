"""All errors that this package raises on purpose.

    L4EError
    + InvalidValueError        (ValueError)      a value that is malformed or out of range: a duration, a timestamp
    + InvalidRequestError      (ValueError)      a request with faults; nothing was sent
    + ConfigurationError                         settings that are missing or cannot be combined
    + MissingExtraError        (ImportError)     an extra of the package that is not installed
    + RefusedError                               a call that the resource's state does not allow; nothing was sent
    + NotAvailableError        (AttributeError)  an attribute that a resource lacks, with the reason
    + CannotChangeError                          a resource that differs, and cannot be changed; nothing was sent
    + ClockStalledError        (RuntimeError)    a virtual clock that cannot advance
    + ObjectError                                an object below s3:// that cannot be read or written
    + PaginationError                            a list that never ends
    + UnreadableResponseError                    a success without a response of the operation
    + UnreadableDocumentError                    a document in a response or file that has another format
    + ConnectionFailedError    (ConnectionError) no answer from an endpoint
    |   + ServiceEndedError                      ... because AWS has ended its own service
    + ExtensionMissingError                      an endpoint without the extension service
    + ServiceError             (ClientError)     an error answer of an endpoint; unknown codes have this class
    |   + AccessDeniedException
    |   + ConflictException
    |   + InternalServerException
    |   + ResourceNotFoundException
    |   + ServiceQuotaExceededException
    |   + ThrottlingException
    |   + ValidationException
    + WaitError                                  a wait that ended without the wanted status
        + WaitTimeoutError     (TimeoutError)    ... because its timeout ended
        + ResourceFailedError                    ... because the resource failed permanently
        + UnexpectedStateError                   ... because the resource reached another end state
        + WaitCancelledError                     ... because its callback cancelled it
        + WaitAllError         (ExceptionGroup)  ... for some of several resources, with all their errors

All errors pickle and copy with their attributes. A ``ServiceError`` is also botocore's ``ClientError``, so code for
boto3 still catches it.
"""

# ruff: noqa: N818 - the service's errors keep AWS's own names

from __future__ import annotations

from dataclasses import dataclass
from reprlib import Repr
from typing import TYPE_CHECKING, ClassVar, Literal, Self

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import timedelta

    from l4e_sdk.shapes import Response

# fmt: off
__all__ = [
    "AccessDeniedException", "CannotChangeError", "ClockStalledError", "ConfigurationError",
    "ConflictException", "ConnectionFailedError", "ExtensionMissingError", "Fault", "InternalServerException",
    "InvalidRequestError", "InvalidValueError", "L4EError", "MissingExtraError", "NotAvailableError",
    "ObjectError", "Obstacle", "PaginationError", "RefusedError", "ResourceFailedError", "ResourceNotFoundException",
    "Rule", "ServiceEndedError", "ServiceError", "ServiceQuotaExceededException", "ThrottlingException",
    "UnexpectedStateError", "UnreadableDocumentError", "UnreadableResponseError", "ValidationException",
    "WaitAllError", "WaitCancelledError", "WaitError", "WaitTimeoutError",
]
# fmt: on

Rule = Literal[
    "required", "type", "enum", "minimum", "maximum", "pattern", "format", "unknown", "cross-field"
]
"""The rule that a request violates. ``format`` is the syntax of a string, ``unknown`` a member that does not exist."""


class L4EError(Exception):
    """The base class of all errors that this package raises on purpose."""

    def __reduce__(self) -> tuple[object, ...]:
        # Exception pickles by calling the class with `args`, which fails for a constructor with other parameters.
        return _rebuild, (type(self), self.args), vars(self).copy()


def _rebuild(kind: type[L4EError], args: tuple[object, ...]) -> L4EError:
    error = kind.__new__(kind, *args)
    error.args = args
    return error


class InvalidValueError(L4EError, ValueError):
    """A value is malformed or out of range; the message names the limit and the remedy."""


_brief = Repr()
_brief.maxstring = _brief.maxother = 200


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a request."""

    path: str
    """The path of the member in Python's spelling, such as ``data_output_configuration.kms_key_id`` or ``tags[0].key``."""
    wire_path: str
    """The path of the member in the API's spelling, such as ``DataOutputConfiguration.KmsKeyId`` or ``Tags[0].Key``."""
    rule: Rule
    message: str
    """The fault, the limit and the remedy."""
    wire_message: str | None = None
    """The message with the API's spelling of the members that it names; None if it names none."""

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


class InvalidRequestError(L4EError, ValueError):
    """A request has faults; the error lists all of them, and nothing was sent."""

    def __init__(self, operation: str, faults: Iterable[Fault]) -> None:
        self.operation = operation
        self.faults = tuple(faults)
        count = f"{len(self.faults)} faults" if len(self.faults) != 1 else "1 fault"
        super().__init__("\n  ".join([f"{operation} was not sent; {count}:", *map(str, self.faults)]))


class ConfigurationError(L4EError):
    """Settings are missing or cannot be combined; the message has the remedy."""


class MissingExtraError(L4EError, ImportError):
    """The call needs an extra of this package that is not installed."""

    def __init__(self, extra: str, purpose: str) -> None:
        self.extra = extra
        self.purpose = purpose
        super().__init__(f"{purpose} needs packages that are not installed: pip install 'l4e-sdk[{extra}]'.")

    def __reduce__(self) -> tuple[object, ...]:
        # ImportError does not keep its message in `args`, so unpickling must call the constructor again.
        return type(self), (self.extra, self.purpose), vars(self).copy()


class RefusedError(L4EError):
    """The call is not possible in the resource's last known state; nothing was sent."""


class NotAvailableError(L4EError, AttributeError):
    """The resource's last description does not have this attribute; the message has the reason and the remedy.

    It is an ``AttributeError``, so ``hasattr(model, "metrics")`` and ``getattr(model, "metrics", None)`` answer instead
    of raising.
    """

    def __init__(self, what: str, member: str, reason: str, remedy: str) -> None:
        self.what = what
        self.member = member
        self.reason = reason
        self.remedy = remedy
        super().__init__(f"{what} has no {member}: {reason} {remedy}")


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A setting of a resource that differs from the wanted value and cannot be changed."""

    member: str
    """The setting, in the spelling of ``ensure``."""
    have: object
    """The current value, in the service's spelling; None if it is not set.

    For schemas: only the columns that the other lacks.
    """
    want: object
    """The wanted value, in the same form as ``have``."""
    remedy: str
    """The remedy: another way to get the wanted value."""

    def __str__(self) -> str:
        return f"{self.member} is {_brief.repr(self.have)}, and wanted is {_brief.repr(self.want)}"


class CannotChangeError(L4EError):
    """A resource differs from the wanted settings and cannot be changed; nothing was changed."""

    def __init__(self, what: str, obstacles: Iterable[Obstacle]) -> None:
        self.what = what
        self.obstacles = tuple(obstacles)
        remedies = dict.fromkeys(obstacle.remedy for obstacle in self.obstacles)
        told = [
            f"{what} is not as wanted and cannot be changed; nothing was:",
            *map(str, self.obstacles),
            *remedies,
        ]
        super().__init__("\n  ".join(filter(None, told)))


class ClockStalledError(L4EError, RuntimeError):
    """A virtual clock cannot advance, because a listener reports due work again and again."""


class ObjectError(L4EError):
    """An object below ``s3://`` cannot be read or written; the message names its address and the reason."""


class PaginationError(L4EError):
    """An endpoint sent the same page token twice, so its list would never end."""


class UnreadableResponseError(L4EError):
    """The endpoint reported success, but the content is not a response of the operation."""

    def __init__(
        self, message: str, *, operation: str = "", request_id: str | None = None, body: bytes | None = None
    ) -> None:
        super().__init__(message)
        self.operation = operation
        self.request_id = request_id
        """The id under which the endpoint logged the request."""
        self.body = body
        """The content that the endpoint sent; None if the answer did not come over HTTP."""


class UnreadableDocumentError(L4EError):
    """A document does not have the format that the service describes; ``__cause__`` names the fault and its place."""


class ConnectionFailedError(L4EError, ConnectionError):
    """An endpoint gave no answer: the connection failed, broke off or timed out."""

    def __init__(self, operation: str, endpoint: str, reason: str) -> None:
        self.operation = operation
        self.endpoint = endpoint
        self.reason = reason
        super().__init__(self._message())

    def _message(self) -> str:
        return (
            f"{self.operation} got no answer from {self.endpoint}: {self.reason} "
            "Check that the endpoint runs and that its address is right."
        )


class ServiceEndedError(ConnectionFailedError):
    """The call went to AWS's own endpoint, and AWS ended the service on 7 October 2026."""

    _ended: ClassVar[str] = "Amazon Lookout for Equipment on 7 October 2026"
    _instead: ClassVar[str] = (
        "Run the same code on the embedded engine with LookoutEquipment.local(...), "
        "or name another endpoint that speaks this API with endpoint_url=..."
    )

    def _message(self) -> str:
        return (
            f"{self.operation} failed at {self.endpoint}: AWS ended {self._ended}, "
            f"and its endpoints do not serve it any more ({self.reason}) {self._instead}"
        )


class ExtensionMissingError(L4EError):
    """The endpoint does not know an operation of the extension service, which AWS never had."""

    def __init__(self, operation: str, endpoint: str, reason: str) -> None:
        self.operation = operation
        self.endpoint = endpoint
        self.reason = reason
        super().__init__(
            f"{operation} is an operation of the extension service of l4e-sdk, which AWS never had, and the endpoint "
            f"{endpoint} does not have it ({reason}) Use the embedded engine with LookoutEquipment.local(...), or a "
            "server that runs `l4e serve` of this version or a later one."
        )


class ServiceError(L4EError, ClientError):
    """The endpoint answered with an error. The error's code alone decides the class."""

    retryable: ClassVar[bool | None] = None
    """Whether the same request may succeed later; None for a code that the API does not define."""

    @property
    def code(self) -> str:
        """The error's code, for example ``ConflictException``."""
        return str(self.response.get("Error", {}).get("Code", "Unknown"))

    @property
    def message(self) -> str:
        """The message of the endpoint."""
        return str(self.response.get("Error", {}).get("Message", ""))

    @property
    def operation(self) -> str:
        """The operation that was called, for example ``CreateModel``."""
        return str(self.operation_name)

    @property
    def request_id(self) -> str | None:
        """The id under which the endpoint logged the request."""
        return self.response.get("ResponseMetadata", {}).get("RequestId")

    @property
    def http_status(self) -> int | None:
        """The HTTP status of the answer, for information only."""
        return self.response.get("ResponseMetadata", {}).get("HTTPStatusCode")

    @property
    def http_headers(self) -> Mapping[str, str]:
        """The headers of the HTTP answer, with lower-case names."""
        return self.response.get("ResponseMetadata", {}).get("HTTPHeaders", {})


class AccessDeniedException(ServiceError):
    """The caller has no permission for this call."""

    retryable = False


class ConflictException(ServiceError):
    """The resource's status does not allow this call, or the name is in use."""

    retryable = False


class InternalServerException(ServiceError):
    """The endpoint failed internally."""

    retryable = True


class ResourceNotFoundException(ServiceError):
    """The named resource does not exist."""

    retryable = False


class ServiceQuotaExceededException(ServiceError):
    """The call would exceed a quota."""

    retryable = False


class ThrottlingException(ServiceError):
    """The caller sends too many requests."""

    retryable = True


class ValidationException(ServiceError):
    """The endpoint refused the request as invalid."""

    retryable = False


class WaitError(L4EError):
    """A wait ended without the wanted status."""

    def __init__(self, message: str, *, last: Response | None = None) -> None:
        super().__init__(message)
        self.last = last
        """The last description of the resource; None if no poll returned one."""

    @property
    def status(self) -> str | None:
        """The status in the last description."""
        return getattr(self.last, "status", None)


class WaitTimeoutError(WaitError, TimeoutError):
    """The timeout of a wait ended; the resource may still reach the wanted status."""

    def __init__(self, message: str, *, elapsed: timedelta, last: Response | None = None) -> None:
        super().__init__(message, last=last)
        self.elapsed = elapsed
        """The time since the wait began."""


class ResourceFailedError(WaitError):
    """The resource that you waited for has failed permanently."""

    def __init__(self, message: str, *, reason: str | None = None, last: Response | None = None) -> None:
        super().__init__(message, last=last)
        self.reason = reason
        """The reason for the failure, as the service reports it."""


class UnexpectedStateError(WaitError):
    """The resource reached an end state from which it cannot reach the wanted status."""


class WaitCancelledError(WaitError):
    """The callback ``on_poll`` cancelled the wait."""


class WaitAllError(WaitError, ExceptionGroup[Exception]):
    """Some of several waits ended without the wanted status.

    This is an ``ExceptionGroup``. ``exceptions`` holds the error of each failed wait, in the order of the resources,
    with a note that names the resource. ``except*`` selects them by class.
    """

    def __new__(cls, message: str, exceptions: Sequence[Exception]) -> Self:
        """Make the group; ``ExceptionGroup`` takes its parts in ``__new__``, not in ``__init__``."""
        return super().__new__(cls, message, exceptions)

    def __init__(self, message: str, exceptions: Sequence[Exception]) -> None:
        super().__init__(message)
        self.args = (message, exceptions)  # unpickling calls the class with both
