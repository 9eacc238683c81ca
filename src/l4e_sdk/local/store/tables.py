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
    """Return the condition that an ARN is that of a resource or of one of its parts, as versions are parts of a model."""
    # The character after "/" closes the range of all ARNs that go on below this one.
    return sa.or_(column == arn, sa.and_(column > f"{arn}/", column < f"{arn}0"))


def described(
    name: str,
    *columns: sa.Column[str] | sa.Column[int] | sa.Column[float],
    key: tuple[str, ...],
    lists: tuple[tuple[str, ...], ...] = (),
) -> sa.Table:
    """Return a table of descriptions: the scope, what lists filter and sort by, and the document itself.

    Args:
        name: the table's name.
        columns: what is needed to find a row; everything else is in the document.
        key: the columns that, within a scope, name one row.
        lists: the columns of further indexes: what a list filters by, then what it is sorted by.
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
