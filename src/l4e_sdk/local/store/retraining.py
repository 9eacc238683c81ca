"""Retraining schedulers; the model's name is their only key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from l4e_sdk.local.store.descriptions import StoredRetrainingScheduler
from l4e_sdk.local.store.shelf import Shelf, Value
from l4e_sdk.local.store.tables import described

if TYPE_CHECKING:
    from l4e_sdk.local.store.database import Database

TABLE = described(
    "retraining_schedulers",
    sa.Column("model_name", sa.String(200)),
    sa.Column("status", sa.String(32), nullable=False),
    key=("model_name",),
)


def shelf(database: Database) -> Shelf[StoredRetrainingScheduler]:
    """Return the retraining schedulers, by model."""
    return Shelf(database, TABLE, StoredRetrainingScheduler, row=_row, order=("model_name",))


def _row(scheduler: StoredRetrainingScheduler) -> dict[str, Value]:
    return {"model_name": scheduler.model_name, "status": scheduler.status}
