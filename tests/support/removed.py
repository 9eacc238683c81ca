"""Packages of AWS as they are once AWS has removed the service from them: no file and no entry names it.

AWS does so with each service that it has ended. The trees are links to the installed packages, except the directories
that lead to a file of the service; put the folder on ``PYTHONPATH`` to run a program with them.
"""

from __future__ import annotations

import json
import shutil
from importlib.util import find_spec
from pathlib import Path

SERVICE = "lookoutequipment"
ENDPOINTS = "endpoints.json"


def without_the_service(folder: Path, *packages: str) -> Path:
    """Put packages without the service into a folder, and return it."""
    for package in packages:
        spec = find_spec(package)
        assert spec is not None
        assert spec.origin is not None
        source = Path(spec.origin).parent
        removed = set(source.rglob(f"*{SERVICE}*"))
        changed = {parent for path in (*removed, *source.rglob(ENDPOINTS)) for parent in path.parents}
        _link(source, folder / package, removed, changed)
    return folder


def _link(source: Path, target: Path, removed: set[Path], changed: set[Path]) -> None:
    """Link all children of a directory; write the changed directories anew, and leave out the removed ones."""
    target.mkdir()
    for child in source.iterdir():
        place = target / child.name
        if child in removed or child.name == "__pycache__":
            continue
        if child.name == ENDPOINTS:
            place.write_text(_without_entry(child.read_text(encoding="utf-8")), encoding="utf-8")
        elif child in changed:
            _link(child, place, removed, changed)
        else:
            _link_or_copy(child, place)


def _link_or_copy(source: Path, target: Path) -> None:
    try:
        target.symlink_to(source, target_is_directory=source.is_dir())
    except OSError:  # Windows gives links to administrators only
        (shutil.copytree if source.is_dir() else shutil.copyfile)(source, target)


def _without_entry(endpoints: str) -> str:
    document = json.loads(endpoints)
    for partition in document["partitions"]:
        partition["services"].pop(SERVICE, None)
    return json.dumps(document)
