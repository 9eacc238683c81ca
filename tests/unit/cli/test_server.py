"""Addresses of servers, and what servers answer about themselves."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING

import pytest
import typer

from l4e_sdk.cli.server import Server

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def answering(status: int, body: bytes) -> Iterator[Server]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/plant/health" else 404)
            self.end_headers()
            self.wfile.write(body if self.path == "/plant/health" else b"")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name in the base class
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield Server.at(f"http://127.0.0.1:{server.server_port}/plant/")
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("status", "body", "keys"),
    [
        (200, b'{"status": "healthy", "keys": true}', True),
        (200, b'{"keys": false}', False),
        (503, b'{"status": "unhealthy", "keys": true}', True),
        (200, b'{"status": "healthy"}', None),  # another server, or an older one
        (200, b'{"keys": "yes"}', None),
        (200, b"[true]", None),
        (200, b"welcome", None),
        (200, b"\xff", None),
    ],
)
def test_the_page_on_health_says_whether_there_are_keys(status: int, body: bytes, keys: bool | None) -> None:
    with answering(status, body) as server:
        assert server.checks_signatures() is keys


def test_no_server_gives_no_answer() -> None:
    assert Server.at("http://127.0.0.1:9").checks_signatures() is None
    assert Server.at("http://plant.invalid:8600").checks_signatures() is None


@pytest.mark.parametrize(
    "url",
    [
        "",
        "127.0.0.1:8600",
        "localhost:8600",
        "ftp://127.0.0.1",
        "http://",
        "http://:8600",
        "http://a:b",
        "http://a:70000",
        "http://a:0",
        "http://[::1",
        "http://a\n.b",
        "http://a b",
        "http://a/\x1b",
    ],
)
def test_text_that_is_not_an_address_is_refused(url: str) -> None:
    with pytest.raises(typer.BadParameter, match="not the address of a server"):
        Server.at(url)


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://127.0.0.1:8600", True),
        ("http://LOCALHOST:8600", True),
        ("http://[::1]:8600", True),
        ("http://127.8.0.1", True),
        ("https://plant.example/l4e", False),
        ("http://10.0.0.7:8600", False),
        ("http://localhost.example", False),
    ],
)
def test_a_loopback_address_is_here(url: str, here: bool) -> None:
    assert Server.at(url).is_here is here


@pytest.mark.parametrize(
    ("url", "environment", "variable"),
    [
        ("http://127.0.0.1:8600", {}, {}),
        ("http://127.0.0.1:8600", {"http_proxy": "http://p:1"}, {"NO_PROXY": "127.0.0.1"}),
        ("http://127.0.0.1:8600", {"https_proxy": "http://p:1"}, {}),
        ("http://127.0.0.1:8600", {"http_proxy": "http://p:1", "no_proxy": "a"}, {"no_proxy": "a,127.0.0.1"}),
        ("http://127.0.0.1:8600", {"http_proxy": "http://p:1", "no_proxy": "a,127.0.0.1"}, {}),
        ("http://10.0.0.7:8600", {"http_proxy": "http://p:1"}, {}),
    ],
)
def test_only_calls_to_this_machine_go_past_a_proxy(
    url: str, environment: dict[str, str], variable: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert Server.at(url).past_proxies() == variable
