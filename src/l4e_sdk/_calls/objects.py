"""Data below ``s3://``: what the facades need of an object store, and S3 itself."""

from __future__ import annotations

from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError

from l4e_sdk._rules.layout.digests import DIGEST, digest, is_copy
from l4e_sdk.errors import ObjectError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from botocore.client import BaseClient

_ABSENT = frozenset({"404", "NoSuchKey", "NotFound"})


class ObjectStore(Protocol):
    """Buckets of objects: S3, or the folder of an embedded engine."""

    def put(self, bucket: str, key: str, body: bytes | Path) -> None:
        """Write an object, whole; a path stands for the file's content."""
        ...

    def get(self, bucket: str, key: str, *, limit: int | None = None) -> bytes:
        """Return the content of an object, or the first ``limit`` bytes of it."""
        ...

    def holds(self, bucket: str, key: str, file: Path) -> bool:
        """Return whether an object has exactly the content of a file."""
        ...

    def exists(self, bucket: str, key: str) -> bool:
        """Return whether there is an object of this key."""
        ...

    def list(self, bucket: str, prefix: str = "") -> Iterator[str]:
        """Yield the keys that begin with a prefix, sorted."""
        ...


class S3Objects:
    """The objects of S3.

    Args:
        client: makes or finds the boto3 client; called at each use, so that nothing is made before it is needed.
    """

    def __init__(self, client: Callable[[], BaseClient]) -> None:
        self._client = client

    def put(self, bucket: str, key: str, body: bytes | Path) -> None:
        """Write an object, whole; large files go in parts.

        Raises:
            ObjectError: it cannot be written.
        """
        with _addressed(bucket, key, "written"):
            if isinstance(body, Path):
                extra = {"Metadata": {DIGEST: digest(body)}}
                self._s3.upload_file(str(body), bucket, key, ExtraArgs=extra)
            else:
                self._s3.put_object(Bucket=bucket, Key=key, Body=body)

    def get(self, bucket: str, key: str, *, limit: int | None = None) -> bytes:
        """Return the content of an object, or the first ``limit`` bytes of it.

        Raises:
            ObjectError: there is no such object, or it cannot be read.
        """
        with _addressed(bucket, key, "read"):
            # The body is a stream: what is not read is not sent either, once it is closed.
            with closing(self._s3.get_object(Bucket=bucket, Key=key)["Body"]) as body:
                content: bytes = body.read(limit)
            return content

    def holds(self, bucket: str, key: str, file: Path) -> bool:
        """Return whether an object has exactly the content of a file.

        Size first, then the digest that ``put`` left with the object; of an object that somebody else wrote, its ETag,
        which is the content's MD5 unless it came in parts or is encrypted with a key. When in doubt it is not.

        Raises:
            ObjectError: that cannot be found out, for example for want of a permission.
        """
        with _addressed(bucket, key, "looked up"):
            found = self._head(bucket, key)
            return found is not None and is_copy(
                file, found["ContentLength"], found.get("Metadata", {}), found.get("ETag", "")
            )

    def exists(self, bucket: str, key: str) -> bool:
        """Return whether there is an object of this key.

        Raises:
            ObjectError: that cannot be found out, for example for want of a permission.
        """
        with _addressed(bucket, key, "looked up"):
            return self._head(bucket, key) is not None

    def list(self, bucket: str, prefix: str = "") -> Iterator[str]:
        """Yield the keys that begin with a prefix, sorted, a page at a time.

        Raises:
            ObjectError: the bucket cannot be listed.
        """
        with _addressed(bucket, prefix, "listed"):
            for page in self._s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
                yield from (found["Key"] for found in page.get("Contents", ()))

    def _head(self, bucket: str, key: str) -> dict[str, Any] | None:
        try:
            found: dict[str, Any] = self._s3.head_object(Bucket=bucket, Key=key)
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") in _ABSENT:
                return None
            raise
        return found

    @property
    def _s3(self) -> Any:
        return cast("Any", self._client())  # boto3's clients have their methods from data, not from a class


@contextmanager
def _addressed(bucket: str, key: str, done: str) -> Iterator[None]:
    try:
        yield
    except (ClientError, BotoCoreError, Boto3Error, OSError) as error:
        raise ObjectError(f"s3://{bucket}/{key} cannot be {done}: {error}") from error
