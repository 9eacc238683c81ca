"""Making a backup."""

from __future__ import annotations

import sqlite3
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from l4e_sdk._clock import SystemClock
from l4e_sdk._version import __version__
from l4e_sdk.local.backup.archive import ArchiveWriter
from l4e_sdk.local.backup.contents import contents
from l4e_sdk.local.backup.errors import BackupError
from l4e_sdk.local.backup.manifest import FORMAT, Manifest
from l4e_sdk.local.durable import sync_folder
from l4e_sdk.local.folder.opened import STATE
from l4e_sdk.local.store import state_file
from l4e_sdk.local.store.migrations import APPLIED

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_ATTEMPTS: Final = 5
"""Number of attempts, if resources are deleted during a backup."""


def back_up(
    folder: Path | str,
    file: Path | str,
    *,
    include_buckets: bool = True,
    progress: Callable[[float], None] | None = None,
) -> Manifest:
    """Write one archive with the contents of an engine's folder. The engine may keep running.

    The function copies a consistent state of the database, then the files that this copy refers to. These files never
    change. The engine that opens the restored folder runs interrupted jobs again.

    Args:
        folder: the folder of an engine.
        file: the archive, for example ``plant.l4e-backup.tar.gz``, outside of the folder. It appears when it is
            complete, and replaces an existing file.
        include_buckets: whether to include the files below ``s3/``. An object that changes during the backup is
            included in its old or its new form.
        progress: called with the written share of the bytes, from 0 to 1.

    Returns:
        The manifest of the archive.

    Raises:
        BackupError: the folder has no state or a damaged one, or the archive cannot be written.
    """
    folder, file = Path(folder).absolute(), Path(file).absolute()
    if file.resolve().is_relative_to(folder.resolve()):
        raise BackupError(f"{file} is inside of the folder that is backed up; name a file outside of it.")
    if not (folder / STATE).is_file():
        raise BackupError(f"{folder} has no {STATE}, so it is not a folder of an engine; check its name.")
    if not file.parent.is_dir():
        raise BackupError(f"{file} cannot be written: {file.parent} is not a folder; make it first.")
    try:
        return _attempts(_Backup(folder, file, progress or (lambda _: None), include_buckets=include_buckets))
    except OSError as error:
        raise BackupError(
            f"The backup cannot be written ({error}); check the disk of {file.parent} and that {folder} can be read."
        ) from error


def _attempts(backup: _Backup) -> Manifest:
    missing = None
    for _ in range(MOST_ATTEMPTS):
        try:
            return backup.write()
        except FileNotFoundError as error:
            # Deleted after the state was copied: the state of now does not point at it any more.
            missing = error
    raise BackupError(
        f"A file is missing that the state points at: {missing}. If nobody is deleting resources, the folder is "
        "damaged: `examine` of l4e_sdk.local.doctor says what is wrong with it."
    ) from missing


class _Backup:
    """One backup, in as many attempts as it takes."""

    def __init__(
        self, folder: Path, file: Path, progress: Callable[[float], None], *, include_buckets: bool
    ) -> None:
        self._folder = folder
        self._file = file
        self._include_buckets = include_buckets
        self._progress = progress

    def write(self) -> Manifest:
        with tempfile.TemporaryDirectory(prefix=".l4e-backup-", dir=self._file.parent) as place:
            state, draft = Path(place, STATE), Path(place, "archive")
            _copy_state(self._folder / STATE, state)
            with state_file.snapshot(state) as connection, ArchiveWriter(draft) as archive:
                archive.add(STATE, state)
                self._add_files(archive, connection)
                manifest = Manifest(
                    format=FORMAT,
                    l4e_sdk=__version__,
                    created_at=SystemClock().now(),
                    migrations=tuple(connection.scalars(sa.select(APPLIED.c.name))),
                    members=tuple(archive.members),
                )
                archive.seal(manifest)
            draft.replace(self._file)
            sync_folder(self._file.parent)
        self._progress(1.0)
        return manifest

    def _add_files(self, archive: ArchiveWriter, connection: sa.Connection) -> None:
        done, total = 0, self._size(connection)
        for source in contents(connection, self._folder, include_buckets=self._include_buckets):
            try:
                archive.add(source.path.relative_to(self._folder).as_posix(), source.path)
            except FileNotFoundError:
                if not source.may_vanish:
                    raise
            else:
                done += archive.members[-1].bytes
                self._progress(min(done / total, 1.0) if total else 1.0)

    def _size(self, connection: sa.Connection) -> int:
        """Return the approximate number of bytes to read; this also detects missing files early."""
        size = 0
        for source in contents(connection, self._folder, include_buckets=self._include_buckets):
            try:
                size += source.path.stat().st_size
            except FileNotFoundError:
                if not source.may_vanish:
                    raise
        return size


def _copy_state(source: Path, target: Path) -> None:
    try:
        state_file.copy(source, target)
        damage = state_file.damage(target)
    except sqlite3.Error as error:
        damage = str(error)
    if damage is not None:
        raise BackupError(
            f"{source} is damaged or cannot be read ({damage}); nothing was backed up. Keep your last backup and "
            "restore it to another folder."
        )
