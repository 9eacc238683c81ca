"""Locations in S3: ``s3://bucket/prefix/`` as the structures of the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from l4e_sdk._rules.validation.scalars import shown
from l4e_sdk.errors import InvalidValueError

if TYPE_CHECKING:
    from l4e_sdk._botocore_data import ShapeFacts

_SCHEME: Final = "s3://"
_HOLDERS: Final = ("S3InputConfiguration", "S3OutputConfiguration")


def address_to_members(facts: ShapeFacts, text: str) -> object:
    """Convert an address to the members of a structure for a location in S3. Other structures' text stays unchanged.

    Raises:
        InvalidValueError: the text is not an S3 address.
    """
    if "Prefix" in facts.members:
        return _location(text)
    for holder in _HOLDERS:
        if holder in facts.members:
            return {holder: _location(text)}
    return text


def _location(text: str) -> dict[str, str]:
    bucket, _, prefix = text.removeprefix(_SCHEME).partition("/")
    if not text.startswith(_SCHEME) or not bucket:
        raise InvalidValueError(
            f"is {shown(text)}; give an address such as 's3://bucket/prefix/', or a mapping."
        )
    if not prefix:
        return {"Bucket": bucket}
    # The service requires a slash at the end of a prefix; a user may write a folder without it.
    return {"Bucket": bucket, "Prefix": prefix if prefix.endswith("/") else f"{prefix}/"}
