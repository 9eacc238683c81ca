"""The history of the tables: ordered functions, each applied once and recorded in the same transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from l4e_sdk.errors import L4EError
from l4e_sdk.local.store import accumulated, policies
from l4e_sdk.local.store.tables import metadata

if TYPE_CHECKING:
    from collections.abc import Callable

    from l4e_sdk.local.store.database import Database

APPLIED = sa.Table("migrations", sa.MetaData(), sa.Column("name", sa.String(64), primary_key=True))


class StoreVersionError(L4EError):
    """The store was written by a newer l4e-sdk than this one."""


def _create(connection: sa.Connection) -> None:
    """The first tables."""
    metadata.create_all(connection)


def _imports(connection: sa.Connection) -> None:
    """The tables that imports need; a new store has them already."""
    for table in (policies.TABLE, accumulated.TABLE):
        table.create(connection, checkfirst=True)


MIGRATIONS: tuple[tuple[str, Callable[[sa.Connection], None]], ...] = (
    ("0001_create", _create),
    ("0002_imports", _imports),
)


def migrate(database: Database) -> None:
    """Bring a store up to date.

    Raises:
        StoreVersionError: a newer version of the package has written to it.
    """
    with database.atomic() as connection:
        APPLIED.create(connection, checkfirst=True)
        applied = set(connection.scalars(sa.select(APPLIED.c.name)))
        unknown = applied - {name for name, _ in MIGRATIONS}
        if unknown:
            raise StoreVersionError(
                f"The store has migrations this version does not know ({', '.join(sorted(unknown))}); "
                "open it with the l4e-sdk that wrote it, or a newer one."
            )
        for name, apply in MIGRATIONS:
            if name not in applied:
                apply(connection)
                connection.execute(sa.insert(APPLIED).values(name=name))
