"""Can an engine work in this folder, on this machine, by this clock?"""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from l4e_sdk.local.doctor.finding import error, warning
from l4e_sdk.local.folder.opened import LOCK, STATE
from l4e_sdk.local.store import datasets, ingestion, model_versions, models, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from l4e_sdk.local.doctor.examined import Examined, Place
    from l4e_sdk.local.doctor.finding import Finding

LEAST_FREE: Final = 256 * 2**20
"""Bytes of disk space; less is not enough for one training."""
_AHEAD: Final = timedelta(minutes=5)
"""Clocks of several machines differ by seconds."""


def space(place: Place) -> Iterator[Finding]:
    """Look how much of the disk is free."""
    free = shutil.disk_usage(place.folder).free
    if free < LEAST_FREE:
        yield warning(
            place.folder,
            f"Only {free // 2**20} MiB of its disk are free.",
            "Free some space; the engine fails requests and jobs when the disk is full.",
        )


def permissions(place: Place) -> Iterator[Finding]:
    """Look whether this user may use the folder."""
    for path in (place.folder, *_parts(place)):
        wanted = os.R_OK | os.W_OK | (os.X_OK if path.is_dir() else 0)
        if not os.access(path, wanted):
            yield error(
                path,
                "The user of this process may not read and write it.",
                "Examine the folder as the user that runs the engine; if it is the same, give it access.",
            )


def owners(place: Place) -> Iterator[Finding]:
    """Look for files that an engine was made to write as another user."""
    owner = place.folder.stat().st_uid
    others = [path for path in _owned(place) if path.lstat().st_uid != owner]
    if others:
        yield warning(
            place.folder,
            f"Some files belong to another user than the folder ({len(others)}, such as {others[0]}).",
            "Give all of them to the user that runs the engine, and never run it as another one.",
        )


def clock(examined: Examined) -> Iterator[Finding]:
    """Look whether anything has happened later than now."""
    columns = (
        datasets.TABLE.c.created_at,
        ingestion.JOBS.c.created_at,
        models.TABLE.c.created_at,
        model_versions.TABLE.c.created_at,
        tokens.TABLE.c.used_at,
    )
    times = [examined.connection.scalar(sa.select(sa.func.max(column))) for column in columns]
    last = max((time for time in times if time is not None), default=0.0)
    moment = datetime.fromtimestamp(last, UTC)
    if moment > examined.place.now + _AHEAD:
        yield error(
            examined.place.folder,
            f"Something in it happened on {moment:%Y-%m-%d %H:%M} UTC, which is in the future.",
            "Set the clock of the machine; until then schedulers wait.",
        )


def _parts(place: Place) -> list[Path]:
    state = sorted(place.folder.glob(f"{STATE}*"))
    return [path for path in (*state, place.folder / LOCK, place.data, place.buckets) if path.exists()]


def _owned(place: Place) -> Iterator[Path]:
    yield from _parts(place)
    for parent, folders, names in os.walk(place.data):
        from_here = Path(parent)
        yield from (from_here / name for name in (*folders, *names))
