"""One of several serving processes: a worker that a supervisor watches."""

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
"""The message of a worker that accepts requests. All its other messages are log records."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The settings that all workers share."""

    folder: Path
    settings: ServerSettings
    engine_settings: EngineSettings


def work(plan: Plan, listener: socket, end: Connection, levels: dict[str, int]) -> None:
    """Run a worker in its own process.

    Args:
        plan: the settings of the worker.
        listener: the socket that all workers share.
        end: the connection to the supervisor.
        levels: levels of loggers by name. The supervisor handles all records that pass them.
    """
    # Ctrl-C in a terminal reaches all processes; the supervisor decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    watcher = _Watcher(end)
    # Remove the handlers of the caller's script, which this process has imported.
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
    """The supervisor, as seen from a worker. It gets the worker's log records."""

    def __init__(self, end: Connection) -> None:
        super().__init__()
        self._end = end

    def tell(self, what: object) -> None:
        """Send a message. Any thread may call this."""
        self.acquire()
        try:
            self._end.send(what)
        except OSError:
            self.close()  # the supervisor has ended
        finally:
            self.release()

    def emit(self, record: logging.LogRecord) -> None:
        """Send a record as text, because its arguments may not pickle."""
        if record.exc_info:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        record.msg, record.args, record.exc_info = record.getMessage(), None, None
        self.tell(record)

    def obey(self, worker: Worker) -> None:
        """Stop the worker when the supervisor asks for it or has ended."""
        try:
            self._end.recv()
        except (EOFError, OSError):
            logging.getLogger().removeHandler(self)
        worker.stop()
