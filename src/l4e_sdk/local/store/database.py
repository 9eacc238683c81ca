"""An SQL database with nested transactions, whose readers do not wait for writers.

The module uses SQLAlchemy Core, with SQLite today; PostgreSQL would work the same way. ``_prepare_sqlite`` has
everything that only SQLite needs.
"""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing, contextmanager, suppress
from functools import cached_property
from time import monotonic, sleep
from typing import TYPE_CHECKING, cast

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError

from l4e_sdk.local.store.failures import REMEDIES, StoreError, WouldWait, store_error

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor

BUSY_TIMEOUT = 30_000
"""Milliseconds that another writer is waited for, be it of this process or of another one."""
PATIENCE = 0.01
"""Seconds between two attempts at what SQLite itself does not wait for."""
_PRIMARY = 0xFF  # of an error code; the rest of it says what was busy


class Database:
    """Connections and transactions on one database.

    Errors of the driver that have a remedy come out as ``StoreError``: a full disk, a folder that cannot be written.

    Args:
        url: an SQLAlchemy URL, for example ``sqlite:///plant/state.db``.
        durable: whether a commit waits until it is on the disk.
    """

    def __init__(self, url: str, *, durable: bool = True) -> None:
        self._url = url
        self._durable = durable
        self._engine = sa.create_engine(url)
        self._errors = (self._engine.dialect.loaded_dbapi.Error, DBAPIError)
        self._local = threading.local()
        self._writing = threading.RLock()
        if self._engine.dialect.name == "sqlite":
            _prepare_sqlite(self._engine, durable=durable, busy_timeout=BUSY_TIMEOUT)

    @contextmanager
    def hurried(self) -> Iterator[None]:
        """Let this thread wait for no lock inside the block; for event loops, which must serve other callers.

        Only ``first`` works, and only if it can answer at once. All other calls raise ``WouldWait``.
        """
        self._local.hurried = True
        try:
            yield
        finally:
            self._local.hurried = False

    @contextmanager
    def atomic(self) -> Iterator[sa.Connection]:
        """Open a transaction, or join the one this thread is in; all of it is kept, or nothing."""
        current = self._current
        if current is not None:
            yield current
            return
        self._mind_the_hurry()
        # One writer at a time in this process: waiting here is fair and cheap, waiting inside SQLite is neither.
        with _explained(), self._turn(), self._engine.connect() as connection:
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
        self._mind_the_hurry()
        with _explained(), self._engine.connect() as connection:
            yield connection

    @property
    def dialect(self) -> sa.Dialect:
        """The SQL dialect for compiled queries."""
        return self._engine.dialect

    def first(
        self, statement: str, values: Mapping[str, object] | tuple[object, ...]
    ) -> Sequence[object] | None:
        """Return the first row that a query finds, or None; inside ``atomic`` it sees the transaction.

        Args:
            statement: a query that is compiled for ``dialect``.
            values: its parameters, as the driver wants them.
        """
        if self._current is None:
            engine = self._impatient if self._is_hurried else self._engine
            # Queries that the driver refuses are sent again below, where errors are explained.
            with suppress(*self._errors), closing(engine.raw_connection()) as connection:
                cursor = connection.cursor()
                cursor.execute(statement, values)
                row = cursor.fetchone()
                cursor.close()
                return row
        with self.reading() as connection:
            return connection.exec_driver_sql(statement, values).first()

    def probe(self, patience: float) -> None:
        """Look whether the database lets itself be read and written; nothing is written.

        Args:
            patience: seconds that a lock of others is waited for.

        Raises:
            StoreError: it does not; the message says why.
        """
        deadline = monotonic() + patience
        with _explained():
            while True:
                try:
                    self._take_the_lock()
                except DBAPIError as error:
                    if not _is_busy(error.orig) or monotonic() >= deadline:
                        raise
                else:
                    return
                sleep(PATIENCE)

    def _take_the_lock(self) -> None:
        """Take the writer's lock and release it, without waiting."""
        if self.dialect.name != "sqlite":
            with self._engine.connect() as connection:
                connection.exec_driver_sql("SELECT 1")
            return
        with self._impatient.connect() as connection:
            writer = connection.execution_options(l4e_write=True)
            with writer.begin() as transaction:
                writer.exec_driver_sql("SELECT count(*) FROM sqlite_schema")
                transaction.rollback()

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()
        if "_impatient" in self.__dict__:
            self._impatient.dispose()

    @cached_property
    def _impatient(self) -> sa.Engine:
        """Connections for hurried threads alone: those of the others may all be taken by threads that wait."""
        if self.dialect.name != "sqlite":
            raise WouldWait  # over a network every query waits
        engine = sa.create_engine(self._url, max_overflow=-1)
        _prepare_sqlite(engine, durable=self._durable, busy_timeout=0)
        return engine

    def _mind_the_hurry(self) -> None:
        if self._is_hurried:
            raise WouldWait

    @property
    def _is_hurried(self) -> bool:
        return getattr(self._local, "hurried", False)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        # While another process keeps the lock, each writer would wait for those before it to give up, one after
        # another.
        if not self._writing.acquire(timeout=BUSY_TIMEOUT / 1000):
            raise StoreError(REMEDIES[sqlite3.SQLITE_BUSY])
        try:
            yield
        finally:
            self._writing.release()

    @property
    def _current(self) -> sa.Connection | None:
        return cast("sa.Connection | None", getattr(self._local, "connection", None))


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        explained = store_error(error)
        if explained is None:
            raise
        raise explained from error


def _prepare_sqlite(engine: sa.Engine, *, durable: bool, busy_timeout: int) -> None:
    """Let readers work next to one writer, and make commits durable if wanted."""

    def connect(connection: DBAPIConnection, _record: object) -> None:
        # The driver would begin transactions by itself, and too late; `begin` below says when.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={busy_timeout}")
        _write_ahead(cursor, busy_timeout / 1000)
        cursor.execute(f"PRAGMA synchronous={'FULL' if durable else 'OFF'}")
        cursor.close()

    def begin(connection: sa.Connection) -> None:
        # A writer takes its lock at once: upgrading a reader later is how SQLite deadlocks. A reader needs no
        # transaction: each of its queries sees one state by itself.
        if connection.get_execution_options().get("l4e_write", False):
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    event.listen(engine, "connect", connect)
    event.listen(engine, "begin", begin)


def _is_busy(error: BaseException | None) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & _PRIMARY == sqlite3.SQLITE_BUSY


def _write_ahead(cursor: DBAPICursor, timeout: float) -> None:
    """Let the database keep a write-ahead log.

    While another process that has just made the database writes to it, SQLite refuses this one change at once, whatever
    its busy timeout; so the waiting is done here.
    """
    deadline = monotonic() + timeout
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if not _is_busy(error) or monotonic() >= deadline:
                raise
        else:
            return
        sleep(PATIENCE)
