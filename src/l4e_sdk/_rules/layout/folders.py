"""Sensor data in a folder: one sub-folder of CSV files for each component, as ingestion reads it by default."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class FolderFile:
    """One CSV file of a folder."""

    component: str
    """Name of its component, allowed or not."""
    key: str
    """Its key below the prefix that the folder is uploaded to."""
    path: Path


def csv_files(folder: Path, component: str | None = None) -> Iterator[FolderFile]:
    """Yield the CSV files of a folder, component by component and in the order of their keys.

    Args:
        folder: what has the files; other files in it do not count.
        component: whose files they are, in a folder without sub-folders for components.

    Raises:
        OSError: the folder cannot be read.
    """
    if component is not None:
        yield from _files(folder, component)
        return
    for parent in sorted(each for each in folder.iterdir() if each.is_dir()):
        yield from _files(parent, parent.name)


def _files(parent: Path, component: str) -> Iterator[FolderFile]:
    found = {
        f"{component}/{path.relative_to(parent).as_posix()}": path
        for path in parent.rglob("*")
        if path.suffix.lower() == ".csv" and path.is_file()
    }
    for key in sorted(found):
        yield FolderFile(component, key, found[key])
