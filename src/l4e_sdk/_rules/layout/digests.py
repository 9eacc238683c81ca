"""Digests of files, by which an object of S3 is recognised as the copy of a file."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

DIGEST: Final = "l4e-sha256"
"""The key in an object's metadata for the digest of its original file."""


def digest(file: Path, algorithm: str = "sha256") -> str:
    """Return the digest of a file's content, in hexadecimal."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, lambda: hashlib.new(algorithm, usedforsecurity=False)).hexdigest()


def is_copy(file: Path, size: int, metadata: dict[str, str], etag: str) -> bool:
    """Return whether an object has exactly the content of a file; False if this cannot be determined.

    The function compares the sizes, then the digest in the object's metadata. An object from another
    program has no digest, so its ETag is compared. An ETag is the content's MD5, unless the object was sent in parts or
    is encrypted with a key.

    Args:
        file: the file.
        size: the size of the object, in bytes.
        metadata: the metadata of the object.
        etag: the ETag of the object.
    """
    if size != file.stat().st_size:
        return False
    if known := metadata.get(DIGEST):
        return known == digest(file)
    return etag.strip('"') == digest(file, "md5")
