"""The history of the tables: ordered functions, each applied once and recorded in the same transaction."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.schema import CreateIndex, CreateTable

from l4e_sdk.errors import L4EError
from l4e_sdk.local.store import inference
from l4e_sdk.local.store.folded_shelf import SHARED
from l4e_sdk.local.store.folding import fold
from l4e_sdk.local.store.tables import metadata

if TYPE_CHECKING:
    from collections.abc import Callable

    from l4e_sdk.local.store.database import Database

APPLIED = sa.Table("migrations", sa.MetaData(), sa.Column("name", sa.String(64), primary_key=True))
_PREVIEW = "0001_create"
"""In stores that versions before the first release wrote."""


class StoreVersionError(L4EError):
    """The store was written by a version of l4e-sdk whose tables this one does not know."""


def _create(connection: sa.Connection) -> None:
    """Create every table and index of a new store."""
    for statement in _schema(connection.dialect.name):
        connection.exec_driver_sql(statement)


@cache
def _schema(dialect: str) -> tuple[str, ...]:
    """Return the statements that create the schema; a process compiles them once, whatever number of stores it opens."""
    spoken = sa.make_url(f"{dialect}://").get_dialect()()
    statements: list[str] = []
    for table in metadata.sorted_tables:
        statements.append(str(CreateTable(table).compile(dialect=spoken)))
        indexes = sorted(table.indexes, key=lambda index: str(index.name))
        statements += [str(CreateIndex(index).compile(dialect=spoken)) for index in indexes]
    return tuple(statements)


def _fold_executions(connection: sa.Connection) -> None:
    """Keep the shared part of executions once, in a store that has them whole; a new store has nothing to change."""
    table = inference.EXECUTIONS
    if "shared" in {column["name"] for column in sa.inspect(connection).get_columns(table.name)}:
        return
    connection.execute(CreateTable(SHARED))
    connection.exec_driver_sql(f"ALTER TABLE {table.name} ADD COLUMN shared INTEGER NOT NULL DEFAULT 0")
    for index in sa.inspect(connection).get_indexes(table.name):
        connection.exec_driver_sql(f"DROP INDEX {index['name']}")
    connection.execute(CreateIndex(inference.UNSUCCESSFUL))
    ids: dict[str, int] = {}
    key = tuple(table.primary_key.columns)
    # Read whole before the first row is written.
    for *values, document in connection.execute(sa.select(*key, table.c.document)).all():
        shared, own = fold(document)
        if shared not in ids:
            ids[shared] = len(ids) + 1
            connection.execute(sa.insert(SHARED).values(id=ids[shared], document=shared))
        row = sa.and_(*(column == value for column, value in zip(key, values, strict=True)))
        connection.execute(sa.update(table).where(row).values(document=own, shared=ids[shared]))


MIGRATIONS: tuple[tuple[str, Callable[[sa.Connection], None]], ...] = (
    ("0001_schema", _create),
    ("0002_folded_executions", _fold_executions),
)
"""Released migrations never change. A later one changes tables that earlier ones made, in a store that has data."""


def names() -> tuple[str, ...]:
    """Return the names of all migrations, in their order."""
    return tuple(name for name, _ in MIGRATIONS)


def migrate(database: Database) -> None:
    """Bring a store up to date.

    Raises:
        StoreVersionError: another version of the package has written tables that this one does not know; nothing is
            changed.
    """
    with database.reading() as connection:
        if _applied(connection) == set(names()):
            return  # without a transaction, for which a lock of others would have to be waited for
    with database.atomic() as connection:
        known = _applied(connection)
        if known is None:
            APPLIED.create(connection, checkfirst=False)
        applied = known or set()
        _check(applied)
        for name, apply in MIGRATIONS:
            if name not in applied:
                apply(connection)
                connection.execute(sa.insert(APPLIED).values(name=name))


def _applied(connection: sa.Connection) -> set[str] | None:
    """Return the names of the migrations that a store has seen; None for a new store."""
    if not sa.inspect(connection).has_table(APPLIED.name):
        return None
    return set(connection.scalars(sa.select(APPLIED.c.name)))


def _check(applied: set[str]) -> None:
    unknown = sorted(applied - set(names()))
    if _PREVIEW in unknown:
        raise StoreVersionError(
            "A version of l4e-sdk before its first release wrote this store; this version cannot read its tables. "
            "Nothing in the folder was changed. Name another folder and train there from the sensor data, which lies "
            "in the folder s3 or in your buckets."
        )
    if unknown:
        raise StoreVersionError(
            f"The store has migrations this version does not know ({', '.join(unknown)}); "
            "open it with the l4e-sdk that wrote it, or a newer one."
        )
