"""A server on this machine: requests arrive over a real socket, and answers leave as bytes."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self

from botocore.config import Config

from l4e_sdk.vision import LookoutVision

if TYPE_CHECKING:
    from types import TracebackType

    import boto3

KEYS = {"aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": "secret"}


@dataclass(frozen=True)
class Request:
    """What arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Answer:
    """What is sent: a JSON document, or bytes as they are."""

    content: object = field(default_factory=dict)
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    def body(self) -> bytes:
        return self.content if isinstance(self.content, bytes) else json.dumps(self.content).encode()


def fault(
    code: str, status: int = 400, *, headers: dict[str, str] | None = None, **members: object
) -> Answer:
    """Return an error as the service sends it: the code in a header, the members in the body."""
    named = {"x-amzn-ErrorType": code, **(headers or {})}
    return Answer({"Message": "no", **members}, status, named)


class Endpoint:
    """Answers requests in turn and remembers them; the last answer is given again and again."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.answers: list[Answer] = [Answer()]
        self._clients: list[Any] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def client(self, *answers: Answer, **settings: Any) -> LookoutVision:
        """Make a client of this endpoint; one attempt for each call, unless the settings say otherwise."""
        self.answers = list(answers) or self.answers
        once = Config(retries={"mode": "standard", "total_max_attempts": 1})
        given = {"region_name": "eu-west-1", "endpoint_url": self.url, "config": once, **KEYS}
        return self._closed_later(LookoutVision(**(given | settings)))

    def plain(self, session: boto3.Session, *answers: Answer) -> Any:
        """Make a boto3 client of this endpoint from a session."""
        self.answers = list(answers) or self.answers
        given = {"region_name": "eu-west-1", "endpoint_url": self.url, **KEYS}
        return self._closed_later(session.client("lookoutvision", **given))

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

    def _closed_later(self, client: Any) -> Any:
        self._clients.append(client)
        return client

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                endpoint.requests.append(Request(self.command, self.path, dict(self.headers), body))
                answer = endpoint.answers.pop(0) if len(endpoint.answers) > 1 else endpoint.answers[0]
                self.send_response(answer.status)
                sent = {"x-amzn-RequestId": "request-1", "Content-Type": "application/json"} | answer.headers
                for name, value in (sent | {"Content-Length": str(len(answer.body()))}).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer.body())

            do_GET = do_POST = _answer  # noqa: N815 - the names that http.server calls

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler
