"""Everything that this package raises on purpose.

    L4EError
    + InvalidValueError        (ValueError)      a single value that means nothing: a duration, a moment
    + InvalidRequestError      (ValueError)      a request with faults; nothing was sent
    + ConfigurationError                         settings that cannot work together
    + MissingExtraError        (ImportError)     a part of the package that is not installed
    + RefusedError                               a call that makes no sense for a resource as it is; nothing was sent
    + NotAvailableError        (AttributeError)  an attribute that a resource does not have, with the reason
    + CannotChangeError                          a resource that is not as wanted, and cannot become so; nothing was sent
    + ClockStalledError        (RuntimeError)    a virtual clock that cannot move on
    + ObjectError                                an object below s3:// that cannot be read or written
    + PaginationError                            a list that never ends
    + UnreadableResponseError                    a success whose content is no response of the operation
    + UnreadableDocumentError                    a document inside of a response, or in a file, that is not what it should be
    + ConnectionFailedError    (ConnectionError) no answer from an endpoint
    |   + ServiceEndedError                      ... because it is AWS's own, which is gone
    + ExtensionMissingError                      an endpoint that does not have the extension service
    + ServiceError             (ClientError)     an error that an endpoint answered; unknown codes stay here
    |   + AccessDeniedException
    |   + ConflictException
    |   + InternalServerException
    |   + ResourceNotFoundException
    |   + ServiceQuotaExceededException
    |   + ThrottlingException
    |   + ValidationException
    + WaitError                                  a wait that did not end as wished
        + WaitTimeoutError     (TimeoutError)    ... in time
        + ResourceFailedError                    ... because the resource failed, for good
        + UnexpectedStateError                   ... because the resource came to rest elsewhere
        + WaitCancelledError                     ... because whoever watches it said so
        + WaitAllError         (ExceptionGroup)  ... for some of several resources; has the errors of all of them

All of them pickle and copy with their attributes. A ``ServiceError`` is also botocore's ``ClientError``, so code written
for boto3 keeps catching it.
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
"""What a request breaks: ``format`` is the inner grammar of a string, ``unknown`` a member that does not exist."""


class L4EError(Exception):
    """The root: everything that this package raises on purpose."""

    def __reduce__(self) -> tuple[object, ...]:
        # Exception's own way calls the class with `args`, which fails for every constructor that asks for more.
        return _rebuild, (type(self), self.args), vars(self).copy()


def _rebuild(kind: type[L4EError], args: tuple[object, ...]) -> L4EError:
    error = kind.__new__(kind, *args)
    error.args = args
    return error


class InvalidValueError(L4EError, ValueError):
    """A value means nothing, or is outside its limits; the message has the limit and the remedy."""


_brief = Repr()
_brief.maxstring = _brief.maxother = 200


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a request."""

    path: str
    """Where, as written in Python: ``data_input_configuration.s3_input_configuration.bucket``, ``tags[0].key``."""
    wire_path: str
    """Where, as the API spells it: ``DataInputConfiguration.S3InputConfiguration.Bucket``, ``Tags[0].Key``."""
    rule: Rule
    message: str
    """What is wrong, the limit and the remedy."""
    wire_message: str | None = None
    """The message as the API spells the members that it names; None if it names none."""

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


class InvalidRequestError(L4EError, ValueError):
    """A request has faults; all of them are listed and nothing was sent."""

    def __init__(self, operation: str, faults: Iterable[Fault]) -> None:
        self.operation = operation
        self.faults = tuple(faults)
        count = f"{len(self.faults)} faults" if len(self.faults) != 1 else "1 fault"
        super().__init__("\n  ".join([f"{operation} was not sent; {count}:", *map(str, self.faults)]))


class ConfigurationError(L4EError):
    """Settings are missing or cannot work together; the message has the remedy."""


class MissingExtraError(L4EError, ImportError):
    """A part of the package is used whose requirements are not installed."""

    def __init__(self, extra: str, purpose: str) -> None:
        self.extra = extra
        self.purpose = purpose
        super().__init__(f"{purpose} needs packages that are not installed: pip install 'l4e-sdk[{extra}]'.")

    def __reduce__(self) -> tuple[object, ...]:
        # ImportError keeps its message outside of `args`, so the constructor has to run again.
        return type(self), (self.extra, self.purpose), vars(self).copy()


class RefusedError(L4EError):
    """What was asked makes no sense for a resource as it was last seen; nothing was sent."""


class NotAvailableError(L4EError, AttributeError):
    """A resource, as it was last seen, does not have what was read from it; the message has the reason and the remedy.

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
    """A setting of a resource that is not as wanted, and that nothing can change."""

    member: str
    """The setting, as ``ensure`` spells it."""
    have: object
    """What it is, in the service's spelling; None if it is not set. Of schemas only what the other lacks."""
    want: object
    """What is wanted, likewise."""
    remedy: str
    """What can be done instead."""

    def __str__(self) -> str:
        return f"{self.member} is {_brief.repr(self.have)}, and wanted is {_brief.repr(self.want)}"


class CannotChangeError(L4EError):
    """A resource is not as wanted, and the API cannot change it; all obstacles are listed and nothing was changed."""

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
    """A virtual clock cannot move on, because what is due stays due after it was run."""


class ObjectError(L4EError):
    """An object cannot be read or written; the message names its address and the reason."""


class PaginationError(L4EError):
    """An endpoint sends the same page token twice, so its list would never end."""


class UnreadableResponseError(L4EError):
    """The endpoint reported success, but what it sent is not a response of the operation."""

    def __init__(
        self, message: str, *, operation: str = "", request_id: str | None = None, body: bytes | None = None
    ) -> None:
        super().__init__(message)
        self.operation = operation
        self.request_id = request_id
        """The id under which the endpoint logged the request."""
        self.body = body
        """What it sent; None if that did not come over the wire."""


class UnreadableDocumentError(L4EError):
    """A document is not what the service describes; the cause has what is wrong and where."""


class ConnectionFailedError(L4EError, ConnectionError):
    """An endpoint gave no answer: it cannot be reached, or the line was cut or timed out."""

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
    """An endpoint answered with an error; the class is chosen by the error's code alone."""

    retryable: ClassVar[bool | None] = None
    """Whether the same request may succeed later; None when the code is not one of the API's own."""

    @property
    def code(self) -> str:
        """The error's code, for example ``ConflictException``."""
        return str(self.response.get("Error", {}).get("Code", "Unknown"))

    @property
    def message(self) -> str:
        """The endpoint's own words."""
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
        """The HTTP status; for the curious, it decides nothing."""
        return self.response.get("ResponseMetadata", {}).get("HTTPStatusCode")

    @property
    def http_headers(self) -> Mapping[str, str]:
        """The headers of the HTTP answer; their names are in small letters."""
        return self.response.get("ResponseMetadata", {}).get("HTTPHeaders", {})


class AccessDeniedException(ServiceError):
    """The caller has no permission for this call."""

    retryable = False


class ConflictException(ServiceError):
    """The resource is in a state that does not allow this call, or the name is taken."""

    retryable = False


class InternalServerException(ServiceError):
    """The endpoint itself failed."""

    retryable = True


class ResourceNotFoundException(ServiceError):
    """The named resource does not exist."""

    retryable = False


class ServiceQuotaExceededException(ServiceError):
    """A quota would be exceeded."""

    retryable = False


class ThrottlingException(ServiceError):
    """Too many calls in a short time."""

    retryable = True


class ValidationException(ServiceError):
    """The endpoint found the request invalid."""

    retryable = False


class WaitError(L4EError):
    """A wait did not end as wished."""

    def __init__(self, message: str, *, last: Response | None = None) -> None:
        super().__init__(message)
        self.last = last
        """The last description seen; None if there was none."""

    @property
    def status(self) -> str | None:
        """The status in the last description."""
        return getattr(self.last, "status", None)


class WaitTimeoutError(WaitError, TimeoutError):
    """The time allowed for a wait ran out; the resource may still get there."""

    def __init__(self, message: str, *, elapsed: timedelta, last: Response | None = None) -> None:
        super().__init__(message, last=last)
        self.elapsed = elapsed
        """How long was waited."""


class ResourceFailedError(WaitError):
    """The resource that was waited for failed, for good."""

    def __init__(self, message: str, *, reason: str | None = None, last: Response | None = None) -> None:
        super().__init__(message, last=last)
        self.reason = reason
        """Why, in the service's words."""


class UnexpectedStateError(WaitError):
    """The resource came to a final state from which the wished one cannot be reached."""


class WaitCancelledError(WaitError):
    """The callback that watched a wait ended it."""


class WaitAllError(WaitError, ExceptionGroup[Exception]):
    """Some of several waits did not end as wished; the others did.

    It is an ``ExceptionGroup``: ``exceptions`` has what each of the waits ended with, in the order of the resources and
    with a note of which one it was, and ``except*`` picks them by class.
    """

    def __new__(cls, message: str, exceptions: Sequence[Exception]) -> Self:
        """Make the group; ``ExceptionGroup`` takes its parts here and not in ``__init__``."""
        return super().__new__(cls, message, exceptions)

    def __init__(self, message: str, exceptions: Sequence[Exception]) -> None:
        super().__init__(message)
        self.args = (message, exceptions)  # what both halves need to be made again
