"""Resource policies, by the ARN of their resource."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from l4e_sdk.local.store.descriptions import StoredPolicy
from l4e_sdk.local.store.tables import metadata, with_parts

if TYPE_CHECKING:
    from l4e_sdk.local.store.database import Database

TABLE = sa.Table(
    "policies",
    metadata,
    sa.Column("arn", sa.String(2048), primary_key=True),
    sa.Column("document", sa.Text, nullable=False),
)


class Policies:
    """The policies of all resources; an ARN says whose they are."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, arn: str) -> StoredPolicy | None:
        """Return the policy of a resource, or None."""
        query = sa.select(TABLE.c.document).where(TABLE.c.arn == arn)
        with self._database.reading() as connection:
            document: str | None = connection.scalar(query)
        return None if document is None else StoredPolicy.from_json(document.encode())

    def put(self, arn: str, policy: StoredPolicy) -> None:
        """Attach a policy, in place of the one that is there."""
        with self._database.atomic() as connection:
            connection.execute(sa.delete(TABLE).where(TABLE.c.arn == arn))
            connection.execute(sa.insert(TABLE).values(arn=arn, document=policy.to_json().decode()))

    def delete(self, arn: str) -> None:
        """Take the policy of a resource away."""
        with self._database.atomic() as connection:
            connection.execute(sa.delete(TABLE).where(TABLE.c.arn == arn))

    def clear(self, arn: str) -> None:
        """Take the policies of a resource and of its parts away, as versions are parts of a model."""
        with self._database.atomic() as connection:
            connection.execute(sa.delete(TABLE).where(with_parts(TABLE.c.arn, arn)))
