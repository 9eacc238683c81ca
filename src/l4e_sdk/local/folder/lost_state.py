"""A folder that has data but lost its state."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

_BACKUPS: Final = ("*.l4e-backup.tar.gz", "*backup*.tar.gz", "*backup*.tgz")
_SHOWN: Final = 5


def is_lost(folder: Path, state: Path, data: Path) -> bool:
    """Return whether there is data without a state: the database is missing, empty, or has no table.

    Args:
        folder: the engine's.
        state: its database.
        data: the folder of ingested data and models.
    """
    return _has_files(folder, data) and _is_empty(state)


def backups(folder: Path) -> tuple[Path, ...]:
    """Return the files in a folder and beside it that look like backups by their names, newest first; at most five."""
    found = {
        file
        for place in (folder, folder.parent)
        for pattern in _BACKUPS
        for file in _matching(place, pattern)
    }
    return tuple(sorted(found, key=_age)[:_SHOWN])


def remedy(folder: Path) -> str:
    """Return what the owner of a folder can do, with the backups that are there."""
    found = ", ".join(str(file) for file in backups(folder))
    seen = (
        f"These files look like backups: {found}." if found else "No backup lies in the folder or beside it."
    )
    return (
        f"Restore a backup into another folder (l4e restore BACKUP FOLDER). {seen} Keep the data until then. "
        "To begin anew, name an empty folder."
    )


def _has_files(folder: Path, data: Path) -> bool:
    """Return whether something was stored for a dataset or a model."""
    if not folder.is_dir() or not data.is_dir():
        return False
    return any(next(kind.iterdir(), None) is not None for kind in data.iterdir() if kind.is_dir())


def _is_empty(state: Path) -> bool:
    if not state.is_file():
        return not state.exists()
    if state.stat().st_size == 0:
        return True
    try:
        with closing(sqlite3.connect(f"{state.absolute().as_uri()}?mode=ro", uri=True)) as database:
            return database.execute("SELECT 1 FROM sqlite_schema").fetchone() is None
    except sqlite3.Error:
        return False  # damaged, which is another fault


def _age(file: Path) -> float:
    try:
        return -file.stat().st_mtime
    except OSError:  # it vanished meanwhile
        return 0.0


def _matching(place: Path, pattern: str) -> list[Path]:
    try:
        return [file for file in place.glob(pattern) if file.is_file()]
    except OSError:
        return []
