"""Models."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from l4e_sdk.local.store.descriptions import StoredModel
from l4e_sdk.local.store.shelf import Shelf, Value, seconds
from l4e_sdk.local.store.tables import described

if TYPE_CHECKING:
    from l4e_sdk.local.store.database import Database

TABLE = described(
    "models",
    sa.Column("name", sa.String(200)),
    sa.Column("arn", sa.String(2048), nullable=False, unique=True),
    sa.Column("status", sa.String(32), nullable=False),
    sa.Column("dataset_name", sa.String(200), nullable=False),
    sa.Column("created_at", sa.Float, nullable=False),
    key=("name",),
    lists=(("dataset_name",),),
)


def shelf(database: Database) -> Shelf[StoredModel]:
    """Return the models, by name."""
    return Shelf(database, TABLE, StoredModel, row=_row, order=("name",))


def _row(model: StoredModel) -> dict[str, Value]:
    return {
        "name": model.model_name,
        "arn": model.model_arn,
        "status": model.status,
        "dataset_name": model.dataset_name,
        "created_at": seconds(model.created_at),
    }
