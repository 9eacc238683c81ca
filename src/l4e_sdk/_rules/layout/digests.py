"""Digests of files, by which an object of S3 is recognised as the copy of a file."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

DIGEST: Final = "l4e-sha256"
"""Where an object has the digest of the file that it came from, in its metadata."""


def digest(file: Path, algorithm: str = "sha256") -> str:
    """Return the digest of a file's content, in hexadecimal."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, lambda: hashlib.new(algorithm, usedforsecurity=False)).hexdigest()


def is_copy(file: Path, size: int, metadata: dict[str, str], etag: str) -> bool:
    """Return whether an object has exactly the content of a file; when in doubt it has not.

    Size first, then the digest that came with the object; of an object that somebody else wrote, its ETag, which is the
    content's MD5 unless it came in parts or is encrypted with a key.

    Args:
        file: the file.
        size: bytes of the object.
        metadata: what was put with the object.
        etag: its ETag.
    """
    if size != file.stat().st_size:
        return False
    if known := metadata.get(DIGEST):
        return known == digest(file)
    return etag.strip('"') == digest(file, "md5")
