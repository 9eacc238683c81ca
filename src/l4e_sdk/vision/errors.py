"""Errors of Lookout for Vision that have more attributes than their namesakes of Lookout for Equipment.

Each is a subclass of its namesake in ``l4e_sdk.errors``, so one ``except`` catches the errors of both services. All
other codes have the classes of ``l4e_sdk.errors``, and unknown codes are a ``ServiceError``.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from l4e_sdk import errors
from l4e_sdk.vision.enums import ResourceType


def _text(error: errors.ServiceError, member: str) -> str | None:
    value = dict(error.response).get(member)
    return value if isinstance(value, str) else None


class _AboutResource(errors.ServiceError):
    """An error that names a resource."""

    @property
    def resource_id(self) -> str | None:
        """The name or id of the resource."""
        return _text(self, "ResourceId")

    @property
    def resource_type(self) -> ResourceType | None:
        """The kind of the resource."""
        kind = _text(self, "ResourceType")
        return None if kind is None else ResourceType(kind)


class _Passing(errors.ServiceError):
    """A temporary error."""

    @property
    def retry_after(self) -> timedelta | None:
        """The delay in the answer's ``Retry-After``; None if the header is missing or does not have seconds."""
        seconds = dict(self.response).get("RetryAfterSeconds")
        return timedelta(seconds=seconds) if isinstance(seconds, int) else None


class ConflictException(_AboutResource, errors.ConflictException):
    """The resource's status does not allow this call."""


class ResourceNotFoundException(_AboutResource, errors.ResourceNotFoundException):
    """The project, or the version of its model, does not exist."""


class InternalServerException(_Passing, errors.InternalServerException):
    """The endpoint failed internally."""


class ThrottlingException(_Passing, errors.ThrottlingException):
    """The caller sends too many requests."""

    @property
    def quota_code(self) -> str | None:
        """The code of the exceeded quota."""
        return _text(self, "QuotaCode")

    @property
    def service_code(self) -> str | None:
        """The code of the service that the quota belongs to."""
        return _text(self, "ServiceCode")


class VisionEndedError(errors.ServiceEndedError):
    """The call went to AWS's own endpoint, and AWS ended Lookout for Vision on 31 October 2025."""

    _ended = "Amazon Lookout for Vision on 31 October 2025"
    _instead = "Name another endpoint that speaks this API with endpoint_url=..."


BY_CODE: Final = {
    kind.__name__: kind
    for kind in (ConflictException, InternalServerException, ResourceNotFoundException, ThrottlingException)
}
"""The classes of this module by the code of the error."""
