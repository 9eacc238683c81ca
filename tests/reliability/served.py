"""An engine behind the HTTP door, on a free port of this machine."""

from __future__ import annotations

import http.client
import socket
import threading
from typing import TYPE_CHECKING, Self

from l4e_sdk.local.http.application import application
from l4e_sdk.local.http.listening import listen
from l4e_sdk.local.http.server import Server
from l4e_sdk.local.http.settings import ServerSettings
from l4e_sdk.local.wire.messages import WireResponse

if TYPE_CHECKING:
    from types import TracebackType

    from l4e_sdk.local import LocalEngine
    from l4e_sdk.local.wire.messages import WireRequest

PATIENCE = 60.0
"""Seconds that a caller waits for an answer."""


class Served:
    """Lets an engine be called over a socket until the context ends; the engine stays the caller's to close."""

    def __init__(self, engine: LocalEngine) -> None:
        settings = ServerSettings(port=0, access_log=False)
        self._socket = listen(settings)
        self.port: int = self._socket.getsockname()[1]
        self._server = Server(application(engine, settings), settings)
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), name="door")

    @property
    def url(self) -> str:
        """What a client has as its endpoint."""
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.stop()
        self._thread.join()
        self._socket.close()


class Line:
    """One caller's connection, made anew when it was closed."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)

    def send(self, request: WireRequest) -> WireResponse:
        """Send a request as it is and return the answer."""
        try:
            self._connection.request(request.method, "/", request.body, dict(request.headers))
            answer = self._connection.getresponse()
            return WireResponse(answer.status, dict(answer.headers), answer.read())
        except (http.client.RemoteDisconnected, ConnectionError):
            self._connection.close()
            self._connection.request(request.method, "/", request.body, dict(request.headers))
            answer = self._connection.getresponse()
            return WireResponse(answer.status, dict(answer.headers), answer.read())

    def shout(self, raw: bytes) -> bytes:
        """Send bytes that may be no HTTP, hang up on the sending side, and return all that comes back."""
        with socket.create_connection(("127.0.0.1", self._port), timeout=PATIENCE) as caller:
            received = b""
            try:
                caller.sendall(raw)
                caller.shutdown(socket.SHUT_WR)
                while part := caller.recv(65536):
                    received += part
            except TimeoutError:
                raise
            except OSError:
                pass  # The door may hang up on what is no HTTP, at any moment.
            return received

    def close(self) -> None:
        """Hang up."""
        self._connection.close()
