"""One process that answers: uvicorn, with the settings of the protocol."""

from __future__ import annotations

import math
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import uvicorn

from l4e_sdk.local.http.connection import Connection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from socket import socket

    from starlette.types import ASGIApp

    from l4e_sdk.local.http.settings import ServerSettings

IDLE_SECONDS: Final = 75
"""Time, in seconds, for which an idle connection stays open; SDKs keep theirs for about a minute."""


class Server(uvicorn.Server):
    """A uvicorn server that does not handle signals.

    Args:
        app: the application that answers.
        settings: the settings of the HTTP interface.
        ready: called when the server accepts connections.
    """

    def __init__(
        self, app: ASGIApp, settings: ServerSettings, ready: Callable[[], object] = lambda: None
    ) -> None:
        patient = {"patience": settings.request_timeout.total_seconds(), "idle": IDLE_SECONDS}
        config = uvicorn.Config(
            app,
            http=type("Connection", (Connection,), patient),
            loop="asyncio",  # independent of installed packages
            ws="none",
            lifespan="off",
            interface="asgi3",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=math.ceil(settings.shutdown_grace.total_seconds()),
        )
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Start to accept connections, and call ``ready``."""
        await super().startup(sockets)
        self._ready()

    def stop(self) -> None:
        """Accept no more connections, answer requests in progress, then end. Any thread may call this."""
        self.should_exit = True

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture no signals: uvicorn raises them again when it has ended, which would kill the process."""
        yield
