"""Conversion of Python values to the values that boto3 accepts.

Each value that a caller may pass, with its converted form:

    a shape, or a mapping in either spelling     a mapping in the service's spelling
    an enum                                      its value
    ``timedelta``, ``CalendarDuration``          an ISO 8601 duration, or minutes where the service counts them
    a number of days for a look-back window      an ISO 8601 duration
    ``OffCondition``, ``ResourcePolicy``         its text
    an aware datetime of any zone, an ISO text   a datetime in UTC
    ``{"site": "north"}`` for tags               ``[{"Key": "site", "Value": "north"}]``
    ``"s3://bucket/prefix/"`` for a place in S3  ``{"Bucket": "bucket", "Prefix": "prefix/"}``
    a mapping for a JSON document                its text

A value that cannot be converted stays unchanged; the check of the whole request then reports its fault.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk._botocore_data import SERVICE, ServiceDescription
from l4e_sdk._calls.encoding.members import Encoder
from l4e_sdk._rules.validation import check, merged
from l4e_sdk.errors import InvalidRequestError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["encode"]


def encode(operation: str, params: Mapping[str, object], *, service: str = SERVICE) -> dict[str, object]:
    """Return the parameters of an operation as boto3 takes them.

    Args:
        operation: the API's name, for example ``CreateModel``.
        params: the members by name; members that are None are omitted.
        service: botocore's name of the service with the operation.

    Raises:
        InvalidRequestError: the request has faults; the error lists all of them.
    """
    description = ServiceDescription.load(service)
    encoder = Encoder(description.shapes)
    request = encoder.members(description.input_of(operation), params, ())
    faults = merged(encoder.faults, check(operation, request, service=service))
    if faults:
        raise InvalidRequestError(operation, faults)
    return request
