"""The history of the tables: ordered functions, each applied once and recorded in the same transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from l4e_sdk.errors import L4EError
from l4e_sdk.local.store import accumulated, inference, policies, queue
from l4e_sdk.local.store.tables import metadata

if TYPE_CHECKING:
    from collections.abc import Callable

    from l4e_sdk.local.store.database import Database

APPLIED = sa.Table("migrations", sa.MetaData(), sa.Column("name", sa.String(64), primary_key=True))


class StoreVersionError(L4EError):
    """The store was written by a newer l4e-sdk than this one."""


def _create(connection: sa.Connection) -> None:
    """The first tables; in a new store there are none to look for."""
    metadata.create_all(connection, checkfirst=False)


def _imports(connection: sa.Connection) -> None:
    """The tables that imports need; a new store has them already."""
    for table in (policies.TABLE, accumulated.TABLE):
        table.create(connection, checkfirst=True)


def _cancelled(connection: sa.Connection) -> None:
    """The mark of cancelled jobs, which the first stores lack."""
    columns = {column["name"] for column in sa.inspect(connection).get_columns(queue.TABLE.name)}
    if queue.TABLE.c.cancelled.name not in columns:
        connection.execute(sa.text("ALTER TABLE jobs ADD COLUMN cancelled BOOLEAN DEFAULT FALSE NOT NULL"))


_FIRST_INDEXES = (
    "ix_inference_schedulers_model_name",
    "ix_ingestion_jobs_created_at",
    "ix_ingestion_jobs_dataset_name",
    "ix_models_dataset_name",
)
_INDEXES = (
    "inference_schedulers_by_model_name",
    "ingestion_jobs_by_created_at_job_id",
    "ingestion_jobs_by_dataset_name_created_at_job_id",
    "labels_by_group_name_label_start_label_id",
    "model_versions_by_model_name_status_version",
    "models_by_dataset_name",
)

_LONG_NAME = "inference_executions_by_scheduler_name_status_data_start_data_end"


def _indexes(connection: sa.Connection) -> None:
    """The indexes that answer lists, in place of those that the first stores have."""
    for name in _FIRST_INDEXES:
        connection.execute(sa.text(f"DROP INDEX IF EXISTS {name}"))
    for table in metadata.tables.values():
        for index in table.indexes:
            if index.name in _INDEXES:
                index.create(connection, checkfirst=True)


def _short_name(connection: sa.Connection) -> None:
    """The index whose first name is longer than PostgreSQL allows, under another one."""
    connection.execute(sa.text(f"DROP INDEX IF EXISTS {_LONG_NAME}"))
    for index in inference.EXECUTIONS.indexes:
        index.create(connection, checkfirst=True)


MIGRATIONS: tuple[tuple[str, Callable[[sa.Connection], None]], ...] = (
    ("0001_create", _create),
    ("0002_imports", _imports),
    ("0003_cancelled", _cancelled),
    ("0004_indexes", _indexes),
    ("0005_short_name", _short_name),
)


def names() -> tuple[str, ...]:
    """Return the names of all migrations, in their order."""
    return tuple(name for name, _ in MIGRATIONS)


def migrate(database: Database) -> None:
    """Bring a store up to date.

    Raises:
        StoreVersionError: a newer version of the package has written to it.
    """
    with database.atomic() as connection:
        APPLIED.create(connection, checkfirst=True)
        applied = set(connection.scalars(sa.select(APPLIED.c.name)))
        unknown = applied - set(names())
        if unknown:
            raise StoreVersionError(
                f"The store has migrations this version does not know ({', '.join(sorted(unknown))}); "
                "open it with the l4e-sdk that wrote it, or a newer one."
            )
        for name, apply in MIGRATIONS:
            if name not in applied:
                apply(connection)
                connection.execute(sa.insert(APPLIED).values(name=name))
