"""Tags, by the ARN of their resource."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from l4e_sdk.local.store.tables import metadata, with_parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from l4e_sdk.local.store.database import Database

TABLE = sa.Table(
    "tags",
    metadata,
    sa.Column("arn", sa.String(2048), primary_key=True),
    sa.Column("tag_key", sa.String(128), primary_key=True),
    sa.Column("tag_value", sa.String(256), nullable=False),
)


class Tags:
    """The tags of all resources."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, arn: str) -> dict[str, str]:
        """Return the tags of a resource, by key."""
        query = (
            sa.select(TABLE.c.tag_key, TABLE.c.tag_value).where(TABLE.c.arn == arn).order_by(TABLE.c.tag_key)
        )
        with self._database.reading() as connection:
            return {row.tag_key: row.tag_value for row in connection.execute(query)}

    def put(self, arn: str, tags: Mapping[str, str]) -> None:
        """Set tags; those with other keys stay."""
        with self._database.atomic() as connection:
            self.remove(arn, tags)
            if tags:
                rows = [{"arn": arn, "tag_key": key, "tag_value": value} for key, value in tags.items()]
                connection.execute(sa.insert(TABLE), rows)

    def remove(self, arn: str, keys: Iterable[str]) -> None:
        """Remove tags by key; absent keys are ignored."""
        with self._database.atomic() as connection:
            connection.execute(sa.delete(TABLE).where(TABLE.c.arn == arn, TABLE.c.tag_key.in_(list(keys))))

    def clear(self, arn: str) -> None:
        """Remove all tags of a resource and of its parts, as versions are parts of a model."""
        with self._database.atomic() as connection:
            connection.execute(sa.delete(TABLE).where(with_parts(TABLE.c.arn, arn)))
