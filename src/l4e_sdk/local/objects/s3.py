"""``s3://bucket/key`` at an S3 endpoint."""

from __future__ import annotations

import io
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final
from urllib.parse import quote

from botocore.exceptions import ClientError

from l4e_sdk._rules.layout.digests import DIGEST, digest, is_copy
from l4e_sdk.errors import ObjectError
from l4e_sdk.local.objects import s3_client
from l4e_sdk.local.objects.objects import ObjectInfo
from l4e_sdk.local.objects.s3_errors import BROKEN, EMPTY, MISSING, addressed, code_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from l4e_sdk.local.objects.key_ranges import KeyRanges
    from l4e_sdk.local.objects.s3_settings import S3Settings

_CHUNK: Final = 2**20
"""Bytes of an object that are in memory at a time."""
_LONGEST_NAME: Final = 150


class S3Objects:
    """The buckets of an S3 endpoint.

    Pickled, it is the settings and the spool: a worker process finds the credentials by itself.

    Args:
        settings: the endpoint.
        spool: where objects are put that are needed as files, for as long as they are needed.
    """

    def __init__(self, settings: S3Settings, spool: Path) -> None:
        self._settings = settings
        self._spool = spool
        self._lock = threading.Lock()
        self._client: Any = None

    def __repr__(self) -> str:
        return f"S3Objects({self._settings!r}, {str(self._spool)!r})"

    def __reduce__(self) -> tuple[Callable[[S3Settings, Path], S3Objects], tuple[S3Settings, Path]]:
        return _of_this_process, (self._settings, self._spool)

    def put(self, bucket: str, key: str, body: bytes | Path) -> None:
        """Write an object in one request, which S3 keeps whole or not at all; 5 GB are the most."""
        _check(bucket, key)
        with self._addressed(bucket, key, "written", "s3:PutObject"):
            if isinstance(body, bytes):
                self._s3.put_object(Bucket=bucket, Key=key, Body=body)
                return
            with body.open("rb") as file:
                self._s3.put_object(Bucket=bucket, Key=key, Body=file, Metadata={DIGEST: digest(body)})

    def get(self, bucket: str, key: str, *, limit: int | None = None, version: str = "") -> bytes:
        """Return the content of an object, or the first ``limit`` bytes of it."""
        content = io.BytesIO()
        with self._addressed(bucket, key, "read", "s3:GetObject"):
            self._stream(ObjectInfo(bucket, key, 0, version), content, limit)
        return content.getvalue()[:limit]

    def holds(self, bucket: str, key: str, file: Path) -> bool:
        """Return whether an object has exactly the content of a file; False if this cannot be determined."""
        with self._addressed(bucket, key, "looked up", "s3:GetObject"):
            found = self._head(bucket, key)
            return found is not None and is_copy(
                file, found["ContentLength"], found.get("Metadata", {}), found.get("ETag", "")
            )

    def exists(self, bucket: str, key: str) -> bool:
        """Return whether there is an object of this key."""
        with self._addressed(bucket, key, "looked up", "s3:GetObject"):
            return self._head(bucket, key) is not None

    def list(self, bucket: str, prefix: str = "") -> Iterator[str]:
        """Yield the keys that begin with a prefix, in their order."""
        return (found.key for found in self.scan(bucket, prefix))

    def scan(self, bucket: str, prefix: str = "", *, within: KeyRanges | None = None) -> Iterator[ObjectInfo]:
        """Yield information about the objects whose keys begin with a prefix, a page at a time.

        The empty objects that consoles make for folders are left out. With ranges, the listing leaps over what is
        between them: it takes as many requests as there are ranges, or pages if these are fewer.
        """
        with self._addressed(bucket, prefix, "listed", "s3:ListBucket"):
            pages = self._pages(bucket, prefix) if within is None else self._leaps(bucket, prefix, within)
            for page in pages:
                for found in page.get("Contents", ()):
                    key = found["Key"]
                    if not key.endswith("/") and (within is None or key in within):
                        yield ObjectInfo(bucket, key, found["Size"], found.get("ETag", ""))

    def delete(self, bucket: str, key: str) -> None:
        """Remove an object; nothing happens if it does not exist."""
        _check(bucket, key)
        with self._addressed(bucket, key, "removed", "s3:DeleteObject"):
            self._s3.delete_object(Bucket=bucket, Key=key)

    @contextmanager
    def files(self, found: Sequence[ObjectInfo]) -> Iterator[Sequence[Path]]:
        """Copy objects into the spool, several at the same time, and remove the copies at the end."""
        with self._folder(found) as folder:
            places = [folder / str(number) / _name(one.key) for number, one in enumerate(found)]
            with ThreadPoolExecutor(s3_client.STREAMS, "l4e-s3") as pool:
                # Taking all results raises the first error, and then what has not begun is not fetched.
                list(pool.map(self._fetch, found, places))
            yield places

    def close(self) -> None:
        """Close the connections. Later calls open new ones."""
        with self._lock:
            client, self._client = self._client, None
        if client is not None:
            client.close()

    @property
    def _s3(self) -> Any:
        with self._lock:
            if self._client is None:
                self._client = s3_client.make_client(self._settings)
            return self._client

    def _addressed(self, bucket: str, key: str, done: str, permission: str) -> AbstractContextManager[None]:
        return addressed(bucket, key, done, permission, self._settings.endpoint_url or "of AWS")

    def _head(self, bucket: str, key: str) -> Any:
        try:
            return self._s3.head_object(Bucket=bucket, Key=key)
        except ClientError as error:
            if code_of(error) in MISSING:
                return None
            raise

    def _pages(self, bucket: str, prefix: str, after: str = "") -> Iterator[Any]:
        paginator = self._s3.get_paginator("list_objects_v2")
        return iter(paginator.paginate(Bucket=bucket, Prefix=prefix, StartAfter=after))

    def _leaps(self, bucket: str, prefix: str, within: KeyRanges) -> Iterator[Any]:
        reached = ""
        for first, last in within:
            if last <= reached:
                continue
            # Between a key and the same key without its last character, there are only longer, unwanted keys.
            for page in self._pages(bucket, prefix, max(first[:-1], reached)):
                yield page
                if not page.get("IsTruncated"):
                    return
                reached = page["Contents"][-1]["Key"]
                if last <= reached:
                    break

    def _fetch(self, found: ObjectInfo, place: Path) -> None:
        with self._addressed(found.bucket, found.key, "read", "s3:GetObject"):
            place.parent.mkdir()
            with place.open("wb") as file:
                self._stream(found, file)

    def _stream(self, found: ObjectInfo, file: IO[bytes], limit: int | None = None) -> None:
        """Write an object to a file; where a line breaks it goes on, as long as that brings anything."""
        version, left = found.version, s3_client.ATTEMPTS
        while True:
            begun = file.tell()
            answer = self._open(found, version, begun, limit)
            if answer is None:
                return
            if begun and "ContentRange" not in answer:
                file.seek(0)  # an endpoint that knows no ranges begins anew
                file.truncate()
            version = answer.get("ETag", "")
            try:
                with closing(answer["Body"]) as body:
                    for chunk in body.iter_chunks(_CHUNK):
                        file.write(chunk)
                        if limit is not None and file.tell() >= limit:
                            return
            except BROKEN:
                left = left - 1 if file.tell() <= begun else s3_client.ATTEMPTS
                if not left:
                    raise
            else:
                return

    def _open(self, found: ObjectInfo, version: str, begin: int, limit: int | None) -> Any:
        wanted: dict[str, str] = {"IfMatch": version} if version else {}
        if begin or limit is not None:
            wanted["Range"] = f"bytes={begin}-" + ("" if limit is None else str(max(limit, 1) - 1))
        try:
            return self._s3.get_object(Bucket=found.bucket, Key=found.key, **wanted)
        except ClientError as error:
            if code_of(error) in EMPTY and not begin:
                return None
            raise

    @contextmanager
    def _folder(self, found: Sequence[ObjectInfo]) -> Iterator[Path]:
        try:
            self._spool.mkdir(parents=True, exist_ok=True)
            folder = tempfile.TemporaryDirectory(dir=self._spool, ignore_cleanup_errors=True)
        except OSError as error:
            first = f"s3://{found[0].bucket}/{found[0].key}" if found else "An object"
            raise ObjectError(
                f"{first} cannot be read into {self._spool}: {error.strerror or error}."
            ) from error
        with folder as name:
            yield Path(name)


@lru_cache(maxsize=4)
def _of_this_process(settings: S3Settings, spool: Path) -> S3Objects:
    """Return the client of a worker process. All tasks share it, because creating a client is slow."""
    return S3Objects(settings, spool)


def _check(bucket: str, key: str) -> None:
    if not key or key.endswith("/"):
        raise ObjectError(f"s3://{bucket}/{key} names no object; a key is not empty and does not end in '/'.")


def _name(key: str) -> str:
    """Return a name that every file system takes, for messages: the last part of a key."""
    name = quote(key.rpartition("/")[2], safe=" !#$&'()+,-.;=@[]^_`{}~")[-_LONGEST_NAME:]
    return name if name.strip(".") else "object"
