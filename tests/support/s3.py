"""S3 on a real socket of this machine: moto's server, and endpoints that misbehave."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import boto3
import requests
from moto.s3.models import s3_backends
from moto.server import ThreadedMotoServer

from l4e_sdk.local import S3Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import pytest
    from botocore.client import BaseClient

SECRET = "wJalrXUtnFEMI/K7MDENG/secret-of-the-plant"


class Endpoint:
    """A running endpoint, and how to reach it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.settings = S3Settings(endpoint_url=url, region="us-east-1")

    def reset(self) -> None:
        """Forget all buckets, and make an empty one."""
        requests.post(f"{self.url}/moto-api/reset", timeout=10).raise_for_status()
        requests.put(f"{self.url}/plant", timeout=10).raise_for_status()

    def fill(self, keys: Iterable[str]) -> None:
        """Put many objects into the bucket; the server is in this process."""
        for key in keys:
            s3_backends["123456789012"]["aws"].put_object("plant", key, b"")

    def client(self) -> BaseClient:
        """Make a plain boto3 client."""
        return boto3.session.Session().client("s3", endpoint_url=self.url, region_name="us-east-1")


@contextmanager
def serving() -> Iterator[Endpoint]:
    """Run moto's server."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        _, port = server.get_host_and_port()
        yield Endpoint(f"http://127.0.0.1:{port}")
    finally:
        server.stop()


def give_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let botocore find credentials where it looks for them first."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)


class Request:
    """One request that a misbehaving endpoint may answer as it likes."""

    def __init__(self, handler: BaseHTTPRequestHandler) -> None:
        self._handler = handler
        self.method = handler.command
        self.path = handler.path
        self.headers = dict(handler.headers.items())

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        """Send an answer, perhaps with a wrong Content-Length."""
        self._handler.send_response(status)
        for name, value in ({"Content_Length": str(len(body))} | headers).items():
            self._handler.send_header(name.replace("_", "-"), value)
        self._handler.end_headers()
        self._handler.wfile.write(body)

    def refuse(self, status: int, code: str, message: str = "no") -> None:
        """Send an error as S3 writes it."""
        text = f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>{message}</Message></Error>"
        self.answer(status, text.encode())


@contextmanager
def misbehaving(behave: Callable[[Request], object]) -> Iterator[S3Settings]:
    """Run an endpoint that answers by a function; its connections end after each answer."""

    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            if length := int(self.headers.get("Content-Length") or 0):
                self.rfile.read(length)
            behave(Request(self))

        do_GET = do_HEAD = do_PUT = _serve  # noqa: N815

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield S3Settings(endpoint_url=f"http://127.0.0.1:{server.server_port}", region="us-east-1")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
