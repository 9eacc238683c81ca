"""Files that survive a power failure.

If a process is killed, a rename leaves a file either complete or absent. After a power failure, the file system may
have the new name but not the content. So this module flushes the content first, then the name, and both before any
reference to the file is stored.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

_AT_ONCE = 8  # files that wait together share a commit of the file system's journal


def sync_file(path: Path) -> None:
    """Flush the content of a file to the disk."""
    # Windows flushes only files that are open for writing.
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Flush the names in a folder to the disk. Windows does this itself and has no call for it."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_tree(folder: Path) -> None:
    """Flush a folder with all its contents, and its own name, to the disk."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for parent, _, names in os.walk(folder):
            list(pool.map(sync_file, [Path(parent, name) for name in names]))
            sync_folder(Path(parent))
    sync_folder(folder.parent)


def make_folder(folder: Path) -> None:
    """Create a folder with its missing parents, and flush their names to the disk."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)
