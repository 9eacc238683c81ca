"""Python values to the values that boto3 takes.

What a caller may write, and what becomes of it:

    a shape, or a mapping in either spelling     a mapping in the service's spelling
    an enum                                      its value
    ``timedelta``, ``CalendarDuration``          an ISO 8601 duration, or minutes where the service counts them
    a number of days for a look-back window      an ISO 8601 duration
    ``OffCondition``, ``ResourcePolicy``         its text
    an aware datetime of any zone, an ISO text   a datetime in UTC
    ``{"site": "north"}`` for tags               ``[{"Key": "site", "Value": "north"}]``
    ``"s3://bucket/prefix/"`` for a place in S3  ``{"Bucket": "bucket", "Prefix": "prefix/"}``
    a mapping for a JSON document                its text

What cannot be converted is left as it is, and the check of the whole request says what is wrong with it.
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
        params: the members by their names; those that are None are left out.
        service: the service that has the operation, by botocore's name.

    Raises:
        InvalidRequestError: the request has faults; all of them are listed.
    """
    description = ServiceDescription.load(service)
    encoder = Encoder(description.shapes)
    request = encoder.members(description.input_of(operation), params, ())
    faults = merged(encoder.faults, check(operation, request, service=service))
    if faults:
        raise InvalidRequestError(operation, faults)
    return request
