"""A service on a real socket of this machine; requests arrive as bytes, and lines can be cut."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self

from botocore.config import Config

from l4e_sdk import LookoutEquipment

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from tests.support.transport import Answer

KEYS = {"aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": "secret"}


class Loopback:
    """Answers by a function from the operation and the body; None for an answer cuts the line."""

    def __init__(self, answer: Callable[[str, Any], Answer | None]) -> None:
        self.requests: list[tuple[str, Any]] = []
        self._answer = answer
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._clients: list[LookoutEquipment] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def client(self, **settings: Any) -> LookoutEquipment:
        """Make a client of this endpoint, with the settings of every client unless others are given."""
        client = LookoutEquipment(
            **({"region_name": "us-east-1", "endpoint_url": self.url} | KEYS | settings)
        )
        self._clients.append(client)
        return client

    def impatient(self, **settings: Any) -> LookoutEquipment:
        """Make a client that tries each call once."""
        return self.client(config=Config(retries={"mode": "standard", "total_max_attempts": 1}), **settings)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for client in self._clients:
            client.close()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        service = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                operation = self.headers["X-Amz-Target"].rpartition(".")[2]
                service.requests.append((operation, body))
                answer = service._answer(operation, body)
                if answer is None:
                    self.close_connection = True
                    return
                self.send_response(answer.status)
                for name, value in (answer.headers | {"Content-Length": str(len(answer.body))}).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer.body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler
