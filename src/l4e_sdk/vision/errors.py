"""Errors of Lookout for Vision that say more than their namesakes of Lookout for Equipment.

Each is a subclass of its namesake in ``l4e_sdk.errors``, so one ``except`` serves both services. Codes that are not
here have the classes of ``l4e_sdk.errors``; unknown codes stay ``ServiceError``.
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
    """An error about one resource, which it names."""

    @property
    def resource_id(self) -> str | None:
        """The name or id of the resource."""
        return _text(self, "ResourceId")

    @property
    def resource_type(self) -> ResourceType | None:
        """What kind of resource it is."""
        kind = _text(self, "ResourceType")
        return None if kind is None else ResourceType(kind)


class _Passing(errors.ServiceError):
    """An error that time may cure."""

    @property
    def retry_after(self) -> timedelta | None:
        """How long to wait, by the answer's ``Retry-After``; None when it has none in seconds."""
        seconds = dict(self.response).get("RetryAfterSeconds")
        return timedelta(seconds=seconds) if isinstance(seconds, int) else None


class ConflictException(_AboutResource, errors.ConflictException):
    """The resource is in a state that does not allow this call."""


class ResourceNotFoundException(_AboutResource, errors.ResourceNotFoundException):
    """The project, or the version of its model, does not exist."""


class InternalServerException(_Passing, errors.InternalServerException):
    """The endpoint itself failed."""


class ThrottlingException(_Passing, errors.ThrottlingException):
    """Too many calls in a short time."""

    @property
    def quota_code(self) -> str | None:
        """The code of the quota that was used up."""
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
