"""Conversion of failed calls to this package's errors."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionError,  # noqa: A004 - botocore's own, the base of "cannot connect"
    HTTPClientError,
    IncompleteReadError,
    ProxyConnectionError,
    SSLError,
)

from l4e_sdk._calls.service_error import service_error
from l4e_sdk._calls.session import configuration_error
from l4e_sdk._operations._service import EQUIPMENT
from l4e_sdk.errors import ConnectionFailedError, L4EError

if TYPE_CHECKING:
    from l4e_sdk._operations._service import Service
    from l4e_sdk.errors import ServiceError

_TURNED_AWAY = frozenset(
    {
        # The endpoint of an ended service knows neither its operations nor its permissions.
        "AccessDenied",
        "AccessDeniedException",
        "OptInRequired",
        "SubscriptionRequiredException",
        "UnknownOperationException",
        "UnrecognizedClientException",
        # An answer without a readable body has its HTTP status for a code.
        "403",
        "404",
        "410",
    }
)
_UNKNOWN = frozenset({"UnknownOperationException", "InvalidAction", "NotImplemented", "404", "405", "501"})
"""Answers of servers that speak a protocol of AWS and do not know the operation."""


def failure(
    cause: BotoCoreError | ClientError, operation: str, endpoint: str, service: Service = EQUIPMENT
) -> L4EError:
    """Return the error of this package for what botocore raised."""
    if isinstance(cause, ClientError):
        return _answered(service_error(cause, service.errors), operation, endpoint, service)
    if isinstance(cause, (ConnectionError, HTTPClientError, IncompleteReadError)):
        return _unanswered(cause, operation, endpoint, service)
    return configuration_error(cause)


def _answered(error: ServiceError, operation: str, endpoint: str, service: Service) -> L4EError:
    # Credentials are fetched by calls of their own, to services that are not gone.
    if error.operation == operation and error.code in _TURNED_AWAY and _is_aws(endpoint, service):
        return service.ended(operation, endpoint, _quoted(error))
    if service.missing is not None and error.operation == operation and error.code in _UNKNOWN:
        return service.missing(operation, endpoint, _quoted(error))
    return error


def _quoted(error: ServiceError) -> str:
    return f"It answered {error.code}. {error.message}".strip()


def _unanswered(cause: BotoCoreError, operation: str, endpoint: str, service: Service) -> L4EError:
    between = isinstance(cause, (ProxyConnectionError, SSLError))  # says nothing of the endpoint itself
    kind = service.ended if _is_aws(endpoint, service) and not between else ConnectionFailedError
    return kind(operation, endpoint, f"{cause}".rstrip(".") + ".")


def _is_aws(endpoint: str, service: Service) -> bool:
    return _addresses(service.host).fullmatch(endpoint) is not None


@cache
def _addresses(host: str) -> re.Pattern[str]:
    """Return a pattern of a service's own addresses: public, FIPS, dual-stack, in China, and private ones in a VPC."""
    server = rf"(?:[^/]+\.)?{host}(?:-fips)?\.[a-z0-9-]+\.(?:vpce\.)?(?:amazonaws\.com(?:\.cn)?|api\.aws)"
    return re.compile(rf"https?://{server}(?:[:/].*)?", re.IGNORECASE)
