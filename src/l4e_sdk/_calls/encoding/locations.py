"""Places in S3: ``s3://bucket/prefix/`` for the structures that spell it out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from l4e_sdk._rules.validation.scalars import shown
from l4e_sdk.errors import InvalidValueError

if TYPE_CHECKING:
    from l4e_sdk._botocore_data import ShapeFacts

_SCHEME: Final = "s3://"
_HOLDERS: Final = ("S3InputConfiguration", "S3OutputConfiguration")


def address_to_members(facts: ShapeFacts, text: str) -> object:
    """Return the members of a structure that is, or holds, a place in S3; any other structure's text unchanged.

    Raises:
        InvalidValueError: the text is no address.
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
    # The service takes prefixes that end in a slash only, and an address means a folder with or without one.
    return {"Bucket": bucket, "Prefix": prefix if prefix.endswith("/") else f"{prefix}/"}
