"""One serving process: an engine behind a server."""

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
    """A worker that serves a folder from this process.

    Args:
        folder: the folder of the engine.
        settings: the settings of the HTTP interface.
        engine_settings: the settings of the engine.
        ready: called when the worker answers.

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
        self._clock = SystemClock()
        self._grace = settings.shutdown_grace.total_seconds()
        self._told: float | None = None
        self._engine = LocalEngine(folder, settings=engine_settings)
        self._server = Server(application(self._engine, settings), settings, ready)

    def run(self, listener: socket) -> None:
        """Answer until stopped, then let requests and jobs end within their common time limit."""
        try:
            self._server.run([listener])
        finally:
            told = self._told or self._clock.monotonic()
            left = self._grace - (self._clock.monotonic() - told)
            self._engine.close(timedelta(seconds=max(left, 0.0)))

    def stop(self) -> None:
        """Stop the worker. Signal handlers and other threads may call this."""
        self._told = self._told or self._clock.monotonic()
        self._server.stop()

    def kill(self) -> None:
        """End without waiting: the process exits, and the folder's next engine runs interrupted jobs again."""
