"""The database file of an engine, for backups and checks, which only read it."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy import event

from l4e_sdk.local.store.database import BUSY_TIMEOUT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def snapshot(file: Path) -> Iterator[sa.Connection]:
    """Look at the database in a file: all that is read is one state, nothing is written, and writers need not wait.

    Raises:
        sqlalchemy.exc.DBAPIError: the file is missing, or no database.
    """
    engine = sa.create_engine("sqlite://", creator=lambda: open_to_read(file), poolclass=sa.pool.NullPool)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    with engine.connect() as connection:
        yield connection


def open_to_read(file: Path) -> sqlite3.Connection:
    """Open a database file for reading only.

    Raises:
        sqlite3.Error: the file is missing, or no database.
    """
    address = f"{file.absolute().as_uri()}?mode=ro"
    try:
        return _opened(address)
    except sqlite3.OperationalError:
        # SQLite coordinates with writers by files beside the database. Where it may not make them, there are no
        # writers.
        if file.with_name(f"{file.name}-wal").exists():
            raise
        return _opened(f"{address}&immutable=1")


def _opened(address: str) -> sqlite3.Connection:
    connection = sqlite3.connect(address, uri=True, isolation_level=None)
    try:
        connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT}")
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def copy(file: Path, target: Path) -> None:
    """Copy a consistent state of a database, while other processes may write to it.

    Raises:
        sqlite3.Error: the file is missing or damaged.
    """
    with closing(open_to_read(file)) as source, closing(sqlite3.connect(target)) as made:
        source.backup(made)
        # One file, without a log beside it.
        made.execute("PRAGMA journal_mode=DELETE")


def damage(file: Path) -> str | None:
    """Return the faults that SQLite finds in the structure of a database file, or None.

    Raises:
        sqlite3.Error: the file is missing, or no database.
    """
    with closing(open_to_read(file)) as connection:
        found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    return None if found == "ok" else str(found)
