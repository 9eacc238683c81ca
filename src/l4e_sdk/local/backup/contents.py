"""The files that belong into a backup, in the order in which they are read."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from l4e_sdk.local.folder.opened import BUCKETS, DATA
from l4e_sdk.local.folder.references import Content, references
from l4e_sdk.local.objects import is_partial
from l4e_sdk.local.timeseries.accumulated import Accumulated

if TYPE_CHECKING:
    from collections.abc import Iterator

    import sqlalchemy as sa

    from l4e_sdk.local.folder.references import Reference


@dataclass(frozen=True, slots=True)
class Source:
    """One file that belongs into a backup."""

    path: Path
    may_vanish: bool
    """Whether the backup is complete without the file if the file is deleted before it is read."""


def contents(connection: sa.Connection, folder: Path, *, include_buckets: bool) -> Iterator[Source]:
    """Yield the files that a database refers to. They are searched during the iteration.

    Raises:
        FileNotFoundError: a folder is gone that the state points at.
    """
    seen: set[Path] = set()
    for reference in references(connection, folder / DATA):
        if reference.folder not in seen:
            seen.add(reference.folder)
            yield from _files(reference)
    if include_buckets:
        yield from _objects(folder / BUCKETS)


def _files(reference: Reference) -> Iterator[Source]:
    if reference.is_needed and not reference.folder.is_dir():
        raise FileNotFoundError(reference.folder)
    if reference.content is Content.ACCUMULATED:
        yield from (Source(path, may_vanish=True) for path in Accumulated(reference.folder).files())
    else:
        yield from (Source(path, may_vanish=not reference.is_needed) for path in _walk(reference.folder))


def _objects(buckets: Path) -> Iterator[Source]:
    return (Source(path, may_vanish=True) for path in _walk(buckets) if not is_partial(path))


def _walk(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders.sort()
        # A pipe or a device in the folder is not data, and reading it could block forever.
        yield from (path for name in sorted(names) if (path := Path(parent, name)).is_file())
