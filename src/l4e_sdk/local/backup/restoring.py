"""Restoring a backup."""

from __future__ import annotations

import gzip
import hashlib
import shutil
import tarfile
import uuid
import zlib
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from l4e_sdk.local.backup.archive import open_archive
from l4e_sdk.local.backup.errors import BackupError
from l4e_sdk.local.backup.manifest import MOST_BYTES, NAME, Manifest, Member, check_name, read_manifest
from l4e_sdk.local.durable import sync_folder, sync_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import IO

_BLOCK: Final = 2**20
_DAMAGE: Final = (
    tarfile.TarError,
    EOFError,
    gzip.BadGzipFile,
    zlib.error,
    # Errors of tarfile for forged headers, with invalid or huge numbers, or nested names.
    ValueError,
    OverflowError,
    RecursionError,
)


def restore(
    file: Path | str, folder: Path | str, *, progress: Callable[[float], None] | None = None
) -> Manifest:
    """Unpack a backup into a folder that is missing or empty.

    The archive may come from an untrusted source. Only files in its manifest are unpacked, never outside of the folder
    and never larger than stated, and each must have its original checksum. The folder appears when it is complete.

    Args:
        file: an archive from ``back_up``.
        folder: the folder to create.
        progress: called with the unpacked share of the bytes, from 0 to 1.

    Returns:
        The manifest of the backup.

    Raises:
        BackupError: the folder is in use, the disk is too small, or the archive is damaged, forged or newer than this
            version.
    """
    file, folder = Path(file).absolute(), Path(folder).absolute()
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise BackupError(f"{folder} is not empty; restore to a folder that does not exist yet.")
    with _explained(file, folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        manifest = _manifest(file, shutil.disk_usage(folder.parent).free)
        draft = folder.with_name(f".{folder.name}.restoring-{uuid.uuid4().hex}")
        draft.mkdir()
        try:
            _unpack(file, manifest, draft, progress or (lambda _: None))
            sync_tree(draft)
            if folder.exists():
                folder.rmdir()
            draft.replace(folder)
            sync_folder(folder.parent)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    return manifest


def _manifest(file: Path, free: int) -> Manifest:
    """Read the archive to its end, where the manifest is; nothing is unpacked yet."""
    manifest: Manifest | None = None
    size = 0
    with open_archive(file) as archive:
        for header in archive:
            if manifest is not None:
                raise BackupError(f"{file} goes on after its manifest; it was not made by this package.")
            if header.name == NAME:
                manifest = read_manifest(_content(archive, header))
            elif not header.isreg():
                raise BackupError(
                    f"{file} holds {header.name!r}, which is not a plain file; it was not made by this package."
                )
            else:
                check_name(header.name)
                size += header.size
                if size > free:
                    raise BackupError(
                        f"{file} unpacks to more than the {free} bytes that are free; use a larger disk."
                    )
    if manifest is None:
        raise BackupError(f"{file} has no {NAME}: it is not a backup, or was cut off; use another one.")
    return manifest


def _content(archive: tarfile.TarFile, header: tarfile.TarInfo) -> bytes:
    content = archive.extractfile(header) if header.isreg() and header.size <= MOST_BYTES else None
    if content is None:
        raise BackupError(
            f"The backup's {NAME} is not a plain file or too large; it was not made by this package."
        )
    return content.read()


def _unpack(file: Path, manifest: Manifest, folder: Path, progress: Callable[[float], None]) -> None:
    left = {member.name: member for member in manifest.members}
    done, total = 0, manifest.bytes
    with open_archive(file) as archive:
        for header in archive:
            if header.name == NAME:
                break
            member = left.pop(header.name, None)
            content = archive.extractfile(header) if header.isreg() else None
            if member is None or content is None or header.size != member.bytes:
                raise BackupError(
                    f"{file} holds {header.name!r}, which its manifest states otherwise; use another backup."
                )
            with content:
                _write(content, member, folder / header.name)
            done += member.bytes
            progress(done / total if total else 1.0)
    if left:
        raise BackupError(f"{file} lacks {min(left)!r}, which its manifest names; use another backup.")


def _write(content: IO[bytes], member: Member, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    sha256 = hashlib.sha256()
    # "x": two names that are one file on this file system would overwrite each other.
    with target.open("xb") as file:
        while block := content.read(_BLOCK):
            sha256.update(block)
            file.write(block)
    if sha256.hexdigest() != member.sha256:
        raise BackupError(
            f"{member.name!r} is not what was backed up; the backup is damaged, use another one."
        )


@contextmanager
def _explained(file: Path, folder: Path) -> Iterator[None]:
    try:
        yield
    except _DAMAGE as error:
        raise BackupError(f"{file} is damaged, or not a backup ({error}); use another one.") from error
    except OSError as error:
        raise BackupError(
            f"{file} cannot be restored to {folder} ({error}); check that the file is whole and the disk has space."
        ) from error
