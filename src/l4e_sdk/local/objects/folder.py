"""``s3://bucket/key`` as files: one folder per bucket, one file per key."""

from __future__ import annotations

import contextlib
import filecmp
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from l4e_sdk.errors import ObjectError
from l4e_sdk.local.durable import make_folder, sync_folder
from l4e_sdk.local.objects.errors import MissingObjectError
from l4e_sdk.local.objects.objects import ObjectInfo

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from l4e_sdk.local.objects.key_ranges import KeyRanges

# Characters that file systems of other operating systems refuse; a colon is part of every result key.
_SAFE = " !#$&'()+,-.;=@[]^_`{}~"
_PARTIAL = ".l4e-partial-"


class FolderObjects:
    """The buckets of an engine, below one folder.

    Characters that a file system would refuse are percent-encoded in each segment of a key. So every key that does not
    try to leave its bucket has one file on every operating system. Symbolic links in the folder are followed, because
    large data may be stored elsewhere. No other key leads out of its bucket.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def __repr__(self) -> str:
        return f"FolderObjects({str(self._root)!r})"

    def put(self, bucket: str, key: str, body: bytes | Path) -> None:
        """Write an object whole: readers see the old one or the new one, never a part, even after a power cut."""
        target = self.path(bucket, key)
        try:
            make_folder(target.parent)
            handle, name = tempfile.mkstemp(prefix=_PARTIAL, dir=target.parent)
            partial = Path(name)
            try:
                _write(handle, body)
                partial.replace(target)
            except BaseException:
                partial.unlink(missing_ok=True)
                raise
            sync_folder(target.parent)
        except OSError as error:
            raise ObjectError(f"s3://{bucket}/{key} cannot be written: {error.strerror or error}.") from error

    def get(self, bucket: str, key: str, *, limit: int | None = None, version: str = "") -> bytes:
        """Return the content of an object, or the first ``limit`` bytes of it; nothing tells versions here."""
        del version
        try:
            with self.path(bucket, key).open("rb") as file:
                return file.read(limit)
        except FileNotFoundError as error:
            raise MissingObjectError(
                f"s3://{bucket}/{key} cannot be read: there is no such object."
            ) from error
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
        try:
            return self.path(bucket, key).is_file()
        except OSError as error:
            raise ObjectError(
                f"s3://{bucket}/{key} cannot be looked up: {error.strerror or error}."
            ) from error

    def list(self, bucket: str, prefix: str = "") -> Iterator[str]:
        """Yield the keys that begin with a prefix, sorted as S3 sorts them."""
        return (found.key for found in self.scan(bucket, prefix))

    def scan(self, bucket: str, prefix: str = "", *, within: KeyRanges | None = None) -> Iterator[ObjectInfo]:
        """Yield information about the objects whose keys begin with a prefix, sorted by key."""
        parent = prefix.rpartition("/")[0]
        walk = _Walk(bucket, prefix, within)
        start = self._place(bucket, parent) if "/" in prefix else self._bucket(bucket)
        yield from sorted(walk.below(start, f"{parent}/" if parent else ""), key=lambda info: info.key)

    @contextlib.contextmanager
    def files(self, found: Sequence[ObjectInfo]) -> Iterator[Sequence[Path]]:
        """Provide the files themselves. Only opening a deleted file raises an error."""
        yield [self.path(one.bucket, one.key) for one in found]

    def delete(self, bucket: str, key: str) -> None:
        """Remove an object, and its folder if that is empty then."""
        path = self.path(bucket, key)
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise ObjectError(f"s3://{bucket}/{key} cannot be removed: {error.strerror or error}.") from error
        with contextlib.suppress(OSError):  # a folder that is not empty, or is in use again, stays
            if "/" in key:
                path.parent.rmdir()

    def close(self) -> None:
        """Do nothing: no file is held open."""

    def path(self, bucket: str, key: str) -> Path:
        """Return the file of a key, whether or not it exists.

        Raises:
            ObjectError: the key would leave its bucket, or names no object.
        """
        if not key or key.endswith("/"):
            raise ObjectError(
                f"s3://{bucket}/{key} names no object; a key is not empty and does not end in '/'."
            )
        return self._place(bucket, key)

    def _place(self, bucket: str, key: str) -> Path:
        """Return the file name of a key, or the folder name of a prefix."""
        folder = self._bucket(bucket)
        encoded = self._inside(folder, key, bucket)
        if os.name == "posix" and unquote(key) == key and not _is_there(encoded):
            # A file that a user has put here may have its key as its name, if the operating system allows the name.
            literal = folder.joinpath(*key.split("/"))
            return literal if _is_there(literal) else encoded
        return encoded

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


def is_partial(path: Path) -> bool:
    """Return whether a file below the buckets is an object that is still being written, or never was whole."""
    return path.name.startswith(_PARTIAL)


def is_text(name: str) -> bool:
    """Return whether a name can be written down: file systems of POSIX take any bytes, keys are UTF-8."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False  # nothing has a name that is too long


class _Walk:
    """One listing. It does not read the attributes of unwanted names."""

    def __init__(self, bucket: str, prefix: str, within: KeyRanges | None) -> None:
        self._bucket = bucket
        self._prefix = prefix
        self._within = within

    def below(
        self, folder: Path | os.DirEntry[str], base: str, above: frozenset[tuple[int, int]] = frozenset()
    ) -> Iterator[ObjectInfo]:
        """Yield the entries of a folder, in no order.

        Args:
            folder: the folder.
            base: what the keys in it begin with.
            above: the folders that it is in; a link to one of these would never end.
        """
        try:
            status = Path(folder).stat()
            if (here := (status.st_dev, status.st_ino)) in above:
                return
            with os.scandir(folder) as entries:
                for entry in entries:
                    key = base + unquote(entry.name)
                    if self._wants(key) or self._wants_below(f"{key}/"):
                        yield from self._found(entry, key, above | {here})
        except (FileNotFoundError, NotADirectoryError):
            return  # what is not there has nothing in it
        except OSError as error:
            raise ObjectError(f"{error.filename} cannot be listed: {error.strerror or error}.") from error

    def _found(
        self, entry: os.DirEntry[str], key: str, above: frozenset[tuple[int, int]]
    ) -> Iterator[ObjectInfo]:
        if not is_text(key):
            raise ObjectError(
                f"s3://{self._bucket} has a file whose name is not UTF-8, so that it has no key; rename {key!a}."
            )
        # An entry knows what it is without being asked anew, but stumbles over links that lead to themselves.
        found = Path(entry) if entry.is_symlink() else entry
        if self._wants(key) and found.is_file():
            if not entry.name.startswith(_PARTIAL):
                # Objects that are removed during a listing may be missing from it, as in S3.
                with contextlib.suppress(FileNotFoundError):
                    yield ObjectInfo(self._bucket, key, found.stat().st_size)
        elif self._wants_below(f"{key}/") and found.is_dir():
            yield from self.below(found, f"{key}/", above)

    def _wants(self, key: str) -> bool:
        return key.startswith(self._prefix) and (self._within is None or key in self._within)

    def _wants_below(self, folder: str) -> bool:
        return folder.startswith(self._prefix) and (self._within is None or self._within.meet(folder))


def _write(handle: int, body: bytes | Path) -> None:
    with os.fdopen(handle, "wb") as file:
        if isinstance(body, bytes):
            file.write(body)
        else:
            with body.open("rb") as source:
                shutil.copyfileobj(source, file)
        file.flush()
        os.fsync(file.fileno())
