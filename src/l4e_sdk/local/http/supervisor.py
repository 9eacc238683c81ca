"""Several processes that serve one folder on one socket, and their supervisor.

The processes share only the folder. The process that holds its lock runs the jobs. If that process dies, another one
takes over, and the supervisor starts a new process.
"""

from __future__ import annotations

import logging
from multiprocessing import get_context
from multiprocessing.connection import wait
from pathlib import Path
from typing import TYPE_CHECKING, Final

from l4e_sdk.errors import ConfigurationError
from l4e_sdk.local.folder.opened import open_store
from l4e_sdk.local.http.supervised import READY, Plan, work

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection
    from socket import socket

    from l4e_sdk.local.http.settings import ServerSettings
    from l4e_sdk.local.settings import EngineSettings

logger = logging.getLogger(__name__)

_LOGGERS: Final = ("", "l4e_sdk")
"""Loggers whose levels also apply in the workers; the supervisor handles the records."""


class Supervisor:
    """A supervisor of the processes that serve a folder.

    Args:
        folder: the folder of the engine.
        settings: the settings of the HTTP interface.
        engine_settings: the settings of each process's engine.
        ready: called when all processes answer.

    Raises:
        ConfigurationError: the folder is not usable.
    """

    def __init__(
        self,
        folder: Path | str,
        settings: ServerSettings,
        engine_settings: EngineSettings,
        ready: Callable[[], object],
    ) -> None:
        self._plan = Plan(Path(folder), settings, engine_settings)
        self._ready = ready
        self._were_ready = False
        self._processes: list[_Process] = []
        self._stopping = False
        # Report a fault of the folder here, once, and not in the log of each process.
        open_store(Path(folder)).close()

    def run(self, listener: socket) -> None:
        """Keep the given number of processes running until ``stop``, then wait until all have ended.

        Raises:
            ConfigurationError: a process ended before it could answer, so a new one would end as well.
        """
        count = self._plan.settings.workers
        try:
            while not self._stopping or self._processes:
                while not self._stopping and len(self._processes) < count:
                    self._start(listener)
                self._look()
        finally:
            self.kill()

    def stop(self) -> None:
        """Stop all processes. Signal handlers may call this."""
        self._stopping = True
        for process in self._processes:
            process.stop()

    def kill(self) -> None:
        """End all processes at once."""
        for process in self._processes:
            process.kill()

    def _start(self, listener: socket) -> None:
        process = _Process(self._plan, listener)
        self._processes.append(process)
        if self._stopping:
            process.stop()  # a signal arrived while the process was starting, and did not reach it

    def _look(self) -> None:
        """Wait until a process has sent a message or has ended."""
        wait([each for process in self._processes for each in process.signs], 1.0)
        for process in list(self._processes):
            process.listen()
            if process.is_alive:
                continue
            self._processes.remove(process)
            if self._stopping:
                continue
            if not process.was_ready:
                raise ConfigurationError("A worker ended before it could answer; the log says why.")
            logger.error("worker %s ended with %s; another is started", process.pid, process.exit_code)
        if not self._were_ready and all(process.was_ready for process in self._processes):
            self._were_ready = True
            self._ready()


class _Process:
    """A worker, as seen from its supervisor."""

    def __init__(self, plan: Plan, listener: socket) -> None:
        context = get_context("spawn")  # forking would copy the locks of the caller's threads
        self._end, other = context.Pipe()
        levels = {name: logging.getLogger(name).getEffectiveLevel() for name in _LOGGERS}
        self._process = context.Process(target=work, args=(plan, listener, other, levels), name="l4e-worker")
        self._process.start()
        other.close()
        self.pid = self._process.pid
        self.was_ready = False

    @property
    def signs(self) -> list[Connection | int]:
        """Return the objects to wait for: a message from the worker, or its end."""
        return [self._process.sentinel] if self._end.closed else [self._process.sentinel, self._end]

    @property
    def is_alive(self) -> bool:
        return self._process.is_alive()

    @property
    def exit_code(self) -> int | None:
        return self._process.exitcode

    def listen(self) -> None:
        """Read the worker's messages: that it is ready, and log records."""
        try:
            while not self._end.closed and self._end.poll():
                said = self._end.recv()
                if said == READY:
                    self.was_ready = True
                else:
                    logging.getLogger(said.name).handle(said)
        except (EOFError, OSError):
            self._end.close()  # it has ended, perhaps in the middle of a message

    def stop(self) -> None:
        try:
            if not self._end.closed:
                self._end.send("stop")
        except OSError:
            logger.debug("worker %s has ended by itself", self.pid)

    def kill(self) -> None:
        self._process.kill()
