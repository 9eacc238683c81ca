"""A shelf whose documents are folded: many rows share one part of their documents."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa

from l4e_sdk.local.store.folding import fold, unfold, written
from l4e_sdk.local.store.shelf import Shelf, Value
from l4e_sdk.local.store.tables import metadata

if TYPE_CHECKING:
    from collections.abc import Sequence

    from l4e_sdk.local.store.shelf import Condition
    from l4e_sdk.local.store.tables import Scope
    from l4e_sdk.shapes import Shape

D = TypeVar("D", bound="Shape")

SHARED = sa.Table(
    "shared_documents",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("document", sa.Text, nullable=False, unique=True),
    sqlite_autoincrement=True,
)


class FoldedShelf(Shelf[D]):
    """Descriptions of one kind, whose table has the column ``shared``: the id of the shared part."""

    def get(self, scope: Scope, *key: Value) -> D | None:
        """Return the description of one resource, or None."""
        with self._database.reading() as connection:
            row = connection.execute(self._documents().where(*self._where(scope, *key))).first()
        return None if row is None else self._read_row(row)

    def put(self, scope: Scope, description: D) -> None:
        """Add a description, or replace the one with its key."""
        with self._database.atomic():
            super().put(scope, description)

    def put_all(self, scope: Scope, descriptions: Sequence[D]) -> None:
        """Add descriptions that are not there yet, all at once."""
        with self._database.atomic():
            super().put_all(scope, descriptions)

    def drop_shared_member(self, scope: Scope, member: str, *conditions: Condition) -> None:
        """Remove a member of the shared part from the documents of resources.

        Args:
            scope: whose resources.
            member: the name of the member.
            conditions: on the columns of ``table``.
        """
        which = *self._scope(scope), *conditions
        used = sa.select(self.table.c.shared).where(*which).distinct()
        with self._database.atomic() as connection:
            for key, text in connection.execute(
                sa.select(SHARED.c.id, SHARED.c.document).where(SHARED.c.id.in_(used))
            ).all():
                document = json.loads(text)
                if document.pop(member, None) is not None:
                    changed = self._shared(written(document))
                    rows = sa.update(self.table).where(*which, self.table.c.shared == key)
                    connection.execute(rows.values(shared=changed))

    def columns_of(self, document: str) -> dict[str, Value]:
        """Return the values that a row's other columns must have, as far as its own part of the document has them.

        Raises:
            ValueError: the document is not JSON.
            TypeError: the document is not an object.
            KeyError: a member is missing.
        """
        own: Any = json.loads(document)
        return {
            "data_start": float(own["DataStartTime"]),
            "data_end": float(own["DataEndTime"]),
            "status": str(own["Status"]),
        }

    def _documents(self) -> sa.Select[Any]:
        # An outer join: the order of the list decides in which order the tables are read.
        joined = self.table.outerjoin(SHARED, SHARED.c.id == self.table.c.shared)
        documents = super()._documents().add_columns(SHARED.c.document.label("shared_document"))
        return documents.select_from(joined)

    def _read_row(self, row: sa.Row[Any]) -> D:
        return self._read(unfold(row.shared_document, row.document))

    def _values(self, scope: Scope, description: D) -> dict[str, Value]:
        values = super()._values(scope, description)
        shared, own = fold(str(values["document"]))
        return values | {"document": own, "shared": self._shared(shared)}

    def _shared(self, document: str) -> int:
        """Return the id of a shared part; one that is new is kept."""
        query = sa.select(SHARED.c.id).where(SHARED.c.document == document)
        with self._database.atomic() as connection:
            known: int | None = connection.scalar(query)
            if known is not None:
                return known
            key = connection.execute(sa.insert(SHARED).values(document=document)).inserted_primary_key
            assert key is not None  # noqa: S101 - each insert of one row has a key
            return int(key[0])
