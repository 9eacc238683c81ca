"""Opening a folder for an engine, with an error at once if that is impossible."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from l4e_sdk.errors import ConfigurationError
from l4e_sdk.local.folder.lost_state import is_lost, remedy
from l4e_sdk.local.store import Store, StoreError

if TYPE_CHECKING:
    from pathlib import Path

STATE = "state.db"
"""The database in an engine's folder."""
LOCK = "runner.lock"
"""The lock of the process that runs the jobs in the queue."""
DATA = "data"
"""The folder of ingested data, models and accumulated data."""
BUCKETS = "s3"
"""The folder of all buckets, unless they are in S3."""
SPOOL = "spool"
"""The folder of objects that were fetched from S3 and are being read."""

_OWNER_ONLY = 0o700  # a folder that exists keeps its permissions


def open_store(folder: Path, *, durable: bool = True) -> Store:
    """Make the folder where it is missing, and open the store in it.

    Args:
        folder: the engine's.
        durable: whether what is written has to outlive a power cut.

    Raises:
        ConfigurationError: the folder cannot be written, holds something else than a store, or has data whose state
            is lost.
        StoreVersionError: a newer version of the package has written to it.
    """
    if is_lost(folder, folder / STATE, folder / DATA):
        raise ConfigurationError(
            f"{folder / STATE} is lost, but {folder / DATA} has data of an engine. {remedy(folder)}"
        )
    try:
        if not folder.exists():
            folder.parent.mkdir(parents=True, exist_ok=True)
            folder.mkdir(mode=_OWNER_ONLY, exist_ok=True)
        (folder / LOCK).open("ab").close()
        return Store(f"sqlite:///{folder / STATE}", durable=durable)
    except OSError as error:
        raise ConfigurationError(
            f"{folder} cannot be the folder of an engine ({error.strerror or error}); name one on a local disk to "
            "which this user may write."
        ) from error
    except StoreError as error:
        raise ConfigurationError(f"{folder} cannot be the folder of an engine. {error}") from error


def is_served(folder: Path) -> bool:
    """Return whether a live process runs the jobs of a folder. This writes nothing."""
    try:
        return _is_held(folder / LOCK)
    except OSError:
        # Without the file, or without permission to open it, no holder is known.
        return False


if sys.platform == "win32":

    def _is_held(lock: Path) -> bool:
        from filelock import FileLock, Timeout

        if not lock.exists():
            return False
        try:
            with FileLock(lock, timeout=0):
                return False
        except Timeout:
            return True

else:

    def _is_held(lock: Path) -> bool:
        import fcntl

        with lock.open("rb") as file:
            try:
                # Shared, for an instant: other examinations may ask at the same time.
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False
