"""Files that outlive a power cut.

A rename makes a file whole or absent for a process that is killed. When the machine loses power, the file system may
have kept the new name and not yet the content: so content comes to the disk before its name, and both come before
anything points at them.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

_AT_ONCE = 8  # files that wait together share the disk's work on its journal


def sync_file(path: Path) -> None:
    """Bring the content of a file to the disk."""
    # Windows flushes only what is open for writing.
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk; Windows does that by itself and cannot be asked to."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_tree(folder: Path) -> None:
    """Bring a folder to the disk with everything in it, and its own name."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for parent, _, names in os.walk(folder):
            list(pool.map(sync_file, [Path(parent, name) for name in names]))
            sync_folder(Path(parent))
    sync_folder(folder.parent)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, where they are missing, and bring their names to the disk."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)
