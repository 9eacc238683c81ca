"""The parts that tables are made of."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

metadata = sa.MetaData()

_LONGEST_NAME = 63  # characters that PostgreSQL keeps of a name


@dataclass(frozen=True, slots=True)
class Scope:
    """The owner of resources: names are unique per account and Region (service/wire#names)."""

    account: str
    region: str


def with_parts(column: sa.Column[str], arn: str) -> sa.ColumnElement[bool]:
    """Return the condition that an ARN belongs to a resource or to one of its parts, such as a model's version."""
    # The character after "/" closes the range of all ARNs that go on below this one.
    return sa.or_(column == arn, sa.and_(column > f"{arn}/", column < f"{arn}0"))


def described(
    name: str,
    *columns: sa.Column[str] | sa.Column[int] | sa.Column[float],
    key: tuple[str, ...],
    lists: tuple[tuple[str, ...], ...] = (),
) -> sa.Table:
    """Return a table of descriptions: the scope, the columns for filters and sorting, and the document itself.

    Args:
        name: the name of the table.
        columns: the columns for finding a row; all other members are in the document.
        key: the columns that identify a row within a scope.
        lists: the columns of further indexes: first the filters of a list, then its sort order.
    """
    return sa.Table(
        name,
        metadata,
        sa.Column("account", sa.String(12), nullable=False),
        sa.Column("region", sa.String(64), nullable=False),
        *columns,
        sa.Column("document", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("account", "region", *key),
        *(
            sa.Index(f"{name}_by_{'_'.join(names)}"[:_LONGEST_NAME], "account", "region", *names)
            for names in lists
        ),
    )
