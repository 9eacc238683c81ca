"""A second copy of a folder that the engine wrote."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from l4e_sdk.local.durable import make_folder, sync_folder, sync_tree
from l4e_sdk.local.runner.work import CustomerError

MOST_ATTEMPTS = 10
"""Number of attempts to copy a folder, because inference may merge its files at the same time."""

UNFINISHED = ".partial"
"""Endings of files and folders that are still being written."""


def copy_folder(source: Path, target: Path) -> int:
    """Copy a folder completely or not at all. A folder that an earlier attempt has copied stays as it is.

    The engine replaces its files and never changes them. So a copy is a hard link, which takes no time and no space and
    stays if the source is deleted. File systems without hard links get real copies.

    Returns:
        The bytes of the copied files.

    Raises:
        CustomerError: the source does not exist, or keeps changing.
    """
    if not target.is_dir():
        draft = target.with_name(target.name + UNFINISHED)
        make_folder(target.parent)
        _copy(source, draft)
        sync_tree(draft)
        draft.replace(target)
        sync_folder(target.parent)
    return sum(path.stat().st_size for path in target.rglob("*") if path.is_file())


def _copy(source: Path, draft: Path) -> None:
    for _ in range(MOST_ATTEMPTS):
        shutil.rmtree(draft, ignore_errors=True)
        try:
            _copy_files(source, draft)
        except FileNotFoundError:
            # A file was merged into another one after the listing; a new listing has its rows.
            if not source.is_dir():
                raise CustomerError("The source was deleted before it could be copied.") from None
        else:
            return
    raise CustomerError("The source was changing all the time while it was copied; import it again.")


def _copy_files(source: Path, draft: Path) -> None:
    for parent, _, names in os.walk(source, onerror=_refuse):
        place = draft / Path(parent).relative_to(source)
        place.mkdir()
        for name in names:
            if not name.endswith(UNFINISHED):
                _link(Path(parent, name), place / name)


def _link(source: Path, target: Path) -> None:
    try:
        target.hardlink_to(source)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copyfile(source, target)


def _refuse(error: OSError) -> None:
    raise error
