"""Idempotency tokens: the same call, sent twice, is done once (service/wire#tokens)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from l4e_sdk.local.store.tables import metadata

if TYPE_CHECKING:
    from l4e_sdk.local.store.database import Database
    from l4e_sdk.local.store.tables import Scope

TABLE = sa.Table(
    "tokens",
    metadata,
    sa.Column("account", sa.String(12), primary_key=True),
    sa.Column("region", sa.String(64), primary_key=True),
    sa.Column("operation", sa.String(64), primary_key=True),
    sa.Column("token", sa.String(256), primary_key=True),
    sa.Column("fingerprint", sa.String(64), nullable=False),
    sa.Column("answer", sa.Text, nullable=False),
    sa.Column("used_at", sa.Float, nullable=False, index=True),
)


@dataclass(frozen=True, slots=True)
class Use:
    """The use of a token: its parameters, and the answer."""

    fingerprint: str
    answer: str
    used_at: float
    """Epoch seconds."""


class Tokens:
    """The tokens that were used and are still remembered."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, scope: Scope, operation: str, token: str) -> Use | None:
        """Return the use of a token, or None."""
        query = sa.select(TABLE.c.fingerprint, TABLE.c.answer, TABLE.c.used_at).where(
            *_owned(scope), TABLE.c.operation == operation, TABLE.c.token == token
        )
        with self._database.reading() as connection:
            row = connection.execute(query).first()
        return None if row is None else Use(*row)

    def remember(self, scope: Scope, operation: str, token: str, use: Use) -> None:
        """Keep the use of a token."""
        values = {
            "account": scope.account,
            "region": scope.region,
            "operation": operation,
            "token": token,
            "fingerprint": use.fingerprint,
            "answer": use.answer,
            "used_at": use.used_at,
        }
        with self._database.atomic() as connection:
            connection.execute(sa.insert(TABLE).values(values))

    def free(self, scope: Scope, operation: str, token: str) -> None:
        """Drop the use of a token, so that a caller can use it again."""
        used = TABLE.c.operation == operation, TABLE.c.token == token
        with self._database.atomic() as connection:
            connection.execute(sa.delete(TABLE).where(*_owned(scope), *used))

    def free_all(self, scope: Scope, operation: str, arn: str) -> None:
        """Drop the uses of an operation whose answers name the ARN of a deleted resource."""
        named = TABLE.c.operation == operation, TABLE.c.answer.contains(f'"{arn}"', autoescape=True)
        with self._database.atomic() as connection:
            connection.execute(sa.delete(TABLE).where(*_owned(scope), *named))

    def forget(self, before: float) -> None:
        """Drop uses of tokens before a time."""
        with self._database.atomic() as connection:
            connection.execute(sa.delete(TABLE).where(TABLE.c.used_at < before))


def _owned(scope: Scope) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    return TABLE.c.account == scope.account, TABLE.c.region == scope.region
