"""One process that serves: an engine, and a server before it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from l4e_sdk._clock import SystemClock
from l4e_sdk.local.engine import LocalEngine
from l4e_sdk.local.http.application import application
from l4e_sdk.local.http.server import Server

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from socket import socket

    from l4e_sdk.local.http.settings import ServerSettings
    from l4e_sdk.local.settings import EngineSettings


class Worker:
    """Serves a folder from this process.

    Args:
        folder: of the engine.
        settings: of the door.
        engine_settings: of the engine.
        ready: called once it answers.

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
        self._clock = SystemClock()
        self._grace = settings.shutdown_grace.total_seconds()
        self._told: float | None = None
        self._engine = LocalEngine(folder, settings=engine_settings)
        self._server = Server(application(self._engine, settings), settings, ready)

    def run(self, listener: socket) -> None:
        """Answer until told to stop; then let requests and jobs end, for as long as they may take together."""
        try:
            self._server.run([listener])
        finally:
            told = self._told or self._clock.monotonic()
            left = self._grace - (self._clock.monotonic() - told)
            self._engine.close(timedelta(seconds=max(left, 0.0)))

    def stop(self) -> None:
        """Tell it to stop; for signal handlers and other threads."""
        self._told = self._told or self._clock.monotonic()
        self._server.stop()

    def kill(self) -> None:
        """Let it be: the process ends, and the next engine of the folder runs again what was running."""
