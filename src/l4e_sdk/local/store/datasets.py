"""Datasets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from l4e_sdk.local.store.descriptions import StoredDataset
from l4e_sdk.local.store.shelf import Shelf, Value, seconds
from l4e_sdk.local.store.tables import described

if TYPE_CHECKING:
    from l4e_sdk.local.store.database import Database

TABLE = described(
    "datasets",
    sa.Column("name", sa.String(200)),
    sa.Column("arn", sa.String(2048), nullable=False, unique=True),
    sa.Column("status", sa.String(32), nullable=False),
    sa.Column("created_at", sa.Float),
    key=("name",),
)


def shelf(database: Database) -> Shelf[StoredDataset]:
    """Return the datasets, by name."""
    return Shelf(database, TABLE, StoredDataset, row=_row, order=("name",))


def _row(dataset: StoredDataset) -> dict[str, Value]:
    return {
        "name": dataset.dataset_name,
        "arn": dataset.dataset_arn,
        "status": dataset.status,
        "created_at": seconds(dataset.created_at),
    }
