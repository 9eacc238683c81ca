"""Several processes that serve one folder on one socket, and the one that watches over them.

They share nothing but the folder. Whichever holds its lock runs the jobs; when that one dies, another takes over and a
new one is started in its place.
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
"""Whose levels hold in the workers as well; what they let through is handled here."""


class Supervisor:
    """Serves a folder from several processes.

    Args:
        folder: of the engine.
        settings: of the door.
        engine_settings: of each process's engine.
        ready: called once all of them answer.

    Raises:
        ConfigurationError: the folder cannot be used.
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
        # What is wrong with the folder is said here, once, and not in the log of each process.
        open_store(Path(folder)).close()

    def run(self, listener: socket) -> None:
        """Keep so many processes answering until told to stop, then wait until all have ended.

        Raises:
            ConfigurationError: a process ended before it could answer; another would as well.
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
        """Tell all processes to stop; for signal handlers."""
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
            process.stop()  # a signal came while it was started, and found nobody to tell

    def _look(self) -> None:
        """Wait until a process has something to say, or has ended."""
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
    """A worker as seen from the process that watches over it."""

    def __init__(self, plan: Plan, listener: socket) -> None:
        context = get_context("spawn")  # forking would copy threads' locks, of whoever calls
        self._end, other = context.Pipe()
        levels = {name: logging.getLogger(name).getEffectiveLevel() for name in _LOGGERS}
        self._process = context.Process(target=work, args=(plan, listener, other, levels), name="l4e-worker")
        self._process.start()
        other.close()
        self.pid = self._process.pid
        self.was_ready = False

    @property
    def signs(self) -> list[Connection | int]:
        """What to wait for: that it says something, or ends."""
        return [self._process.sentinel] if self._end.closed else [self._process.sentinel, self._end]

    @property
    def is_alive(self) -> bool:
        return self._process.is_alive()

    @property
    def exit_code(self) -> int | None:
        return self._process.exitcode

    def listen(self) -> None:
        """Take in what it has said: that it is ready, and what is to be logged."""
        try:
            while not self._end.closed and self._end.poll():
                said = self._end.recv()
                if said == READY:
                    self.was_ready = True
                else:
                    logging.getLogger(said.name).handle(said)
        except (EOFError, OSError):
            self._end.close()  # it has ended, perhaps in the middle of a word

    def stop(self) -> None:
        try:
            if not self._end.closed:
                self._end.send("stop")
        except OSError:
            logger.debug("worker %s has ended by itself", self.pid)

    def kill(self) -> None:
        self._process.kill()
