"""One value by its key: compiled once, and asked of the driver itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

    import sqlalchemy as sa

    from l4e_sdk.local.store.database import Database


class Lookup:
    """Finds one text.

    A Describe is a search for one row by its key, and fleets are polled. SQLAlchemy's own way of executing a query takes
    ten times as long as SQLite takes to answer this one.

    Args:
        database: where to look.
        query: selects one column of text; its parameters are texts and numbers.
    """

    def __init__(self, database: Database, query: sa.Select[tuple[str]]) -> None:
        self._database = database
        compiled = query.compile(dialect=database.dialect)
        self._statement = str(compiled)
        self._places = compiled.positiontup

    def __call__(self, values: Mapping[str, object]) -> str | None:
        """Return the text in the first row, or None without one.

        Args:
            values: those of the query's parameters, by name.
        """
        given = values if self._places is None else tuple(values[name] for name in self._places)
        row = self._database.first(self._statement, given)
        return None if row is None else cast("str", row[0])
