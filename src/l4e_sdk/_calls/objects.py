"""Objects below ``s3://``: the interface that the facades need, and its implementation on S3."""

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
        """Write an object as a whole. For a path, write the file's content."""
        ...

    def get(self, bucket: str, key: str, *, limit: int | None = None) -> bytes:
        """Return the content of an object, or the first ``limit`` bytes of it."""
        ...

    def holds(self, bucket: str, key: str, file: Path) -> bool:
        """Return whether an object has exactly the content of a file."""
        ...

    def exists(self, bucket: str, key: str) -> bool:
        """Return whether an object with this key exists."""
        ...

    def list(self, bucket: str, prefix: str = "") -> Iterator[str]:
        """Yield the keys that begin with a prefix, sorted."""
        ...


class S3Objects:
    """The object store S3.

    Args:
        client: returns the boto3 client. It is called at each use, so that no client is created early.
    """

    def __init__(self, client: Callable[[], BaseClient]) -> None:
        self._client = client

    def put(self, bucket: str, key: str, body: bytes | Path) -> None:
        """Write an object as a whole; large files are sent in parts.

        Raises:
            ObjectError: the object cannot be written.
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
            ObjectError: the object does not exist, or cannot be read.
        """
        with _addressed(bucket, key, "read"):
            # The body is a stream. Closing it early ends the transfer.
            with closing(self._s3.get_object(Bucket=bucket, Key=key)["Body"]) as body:
                content: bytes = body.read(limit)
            return content

    def holds(self, bucket: str, key: str, file: Path) -> bool:
        """Return whether an object has exactly the content of a file.

        The method compares the sizes, and then the digest that ``put`` stores with the object. An object from another
        program has no such digest; then the method compares the ETag. An ETag is the content's MD5, unless the object
        was sent in parts or is encrypted with a key. If no comparison is possible, the result is False.

        Raises:
            ObjectError: S3 does not answer the question, for example because a permission is missing.
        """
        with _addressed(bucket, key, "looked up"):
            found = self._head(bucket, key)
            return found is not None and is_copy(
                file, found["ContentLength"], found.get("Metadata", {}), found.get("ETag", "")
            )

    def exists(self, bucket: str, key: str) -> bool:
        """Return whether an object with this key exists.

        Raises:
            ObjectError: S3 does not answer the question, for example because a permission is missing.
        """
        with _addressed(bucket, key, "looked up"):
            return self._head(bucket, key) is not None

    def list(self, bucket: str, prefix: str = "") -> Iterator[str]:
        """Yield the keys that begin with a prefix, sorted; each page is fetched when it is needed.

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
        return cast(
            "Any", self._client()
        )  # boto3 creates the methods of its clients from data, not from a class


@contextmanager
def _addressed(bucket: str, key: str, done: str) -> Iterator[None]:
    try:
        yield
    except (ClientError, BotoCoreError, Boto3Error, OSError) as error:
        raise ObjectError(f"s3://{bucket}/{key} cannot be {done}: {error}") from error
