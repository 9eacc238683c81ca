"""Label groups and their labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from l4e_sdk.local.store.descriptions import StoredLabel, StoredLabelGroup
from l4e_sdk.local.store.shelf import Shelf, Value, seconds
from l4e_sdk.local.store.tables import described

if TYPE_CHECKING:
    from l4e_sdk.local.store.database import Database

GROUPS = described(
    "label_groups",
    sa.Column("name", sa.String(200)),
    sa.Column("arn", sa.String(2048), nullable=False, unique=True),
    key=("name",),
)

LABELS = described(
    "labels",
    sa.Column("group_name", sa.String(200)),
    sa.Column("label_id", sa.String(32)),
    sa.Column("label_start", sa.Float, nullable=False),
    sa.Column("label_end", sa.Float, nullable=False),
    sa.Column("fault_code", sa.String(100)),
    sa.Column("equipment", sa.String(200)),
    key=("group_name", "label_id"),
    lists=(("group_name", "label_start", "label_id"),),
)


def groups(database: Database) -> Shelf[StoredLabelGroup]:
    """Return the label groups, by name."""
    return Shelf(database, GROUPS, StoredLabelGroup, row=_group_row, order=("name",))


def labels(database: Database) -> Shelf[StoredLabel]:
    """Return the labels of all groups, by start time."""
    return Shelf(database, LABELS, StoredLabel, row=_label_row, order=("label_start", "label_id"))


def _group_row(group: StoredLabelGroup) -> dict[str, Value]:
    return {"name": group.label_group_name, "arn": group.label_group_arn}


def _label_row(label: StoredLabel) -> dict[str, Value]:
    return {
        "group_name": label.label_group_name,
        "label_id": label.label_id,
        "label_start": seconds(label.start_time),
        "label_end": seconds(label.end_time),
        "fault_code": label.fault_code,
        "equipment": label.equipment,
    }
