"""``s3://bucket/key`` as files: one folder per bucket, one file per key."""

from __future__ import annotations

import contextlib
import filecmp
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from l4e_sdk.errors import ObjectError
from l4e_sdk.local.durable import make_folder, sync_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

# Characters that file systems of other operating systems refuse; a colon is part of every result key.
_SAFE = " !#$&'()+,-.;=@[]^_`{}~"
_PARTIAL = ".l4e-partial-"


@dataclass(frozen=True, slots=True)
class ObjectInfo:
    """One object of a bucket."""

    bucket: str
    key: str
    path: Path
    size: int
    """Bytes."""


class FolderObjects:
    """The buckets of an engine, below one folder.

    Keys are percent-encoded segment by segment where a file system would refuse a character, so that every key of S3
    that does not try to leave its bucket has one file on every operating system.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, bucket: str, key: str, body: bytes | Path) -> None:
        """Write an object whole: readers see the old one or the new one, never a part, even after a power cut."""
        target = self.path(bucket, key)
        try:
            make_folder(target.parent)
            handle, partial = tempfile.mkstemp(prefix=_PARTIAL, dir=target.parent)
            with os.fdopen(handle, "wb") as file:
                if isinstance(body, bytes):
                    file.write(body)
                else:
                    with body.open("rb") as source:
                        shutil.copyfileobj(source, file)
                file.flush()
                os.fsync(file.fileno())
            Path(partial).replace(target)
            sync_folder(target.parent)
        except OSError as error:
            raise ObjectError(f"s3://{bucket}/{key} cannot be written: {error.strerror or error}.") from error

    def get(self, bucket: str, key: str, *, limit: int | None = None) -> bytes:
        """Return the content of an object, or the first ``limit`` bytes of it.

        Raises:
            ObjectError: there is no such object, or it cannot be read.
        """
        try:
            with self.path(bucket, key).open("rb") as file:
                return file.read(limit)
        except OSError as error:
            raise ObjectError(f"s3://{bucket}/{key} cannot be read: {error.strerror or error}.") from error

    def holds(self, bucket: str, key: str, file: Path) -> bool:
        """Return whether an object has exactly the content of a file."""
        try:
            return self.exists(bucket, key) and filecmp.cmp(self.path(bucket, key), file, shallow=False)
        except OSError as error:
            raise ObjectError(
                f"s3://{bucket}/{key} cannot be compared: {error.strerror or error}."
            ) from error

    def exists(self, bucket: str, key: str) -> bool:
        """Return whether there is an object of this key."""
        return self.path(bucket, key).is_file()

    def list(self, bucket: str, prefix: str = "") -> Iterator[str]:
        """Yield the keys below a prefix, sorted as S3 sorts them."""
        return (found.key for found in self.scan(bucket, prefix))

    def scan(self, bucket: str, prefix: str = "") -> Iterator[ObjectInfo]:
        """Yield what is known of the objects below a prefix, sorted by key."""
        folder = self._bucket(bucket)
        start = self._inside(folder, prefix.rpartition("/")[0], bucket) if "/" in prefix else folder
        yield from sorted(
            (info for info in self._walk(bucket, folder, start) if info.key.startswith(prefix)),
            key=lambda info: info.key,
        )

    def path(self, bucket: str, key: str) -> Path:
        """Return the file of a key, whether or not it exists.

        Raises:
            ObjectError: the key would leave its bucket, or names no object.
        """
        if not key or key.endswith("/"):
            raise ObjectError(
                f"s3://{bucket}/{key} names no object; a key is not empty and does not end in '/'."
            )
        return self._inside(self._bucket(bucket), key, bucket)

    def _bucket(self, bucket: str) -> Path:
        return self._inside(self._root, bucket, bucket)

    @staticmethod
    def _inside(folder: Path, key: str, bucket: str) -> Path:
        segments = key.split("/")
        if "\x00" in key or any(segment in {"", ".", ".."} for segment in segments):
            raise ObjectError(
                f"s3://{bucket}/{key} cannot be a file: empty, '.' and '..' segments are refused."
            )
        return folder.joinpath(*(quote(segment, safe=_SAFE) for segment in segments))

    @staticmethod
    def _walk(bucket: str, folder: Path, start: Path) -> Iterator[ObjectInfo]:
        for parent, _, names in os.walk(start, onerror=_refuse):
            for name in names:
                if name.startswith(_PARTIAL):
                    continue
                path = Path(parent, name)
                key = "/".join(unquote(segment) for segment in path.relative_to(folder).parts)
                # What is removed while this goes on is not listed, as in S3.
                with contextlib.suppress(FileNotFoundError):
                    yield ObjectInfo(bucket, key, path, path.stat().st_size)


def _refuse(error: OSError) -> None:
    """Let a folder that is not there be empty, and one that cannot be read be an error."""
    if not isinstance(error, FileNotFoundError | NotADirectoryError):
        raise ObjectError(f"{error.filename} cannot be listed: {error.strerror or error}.") from error
