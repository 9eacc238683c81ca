"""Model versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from l4e_sdk.local.store.descriptions import StoredModelVersion
from l4e_sdk.local.store.shelf import Shelf, Value, seconds
from l4e_sdk.local.store.tables import described

if TYPE_CHECKING:
    from l4e_sdk.local.store.database import Database

TABLE = described(
    "model_versions",
    sa.Column("model_name", sa.String(200)),
    sa.Column("version", sa.Integer),
    sa.Column("arn", sa.String(2048), nullable=False, unique=True),
    sa.Column("status", sa.String(32), nullable=False),
    sa.Column("source_type", sa.String(32), nullable=False),
    sa.Column("created_at", sa.Float, nullable=False),
    key=("model_name", "version"),
    lists=(("model_name", "status", "version"),),
)


def shelf(database: Database) -> Shelf[StoredModelVersion]:
    """Return the versions of all models, by ascending number; a list is always of one model."""
    return Shelf(database, TABLE, StoredModelVersion, row=_row, order=("version",))


def _row(version: StoredModelVersion) -> dict[str, Value]:
    return {
        "model_name": version.model_name,
        "version": version.model_version,
        "arn": version.model_version_arn,
        "status": version.status,
        "source_type": version.source_type,
        "created_at": seconds(version.created_at),
    }
