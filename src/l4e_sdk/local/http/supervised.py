"""One of several processes that serve: a worker that another process watches over."""

from __future__ import annotations

import logging
import signal
import threading
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from l4e_sdk.local.http.worker import Worker

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from pathlib import Path
    from socket import socket

    from l4e_sdk.local.http.settings import ServerSettings
    from l4e_sdk.local.settings import EngineSettings

logger = logging.getLogger(__name__)

READY: Final = "ready"
"""What a worker says when it answers; all else that it says are records of logs."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What all workers do."""

    folder: Path
    settings: ServerSettings
    engine_settings: EngineSettings


def work(plan: Plan, listener: socket, end: Connection, levels: dict[str, int]) -> None:
    """Be a worker; runs in a process of its own.

    Args:
        plan: what to do.
        listener: the socket that all workers share.
        end: leads to the process that watches.
        levels: of loggers, by their names; what they let through is handled by the process that watches.
    """
    # Ctrl-C in a terminal reaches all processes; only the one that watches decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    watcher = _Watcher(end)
    # Other handlers are those of the caller's script, which this process has imported.
    logging.basicConfig(handlers=[watcher], force=True)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
    try:
        worker = Worker(plan.folder, plan.settings, plan.engine_settings, partial(watcher.tell, READY))
    except Exception:
        logger.exception("a worker could not start")
        raise SystemExit(1) from None
    signal.signal(signal.SIGTERM, lambda *_: worker.stop())
    threading.Thread(target=watcher.obey, args=(worker,), name="l4e-watcher", daemon=True).start()
    worker.run(listener)


class _Watcher(logging.Handler):
    """The process that watches, as seen from a worker; it gets what is logged."""

    def __init__(self, end: Connection) -> None:
        super().__init__()
        self._end = end

    def tell(self, what: object) -> None:
        """Send something; for any thread."""
        self.acquire()
        try:
            self._end.send(what)
        except OSError:
            self.close()  # nobody listens any more
        finally:
            self.release()

    def emit(self, record: logging.LogRecord) -> None:
        """Send a record as text: what it was made of may not be fit to travel."""
        if record.exc_info:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        record.msg, record.args, record.exc_info = record.getMessage(), None, None
        self.tell(record)

    def obey(self, worker: Worker) -> None:
        """Stop the worker when told to, or when there is nobody any more to tell it."""
        try:
            self._end.recv()
        except (EOFError, OSError):
            logging.getLogger().removeHandler(self)
        worker.stop()
