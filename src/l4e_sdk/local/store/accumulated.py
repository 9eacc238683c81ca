"""The location of a model's accumulated data. An import replaces the data in one step or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from l4e_sdk.local.store.tables import metadata

if TYPE_CHECKING:
    from l4e_sdk.local.store.database import Database

TABLE = sa.Table(
    "accumulated_folders",
    metadata,
    sa.Column("model_arn", sa.String(2048), primary_key=True),
    sa.Column("folder", sa.String(64), nullable=False),
)

FIRST = "accumulated"
"""The folder of a model that never imported data."""


class AccumulatedFolders:
    """The names of folders, by the ARN of their model."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, model_arn: str) -> str:
        """Return the folder of a model."""
        query = sa.select(TABLE.c.folder).where(TABLE.c.model_arn == model_arn)
        with self._database.reading() as connection:
            return connection.scalar(query) or FIRST

    def put(self, model_arn: str, folder: str) -> None:
        """Point at another folder."""
        with self._database.atomic() as connection:
            self.delete(model_arn)
            connection.execute(sa.insert(TABLE).values(model_arn=model_arn, folder=folder))

    def delete(self, model_arn: str) -> None:
        """Forget about a model."""
        with self._database.atomic() as connection:
            connection.execute(sa.delete(TABLE).where(TABLE.c.model_arn == model_arn))
