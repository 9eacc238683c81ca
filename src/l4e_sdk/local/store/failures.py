"""Faults that stop the database, with remedies."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from l4e_sdk.errors import L4EError

if TYPE_CHECKING:
    from sqlalchemy.exc import DBAPIError


class StoreError(L4EError):
    """The engine's database cannot be used; the message says why and what to do, the cause has the details."""


class WouldWait(BaseException):  # not an error; like a cancellation, it must not be caught in between
    """A query would have to wait, and its caller must not wait."""


_CORRUPT = "The engine's database is damaged; stop the engine and restore its folder from a backup."
_READ_ONLY = (
    "The engine's database cannot be written: give the user that runs the engine write access to its folder."
)

REMEDIES = {
    sqlite3.SQLITE_BUSY: "Another process kept the engine's database locked for too long; send the request again.",
    sqlite3.SQLITE_LOCKED: "Another connection kept the engine's database locked; send the request again.",
    sqlite3.SQLITE_NOMEM: "The engine has no memory left; stop other programs and send the request again.",
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_AUTH: _READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: (
        "The engine's database cannot be opened: its folder is missing, or the user that runs the engine may not "
        "write to it."
    ),
    sqlite3.SQLITE_IOERR: (
        "The engine's database cannot be read or written; check the disk, and keep the folder on a local one: "
        "network file systems lack the locks that a database needs."
    ),
    sqlite3.SQLITE_PROTOCOL: (
        "The engine's database cannot be locked; keep the folder on a local disk: network file systems lack the "
        "locks that a database needs."
    ),
    sqlite3.SQLITE_NOLFS: "The file system cannot hold a file as large as the engine's database; use another disk.",
    sqlite3.SQLITE_CORRUPT: _CORRUPT,
    sqlite3.SQLITE_NOTADB: _CORRUPT,
    sqlite3.SQLITE_FULL: "The disk of the engine is full; free some space and send the request again.",
}
"""Remedies for SQLite's result codes that no change of the request would fix."""


def store_error(error: DBAPIError) -> StoreError | None:
    """Return the meaning of a driver's error; None for a fault of the engine itself."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    # The low byte is the result code; the rest says more about it.
    remedy = None if code is None else REMEDIES.get(code & 0xFF)
    return None if remedy is None else StoreError(remedy)
