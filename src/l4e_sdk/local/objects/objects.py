"""Buckets of objects, wherever they are."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from l4e_sdk.local.objects.key_ranges import KeyRanges


@dataclass(frozen=True, slots=True)
class ObjectInfo:
    """One object, as a listing found it."""

    bucket: str
    key: str
    size: int
    """Bytes."""
    version: str = ""
    """A value that changes with the content (the ETag in S3); empty if there is none."""


class Objects(Protocol):
    """The buckets that an engine reads and writes.

    Work is handed to worker processes with the objects that it needs, so every implementation pickles, without
    secrets. All methods raise ``ObjectError``, which names the object, the reason and what to do.
    """

    def put(self, bucket: str, key: str, body: bytes | Path) -> None:
        """Write an object whole: readers see the old one or the new one, never a part."""
        ...

    def get(self, bucket: str, key: str, *, limit: int | None = None, version: str = "") -> bytes:
        """Return the content of an object, or the first ``limit`` bytes of it.

        Args:
            bucket: the bucket.
            key: the key.
            limit: the largest number of bytes to return.
            version: the version in a listing. Other content is refused if it can be detected.

        Raises:
            MissingObjectError: the object does not exist.
            ObjectError: it cannot be read, or was changed since it was listed.
        """
        ...

    def holds(self, bucket: str, key: str, file: Path) -> bool:
        """Return whether an object has exactly the content of a file; False if this cannot be determined."""
        ...

    def exists(self, bucket: str, key: str) -> bool:
        """Return whether there is an object of this key."""
        ...

    def list(self, bucket: str, prefix: str = "") -> Iterator[str]:
        """Yield the keys that begin with a prefix, in their order."""
        ...

    def scan(self, bucket: str, prefix: str = "", *, within: KeyRanges | None = None) -> Iterator[ObjectInfo]:
        """Yield information about the objects whose keys begin with a prefix, in the order of their keys.

        Args:
            bucket: the bucket.
            prefix: the prefix of the keys.
            within: the ranges of wanted keys. Keys outside cost little time, whatever their number.
        """
        ...

    def files(self, found: Sequence[ObjectInfo]) -> AbstractContextManager[Sequence[Path]]:
        """Provide objects as local files, in the same order, while the context is open.

        The caller must not change the files. Each file's name contains the last part of its key.

        Raises:
            MissingObjectError: an object no longer exists. If the objects are files, only reading raises this.
            ObjectError: an object cannot be read, or was changed since it was listed.
        """
        ...

    def delete(self, bucket: str, key: str) -> None:
        """Remove an object; nothing happens if it does not exist."""
        ...

    def close(self) -> None:
        """Close open resources."""
        ...


@dataclass(frozen=True, slots=True)
class ObjectContent:
    """The bytes of one object that was listed."""

    objects: Objects
    found: ObjectInfo

    def head(self, limit: int) -> bytes:
        """Return the first bytes."""
        found = self.found
        return self.objects.get(found.bucket, found.key, limit=limit, version=found.version)

    @contextmanager
    def local(self) -> Iterator[Path]:
        """Provide the object as a local file while the context is open."""
        with self.objects.files([self.found]) as (path,):
            yield path
