"""A shelf of descriptions: one table, read and written as the typed shapes of the API."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeGuard, TypeVar

import sqlalchemy as sa

from l4e_sdk.local.store.lookup import Lookup

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from l4e_sdk.local.store.database import Database
    from l4e_sdk.local.store.tables import Scope
    from l4e_sdk.shapes import Shape

Value: TypeAlias = str | int | float | None
"""The value of a column."""
Condition: TypeAlias = sa.ColumnElement[bool]

D = TypeVar("D", bound="Shape")


class Shelf(Generic[D]):
    """Descriptions of one kind of resource.

    Args:
        database: where the table is.
        table: made by ``tables.described``.
        shape: the typed description that the column ``document`` holds.
        row: the other columns' values, read from a description.
        order: the columns that lists are sorted by; in a scope, under the filter that all its lists have, they name
            one row.
        newest_first: whether lists run backwards.
    """

    def __init__(
        self,
        database: Database,
        table: sa.Table,
        shape: type[D],
        *,
        row: Callable[[D], dict[str, Value]],
        order: Sequence[str],
        newest_first: bool = False,
    ) -> None:
        self.table = table
        self._database = database
        self._shape = shape
        self._row = row
        self._order = [table.c[name] for name in order]
        self._newest_first = newest_first
        self._key = [
            column for column in table.primary_key.columns if column.name not in {"account", "region"}
        ]

    def get(self, scope: Scope, *key: Value) -> D | None:
        """Return the description of one resource, or None."""
        named = {column.name: value for column, value in zip(self._key, key, strict=True)}
        document = self._find({"account": scope.account, "region": scope.region, **named})
        return None if document is None else self._read(document)

    def put(self, scope: Scope, description: D) -> None:
        """Add a description, or replace the one with its key."""
        values = self._values(scope, description)
        where = self._where(scope, *(values[column.name] for column in self._key))
        with self._database.atomic() as connection:
            if connection.execute(sa.update(self.table).where(*where).values(values)).rowcount == 0:
                connection.execute(sa.insert(self.table).values(values))

    def put_all(self, scope: Scope, descriptions: Sequence[D]) -> None:
        """Add descriptions that are not there yet, all at once."""
        if descriptions:
            with self._database.atomic() as connection:
                connection.execute(
                    sa.insert(self.table), [self._values(scope, item) for item in descriptions]
                )

    def delete(self, scope: Scope, *key: Value) -> None:
        """Remove one resource; nothing happens when it is not there."""
        with self._database.atomic() as connection:
            connection.execute(sa.delete(self.table).where(*self._where(scope, *key)))

    def delete_where(self, scope: Scope, *conditions: Condition) -> None:
        """Remove all resources that meet every condition."""
        with self._database.atomic() as connection:
            connection.execute(sa.delete(self.table).where(*self._scope(scope), *conditions))

    def delete_first(self, scope: Scope, *conditions: Condition, most: int) -> int:
        """Remove resources that meet all conditions, lowest keys first, and return their number.

        Args:
            scope: the account and Region of the resources.
            conditions: conditions on the columns of ``table``.
            most: the largest number of resources to remove.
        """
        with self._database.atomic() as connection:
            query = sa.select(*self._key).where(*self._scope(scope), *conditions)
            found = connection.execute(query.order_by(*self._key).limit(most)).all()
            for key in found:
                connection.execute(sa.delete(self.table).where(*self._where(scope, *key)))
        return len(found)

    def select(
        self,
        scope: Scope,
        *conditions: Condition,
        after: Sequence[Value] | None = None,
        limit: int | None = None,
    ) -> list[D]:
        """Return the descriptions that meet every condition, in the order of lists.

        Args:
            scope: whose resources.
            conditions: on the columns of ``table``.
            after: the position of the last one seen, from ``position``.
            limit: most descriptions to return.
        """
        query = self._documents().where(*self._scope(scope), *conditions)
        if after is not None:
            place, seen = sa.tuple_(*self._order), sa.tuple_(*(sa.literal(value) for value in after))
            query = query.where(place < seen if self._newest_first else place > seen)
        direction = sa.desc if self._newest_first else sa.asc
        query = query.order_by(*(direction(column) for column in self._order)).limit(limit)
        with self._database.reading() as connection:
            return [self._read_row(row) for row in connection.execute(query)]

    def count(self, scope: Scope, *conditions: Condition) -> int:
        """Return how many resources meet every condition."""
        query = sa.select(sa.func.count()).select_from(self.table).where(*self._scope(scope), *conditions)
        with self._database.reading() as connection:
            return connection.scalar(query) or 0

    def count_by_status(self) -> dict[str, int]:
        """Return how many resources of all accounts and Regions are in each status; without a status it is ``""``."""
        status = self.table.c.get("status", sa.literal(""))
        query = sa.select(status, sa.func.count()).select_from(self.table).group_by(status).order_by(status)
        with self._database.reading() as connection:
            return {str(value): int(count) for value, count in connection.execute(query)}

    def with_arn(self, scope: Scope, arn: str) -> D | None:
        """Return the description of the resource of an ARN, or None."""
        found = self.select(scope, self.table.c.arn == arn, limit=1)
        return found[0] if found else None

    def last(self, scope: Scope, *conditions: Condition) -> D | None:
        """Return the description that meets every condition and comes last in the order of lists, or None."""
        direction = sa.asc if self._newest_first else sa.desc
        query = self._documents().where(*self._scope(scope), *conditions)
        query = query.order_by(*(direction(column) for column in self._order)).limit(1)
        with self._database.reading() as connection:
            row = connection.execute(query).first()
        return None if row is None else self._read_row(row)

    def columns_of(self, document: str) -> dict[str, Value]:
        """Return the values of the other columns for a row with this document.

        Raises:
            pydantic.ValidationError: the document is not a description of this kind.
        """
        return self._row(self._read(document))

    def position(self, description: D) -> list[Value]:
        """Return where a description stands in the order of lists."""
        row = self._row(description)
        return [row[column.name] for column in self._order]

    def is_position(self, values: object) -> TypeGuard[list[Value]]:
        """Return whether values that came from outside could be a position."""
        if not isinstance(values, list) or len(values) != len(self._order):
            return False
        return all(_fits(column, value) for column, value in zip(self._order, values, strict=True))

    def begins_with(self, column: str, prefix: str | None) -> list[Condition]:
        """Return the condition that a name starts with a prefix."""
        if not prefix:
            return []
        named = self.table.c[column]
        if named is not self._order[0]:
            # With an index of this column, all rows would have to be sorted for each page. A comparison that uses no
            # index keeps the list in its own order.
            return [sa.func.substr(named, 1, len(prefix)) == prefix]
        # Names are ASCII; the highest ASCII character closes the range of all that start with the prefix.
        return [named >= prefix, named < prefix + "\x7f"]

    def equal(self, column: str, value: Value) -> list[Condition]:
        """Return the condition that a column has a value; none when the value is not given."""
        return [] if value is None else [self.table.c[column] == value]

    @cached_property
    def _find(self) -> Lookup:
        named = (self.table.c.account, self.table.c.region, *self._key)
        query = sa.select(self.table.c.document).where(
            *(column == sa.bindparam(column.name) for column in named)
        )
        return Lookup(self._database, query)

    def _documents(self) -> sa.Select[Any]:
        """Return the query for documents, to which conditions and an order are added."""
        return sa.select(self.table.c.document)

    def _read_row(self, row: sa.Row[Any]) -> D:
        """Return the description in a row of `_documents`."""
        return self._read(row[0])

    def _values(self, scope: Scope, description: D) -> dict[str, Value]:
        document = description.to_json().decode()
        return {
            "account": scope.account,
            "region": scope.region,
            "document": document,
            **self._row(description),
        }

    def _scope(self, scope: Scope) -> tuple[Condition, Condition]:
        return self.table.c.account == scope.account, self.table.c.region == scope.region

    def _where(self, scope: Scope, *key: Value) -> list[Condition]:
        named = [column == value for column, value in zip(self._key, key, strict=True)]
        return [*self._scope(scope), *named]

    def _read(self, document: str) -> D:
        return self._shape.from_json(document.encode())


def _fits(column: sa.Column[Any], value: object) -> bool:
    if isinstance(column.type, sa.String):
        return isinstance(value, str) and value.isascii()  # as all names and ids are that lists are sorted by
    number = int if isinstance(column.type, sa.Integer) else int | float
    return isinstance(value, number) and not isinstance(value, bool) and abs(value) < 2**63


def seconds(moment: datetime | None) -> float | None:
    """Return a time as a column holds it: epoch seconds."""
    return None if moment is None else moment.timestamp()
