"""Is the database whole, and of this version?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from l4e_sdk.local.doctor.finding import error, warning
from l4e_sdk.local.store.migrations import APPLIED, names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from l4e_sdk.local.doctor.examined import Examined
    from l4e_sdk.local.doctor.finding import Finding


def integrity(examined: Examined) -> Iterator[Finding]:
    """Let SQLite check the structure of the file."""
    found = [str(row[0]) for row in examined.connection.exec_driver_sql("PRAGMA integrity_check(5)")]
    if found != ["ok"]:
        yield damaged(examined.place.state, "; ".join(found))


def migrations(examined: Examined) -> Iterator[Finding]:
    """Compare the history of the tables with what this version knows."""
    if not sa.inspect(examined.connection).has_table(APPLIED.name):
        yield error(
            examined.place.state,
            "It is no store of an engine.",
            "Check the name of the folder, or restore a backup.",
        )
        return
    applied = set(examined.connection.scalars(sa.select(APPLIED.c.name)))
    unknown, lacking = sorted(applied - set(names())), [name for name in names() if name not in applied]
    if unknown:
        yield error(
            examined.place.state,
            f"Another version of l4e-sdk wrote it ({', '.join(unknown)} is unknown).",
            "Use the l4e-sdk that wrote it, or a newer one.",
        )
    elif lacking:
        yield warning(
            examined.place.state,
            f"An older l4e-sdk wrote it (it lacks {', '.join(lacking)}).",
            "Open the folder with an engine of this version, which brings it up to date; then examine it again.",
        )


def damaged(subject: object, why: str) -> Finding:
    """Return the finding that the database cannot be relied on."""
    return error(
        subject,
        f"The database is damaged or cannot be read: {why}.",
        "Stop the engine, keep a copy of the folder as it is, and restore a backup.",
    )
