"""Errors that the engine answers, one class per code.

Status codes follow the API reference (service/wire#errors): 400 and 500, as is usual for JSON 1.0. Clients look at the
code. The protocol's own errors keep the status of the common-errors page.

    Fault
    + AccessDenied          AccessDeniedException          400
    + Conflict              ConflictException              400
    + Internal              InternalServerException        500
    + NotFound              ResourceNotFoundException      400
    + QuotaExceeded         ServiceQuotaExceededException  400
    + Throttled             ThrottlingException            400
    + Invalid               ValidationException            400
    + UnknownOperation      UnknownOperationException      404
    + TooLarge              RequestEntityTooLargeException 413
    + Malformed             MalformedHttpRequestException  400
    |   + NotAllowed        MalformedHttpRequestException  405
    + TimedOut              RequestTimeoutException        408
    + MissingToken          MissingAuthenticationTokenException  403
    + IncompleteSignature   IncompleteSignatureException   400
    + UnknownKey            UnrecognizedClientException    403
    + WrongSignature        InvalidSignatureException      403
    + NotLocal              AccessDeniedException          403
"""

from __future__ import annotations

from typing import ClassVar

MESSAGE_LIMIT = 5000
"""Most characters of the member ``Message`` (BoundedLengthString)."""


class Fault(Exception):
    """An error answer: the code and status of its class, and a message for a person."""

    code: ClassVar[str]
    status: ClassVar[int] = 400

    def __init__(self, message: str) -> None:
        self.message = message if len(message) <= MESSAGE_LIMIT else message[: MESSAGE_LIMIT - 1] + "…"
        super().__init__(self.message)


class AccessDenied(Fault):
    """The caller does not have permission for this call."""

    code = "AccessDeniedException"


class Conflict(Fault):
    """The resource is in a state that does not allow this."""

    code = "ConflictException"


class Internal(Fault):
    """The engine itself failed; the details are in its log."""

    code = "InternalServerException"
    status = 500


class NotFound(Fault):
    """The named resource does not exist."""

    code = "ResourceNotFoundException"


class QuotaExceeded(Fault):
    """The call would pass a quota (service/limits#quotas)."""

    code = "ServiceQuotaExceededException"


class Throttled(Fault):
    """Too many calls."""

    code = "ThrottlingException"


class Invalid(Fault):
    """The request breaks a rule of the description or of the service."""

    code = "ValidationException"


class UnknownOperation(Fault):
    """The target names no operation that the engine answers."""

    code = "UnknownOperationException"
    status = 404


class TooLarge(Fault):
    """The body is larger than the engine reads."""

    code = "RequestEntityTooLargeException"
    status = 413


class Malformed(Fault):
    """The request is not of the protocol at all."""

    code = "MalformedHttpRequestException"


class NotAllowed(Malformed):
    """The request is of a method that means nothing here."""

    status = 405


class TimedOut(Fault):
    """The request took too long to arrive."""

    code = "RequestTimeoutException"
    status = 408


class MissingToken(Fault):
    """The request is not signed."""

    code = "MissingAuthenticationTokenException"
    status = 403


class IncompleteSignature(Fault):
    """The request is signed, but not as the protocol says."""

    code = "IncompleteSignatureException"


class UnknownKey(Fault):
    """The request is signed with a key that the engine does not know."""

    code = "UnrecognizedClientException"
    status = 403


class WrongSignature(Fault):
    """The signature is not that of this request, or is too old."""

    code = "InvalidSignatureException"
    status = 403


class NotLocal(AccessDenied):
    """The request came from where none may come from; the protocol's own refusal, so not with the service's status."""

    status = 403
