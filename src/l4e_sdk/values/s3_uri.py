"""A location in S3."""

from __future__ import annotations

import re
from typing import Final, Self

from l4e_sdk.errors import InvalidValueError

_SCHEME: Final = "s3://"
_BUCKET: Final = re.compile(r"[a-z0-9][.\-a-z0-9]{1,61}[a-z0-9]")
_LONGEST_KEY: Final = 1024


class S3Uri(str):
    """An address below ``s3://``: a bucket, a folder or an object. It is also a ``str``.

    >>> place = S3Uri("s3://plant/train/")
    >>> place.bucket, place.key, place / "press-07" / "2024.csv"
    ('plant', 'train/', S3Uri('s3://plant/train/press-07/2024.csv'))

    Raises:
        InvalidValueError: the text is not an S3 address, or the name of the bucket is not allowed.
    """

    __slots__ = ()

    def __new__(cls, address: str) -> Self:
        """Make the address; a ``str`` must get its content in ``__new__``."""
        bucket, _, key = address.removeprefix(_SCHEME).partition("/")
        if not address.startswith(_SCHEME):
            raise InvalidValueError(
                f"{address[:80]!r} is not an address in S3; write for example 's3://bucket/prefix/'."
            )
        if not _BUCKET.fullmatch(bucket):
            raise InvalidValueError(
                f"{bucket[:80]!r} is not a name of a bucket; use 3 to 63 lower-case letters, digits, '.' and '-', and "
                "begin and end with a letter or digit."
            )
        if len(key) > _LONGEST_KEY:
            raise InvalidValueError(f"the key has {len(key)} characters; {_LONGEST_KEY} are allowed.")
        return super().__new__(cls, address)

    @classmethod
    def of(cls, bucket: str, key: str = "") -> Self:
        """Return the address of a bucket, or of a key or prefix in it."""
        return cls(f"{_SCHEME}{bucket}/{key}")

    @property
    def bucket(self) -> str:
        """The name of the bucket."""
        return self.removeprefix(_SCHEME).partition("/")[0]

    @property
    def key(self) -> str:
        """The part after the bucket: the key of an object or the prefix of a folder; empty for the bucket itself."""
        return self.removeprefix(_SCHEME).partition("/")[2]

    @property
    def is_folder(self) -> bool:
        """Whether the address ends in a slash, or is a whole bucket."""
        return not self.key or self.key.endswith("/")

    def as_folder(self) -> Self:
        """Return the address with a slash at its end, as the service requires for prefixes."""
        return (
            self
            if self.key.endswith("/")
            else type(self)(f"{self}/" if self.key else f"{_SCHEME}{self.bucket}/")
        )

    def __truediv__(self, below: str) -> Self:
        """Return the address of an item below this folder."""
        return type(self)(f"{self.as_folder()}{below}")

    def __repr__(self) -> str:
        return f"S3Uri({str(self)!r})"

    def __str__(self) -> str:
        return str.__str__(self)
