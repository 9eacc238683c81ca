"""A second copy of a folder that the engine wrote."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from l4e_sdk.local.durable import make_folder, sync_folder, sync_tree
from l4e_sdk.local.runner.work import CustomerError

MOST_ATTEMPTS = 10
"""How often a copy is begun; inference may be merging the files of a folder meanwhile."""

UNFINISHED = ".partial"
"""What files and folders end in that are being written."""


def copy_folder(source: Path, target: Path) -> int:
    """Copy a folder, whole or not at all; one that a former attempt has copied is left as it is.

    The engine replaces its files and never changes them, so a copy is the same file under a second name: it takes no
    time and no space, and stays when the source is deleted. File systems without such names get real copies.

    Returns:
        The bytes of the copied files.

    Raises:
        CustomerError: the source is gone, or never at rest.
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
            # A file was merged into another one after it was listed: what is listed now has its rows.
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
