"""One SQL database: transactions that nest, readers that do not wait for writers.

SQLAlchemy Core speaks to SQLite today and to PostgreSQL the same way; what only SQLite needs is in ``_prepare_sqlite``.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

import sqlalchemy as sa
from sqlalchemy import event

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.engine.interfaces import DBAPIConnection

BUSY_TIMEOUT = 30_000
"""Milliseconds that a writer of another process is waited for."""


class Database:
    """Connections and transactions on one database.

    Args:
        url: an SQLAlchemy URL, for example ``sqlite:///plant/state.db``.
    """

    def __init__(self, url: str) -> None:
        self._engine = sa.create_engine(url)
        self._local = threading.local()
        self._writing = threading.RLock()
        if self._engine.dialect.name == "sqlite":
            _prepare_sqlite(self._engine)

    @contextmanager
    def atomic(self) -> Iterator[sa.Connection]:
        """Open a transaction, or join the one this thread is in; all of it is kept, or nothing."""
        current = self._current
        if current is not None:
            yield current
            return
        # One writer at a time in this process: waiting here is fair and cheap, waiting inside SQLite is neither.
        with self._writing, self._engine.connect() as connection:
            writer = connection.execution_options(l4e_write=True)
            with writer.begin():
                self._local.connection = writer
                try:
                    yield writer
                finally:
                    self._local.connection = None

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Open a connection for queries; inside ``atomic`` it is the transaction's own."""
        current = self._current
        if current is not None:
            yield current
            return
        with self._engine.connect() as connection:
            yield connection

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    @property
    def _current(self) -> sa.Connection | None:
        return cast("sa.Connection | None", getattr(self._local, "connection", None))


def _prepare_sqlite(engine: sa.Engine) -> None:
    """Let readers and one writer work side by side, and make a commit durable."""

    def connect(connection: DBAPIConnection, _record: object) -> None:
        # The driver would begin transactions by itself, and too late; `begin` below says when.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout={BUSY_TIMEOUT}",
            "journal_mode=WAL",
            "synchronous=FULL",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def begin(connection: sa.Connection) -> None:
        # A writer takes its lock at once: upgrading a reader later is how SQLite deadlocks. A reader needs no
        # transaction: each of its queries sees one state by itself.
        if connection.get_execution_options().get("l4e_write", False):
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    event.listen(engine, "connect", connect)
    event.listen(engine, "begin", begin)
