"""What one connection makes of bytes, shown by an application that says how each request was read."""

from __future__ import annotations

import json
import socket
import threading
from contextlib import contextmanager, suppress
from datetime import timedelta
from http.client import HTTPResponse
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from l4e_sdk.local.http import ServerSettings
from l4e_sdk.local.http import connection as connection_module
from l4e_sdk.local.http import server as server_module
from l4e_sdk.local.http.connection import Connection
from tests.support.served import running

if TYPE_CHECKING:
    from collections.abc import Iterator

LIMIT = 64 * 1024
SHORT = timedelta(seconds=0.2)
MUCH = b"." * 1_000_000
LINE = b"POST / HTTP/1.1\r\n"
HOST = b"Host: localhost\r\n"
CHUNKED = LINE + HOST + b"Transfer-Encoding: chunked\r\n\r\n"
LAST = b"GET /last HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Say how a request was read; /early is answered without its body, /much with a lot, and /broken not at all."""
    if scope["path"] == "/broken":
        raise RuntimeError
    body, more = b"", scope["path"] != "/early"
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        body, more = body + message["body"], message["more_body"]
    seen = {
        "asked": f"{scope['method']} {scope['path']}",
        "headers": [f"{name.decode()}: {value.decode('latin-1')}" for name, value in scope["headers"]],
        "body": body.decode("latin-1"),
    }
    content = MUCH if scope["path"] == "/much" else json.dumps(seen).encode()
    length = [(b"content-length", str(len(content)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": length})
    await send({"type": "http.response.body", "body": content})


@contextmanager
def echoing(**settings: Any) -> Iterator[str]:
    with running(echo, ServerSettings(**{"port": 0} | settings)) as url:
        yield url


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with echoing() as url:
        yield url


@contextmanager
def connected(url: str) -> Iterator[socket.socket]:
    address = urlsplit(url)
    with socket.create_connection((address.hostname, address.port), timeout=20) as connection:
        yield connection


def answers(url: str, *parts: bytes) -> list[tuple[int, dict[str, Any]]]:
    """Send bytes and return all answers until the connection is closed."""
    with connected(url) as connection:
        for part in parts:
            connection.sendall(part)
        with connection.makefile("rb") as file:
            return list(read_all(file))


def read_all(file: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    while line := file.readline():
        headers: dict[bytes, bytes] = {}
        while field := file.readline().rstrip():
            name, _, value = field.partition(b": ")
            headers[name.lower()] = value
        yield int(line.split()[1]), json.loads(file.read(int(headers[b"content-length"])))


def answer(connection: socket.socket) -> tuple[int, dict[str, Any]]:
    with HTTPResponse(connection) as response:
        response.begin()
        return response.status, json.loads(response.read())


def refusal(url: str, *parts: bytes) -> str:
    """Send what must be refused by one answer and the end of the connection; return the code."""
    ((status, document),) = answers(url, *parts)
    assert 400 <= status < 500
    assert document["Message"]
    return document["__type"]


def hang_up(url: str, *parts: bytes) -> None:
    """Send what is not read to its end; whether the answer to it arrives depends on what was sent after it."""
    with connected(url) as connection, suppress(ConnectionError):
        for part in parts:
            connection.sendall(part)
        while connection.recv(1000):
            pass


MALFORMED = {
    "lines end with LF": b"POST / HTTP/1.1\nHost: localhost\n\n",
    "a header ends with LF": LINE + HOST + b"X: a\nY: b\r\n\r\n",
    "a header ends with CR": LINE + b"Host: localhost\rX: a\r\n\r\n",
    "the head ends with LF": LINE + HOST + b"\n",
    "CR in a header": LINE + HOST + b"X: a\rb\r\n\r\n",
    "a header of two lines": LINE + HOST + b"X: a\r\n b\r\n\r\n",
    "a coding on the second line": LINE + HOST + b"Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
    "a space before the first header": LINE + b" Host: localhost\r\n\r\n",
    "a space before the colon": LINE + HOST + b"Content-Length : 2\r\n\r\n{}",
    "a tab before the colon": LINE + HOST + b"Content-Length\t: 2\r\n\r\n{}",
    "no colon": LINE + HOST + b"Content-Length 2\r\n\r\n",
    "no name": LINE + HOST + b": 2\r\n\r\n",
    "NUL in a value": LINE + HOST + b"X: a\0b\r\n\r\n",
    "NUL in a name": LINE + HOST + b"X\0: a\r\n\r\n",
    "a control character in a value": LINE + HOST + b"X: a\x1bb\r\n\r\n",
    "a vertical tab before a coding": LINE + HOST + b"Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n",
    "no host": LINE + b"\r\n",
    "two hosts": LINE + HOST + b"Host: example.com\r\n\r\n",
    "two hosts in HTTP/1.0": b"GET / HTTP/1.0\r\n" + HOST * 2 + b"\r\n",
    "two lengths": LINE + HOST + b"Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
    "a list of lengths": LINE + HOST + b"Content-Length: 2, 2\r\n\r\n{}",
    "a signed length": LINE + HOST + b"Content-Length: +2\r\n\r\n{}",
    "a negative length": LINE + HOST + b"Content-Length: -2\r\n\r\n{}",
    "a hexadecimal length": LINE + HOST + b"Content-Length: 0x2\r\n\r\n{}",
    "a length with an underscore": LINE + HOST + b"Content-Length: 1_0\r\n\r\n",
    "an empty length": LINE + HOST + b"Content-Length:\r\n\r\n",
    "a length beyond all bounds": LINE + HOST + b"Content-Length: 18446744073709551616\r\n\r\n",
    "chunks and a length": LINE + HOST + b"Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n0\r\n\r\n",
    "a length and chunks": LINE + HOST + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "another coding": LINE + HOST + b"Transfer-Encoding: identity\r\n\r\n",
    "a coding below chunks": LINE + HOST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "a coding above chunks": LINE + HOST + b"Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
    "a coding that looks like chunks": LINE + HOST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "two headers of codings": LINE
    + HOST
    + b"Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunks in HTTP/1.0": b"POST / HTTP/1.0\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunks that end with LF": CHUNKED + b"2\n{}\n0\n\n",
    "a chunk without its end": CHUNKED + b"2\r\n{}0\r\n\r\n",
    "a chunk that is longer than it says": CHUNKED + b"2\r\n{}}\r\n0\r\n\r\n",
    "a space before a chunk's size": CHUNKED + b" 2\r\n{}\r\n0\r\n\r\n",
    "a space after a chunk's size": CHUNKED + b"2 \r\n{}\r\n0\r\n\r\n",
    "a size of a chunk as in Python": CHUNKED + b"0x2\r\n{}\r\n0\r\n\r\n",
    "a negative chunk": CHUNKED + b"-2\r\n{}\r\n0\r\n\r\n",
    "a chunk without a size": CHUNKED + b"\r\n{}\r\n0\r\n\r\n",
    "a chunk beyond all bounds": CHUNKED + b"10000000000000002\r\n{}\r\n0\r\n\r\n",
    "LF in what a chunk adds": CHUNKED + b"2;a\nb\r\n{}\r\n0\r\n\r\n",
    "CR in what a chunk adds": CHUNKED + b"2;a\rb\r\n{}\r\n0\r\n\r\n",
    "a spoiled trailer": CHUNKED + b"2\r\n{}\r\n0\r\nX : a\r\n\r\n",
    "a target with a host": b"GET http://example.com/state HTTP/1.1\r\n" + HOST + b"\r\n",
    "a target that is no path": b"OPTIONS * HTTP/1.1\r\n" + HOST + b"\r\n",
    "a target with a fragment": b"GET /state#x HTTP/1.1\r\n" + HOST + b"\r\n",
    "a target beyond ASCII": b"GET /\xe9 HTTP/1.1\r\n" + HOST + b"\r\n",
    "a target with a space": b"GET /a b HTTP/1.1\r\n" + HOST + b"\r\n",
    "a tunnel": b"CONNECT localhost:443 HTTP/1.1\r\n" + HOST + b"\r\n",
    "no version": b"GET /\r\n" + HOST + b"\r\n",
    "an old version": b"GET / HTTP/0.9\r\n" + HOST + b"\r\n",
    "a later version": b"GET / HTTP/2.0\r\n" + HOST + b"\r\n",
    "the first words of HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "a version that there is not": b"GET / HTTP/1.2\r\n" + HOST + b"\r\n",
    "a method that there is not": b"FETCH / HTTP/1.1\r\n" + HOST + b"\r\n",
    "a method in lower case": b"post / HTTP/1.1\r\n" + HOST + b"\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
}


@pytest.mark.parametrize("sent", MALFORMED.values(), ids=MALFORMED)
def test_what_can_be_read_in_two_ways_is_refused_and_is_the_last(url: str, sent: bytes):
    assert refusal(url, sent + LAST) == "MalformedHttpRequestException"


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_it_does_not_matter_in_which_pieces_a_request_comes(url: str, size: int):
    sent = CHUNKED + b"2;a=b\r\n{ \r\n1\r\n}\r\n0\r\nX: a\r\n\r\n" + LAST
    pieces = [sent[at : at + size] for at in range(0, len(sent), size)]
    first, last = answers(url, *pieces)
    assert (first[1]["asked"], first[1]["body"], last[1]["asked"]) == ("POST /", "{ }", "GET /last")


def test_what_comes_after_a_body_is_no_header(url: str):
    trailer = b"X-Amz-Target: forged\r\nHost: example.com\r\n"
    first, _ = answers(url, CHUNKED + b"2\r\n{}\r\n0\r\n" + trailer + b"\r\n" + LAST)
    assert first[1]["headers"] == ["host: localhost", "transfer-encoding: chunked"]


def test_empty_lines_before_a_request_mean_nothing(url: str):
    assert [each[1]["asked"] for each in answers(url, b"\r\n\r\n" + LAST)] == ["GET /last"]


def test_a_request_of_http_1_0_is_the_last(url: str):
    sent = b"GET /old HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"
    assert [each[1]["asked"] for each in answers(url, sent + LAST)] == ["GET /old"]


def test_nothing_is_read_after_the_last_request(url: str):
    assert [each[1]["asked"] for each in answers(url, LAST + b"\0\0\0")] == ["GET /last"]


def test_a_body_that_was_not_asked_for_may_never_come(url: str):
    asked = b"POST /early HTTP/1.1\r\n" + HOST + b"Content-Length: 5\r\nExpect: 100-continue\r\n\r\n"
    with connected(url) as connection:
        connection.sendall(asked)
        assert answer(connection)[0] == 200
        assert connection.recv(1000) == b""


def test_an_application_that_fails_ends_the_connection(url: str, caplog: pytest.LogCaptureFixture):
    assert answers(url, LAST.replace(b"/last", b"/broken")) == []
    assert "failed on a request" in caplog.text


def test_an_encoded_path_is_decoded(url: str):
    ((_, seen),) = answers(url, LAST.replace(b"/last", b"/l%61st?%61"))
    assert seen["asked"] == "GET /last"


class TestUpgrades:
    """Clients that would rather speak HTTP/2 ask for it with their first request, and go on without."""

    H2C = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n"
    WEBSOCKET = b"Connection: Upgrade\r\nUpgrade: websocket\r\n"

    @pytest.mark.parametrize("asked", [H2C, WEBSOCKET])
    def test_nobody_switches(self, url: str, asked: bytes):
        first, last = answers(url, b"GET /first HTTP/1.1\r\n" + HOST + asked + b"\r\n" + LAST)
        assert (first[1]["asked"], last[1]["asked"]) == ("GET /first", "GET /last")

    @pytest.mark.parametrize("asked", [H2C, WEBSOCKET])
    def test_a_body_is_not_taken_for_the_next_request(self, url: str, asked: bytes):
        length = b"Content-Length: %d\r\n" % len(LAST)
        assert refusal(url, LINE + HOST + asked + length + b"\r\n" + LAST) == "MalformedHttpRequestException"

    def test_chunks_are_not_taken_for_the_next_request(self, url: str):
        asked = LINE + HOST + self.H2C + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        assert refusal(url, asked + LAST) == "MalformedHttpRequestException"


class TestSizes:
    def test_a_head_of_the_most_bytes(self, url: str):
        headers = b"X: " + b"." * (LIMIT - 200) + b"\r\n"
        assert answers(url, LAST[:-2] + headers + b"\r\n")[0][0] == 200

    @pytest.mark.parametrize(
        "headers",
        [b"X: " + b"." * LIMIT + b"\r\n", b"X: .\r\n" * (LIMIT // 5), b"." * LIMIT + b": x\r\n"],
        ids=["a header", "many headers", "a name"],
    )
    def test_a_head_of_more(self, url: str, headers: bytes):
        assert refusal(url, LINE + HOST + headers + b"\r\n") == "MalformedHttpRequestException"

    def test_a_target_of_more(self, url: str):
        assert (
            refusal(url, b"GET /" + b"." * LIMIT + b" HTTP/1.1\r\n" + HOST + b"\r\n")
            == "MalformedHttpRequestException"
        )

    @pytest.mark.parametrize("begun", [b"X: ", b"X", b"X: .\r\n" * 1000 + b"Y: "])
    def test_a_header_that_does_not_end(self, url: str, begun: bytes):
        hang_up(url, LINE + HOST + begun, b"." * 20 * LIMIT)

    @pytest.mark.parametrize("begun", [b"2;a=", b"0\r\nX: ", b"0\r\n" + b"X: .\r\n" * 1000 + b"Y: "])
    def test_what_comes_with_chunks_and_does_not_end(self, url: str, begun: bytes):
        hang_up(url, CHUNKED + begun, b"." * 20 * LIMIT)

    def test_a_body_may_be_larger_than_a_head(self, url: str):
        body = b"." * (4 * LIMIT)
        head = LINE + HOST + b"Content-Length: %d\r\n\r\n" % len(body)
        first, last = answers(url, head, body, LAST)
        assert len(first[1]["body"]) == len(body)
        assert last[1]["asked"] == "GET /last"


class TestOrder:
    """Of several requests that are sent at once, each answer has its place."""

    def asked(self, count: int, path: bytes = b"/") -> bytes:
        return b"".join(b"GET %s%d HTTP/1.1\r\n" % (path, number) + HOST + b"\r\n" for number in range(count))

    def test_answers_come_in_the_order_of_requests(self, url: str):
        seen = [each[1]["asked"] for each in answers(url, self.asked(50) + LAST)]
        assert seen == [*(f"GET /{number}" for number in range(50)), "GET /last"]

    def test_what_is_no_request_is_answered_after_those_that_are(self, url: str):
        statuses = [status for status, _ in answers(url, self.asked(3) + b"\0\r\n\r\n" + LAST)]
        assert statuses == [200, 200, 200, 400]

    def test_a_spoiled_body_is_answered_in_the_place_of_its_request(self, url: str):
        statuses = [status for status, _ in answers(url, self.asked(2) + CHUNKED + b"x\r\n" + LAST)]
        assert statuses == [200, 200, 400]

    def test_a_body_that_is_spoiled_later(self, url: str):
        assert [status for status, _ in answers(url, CHUNKED + b"2\r\n{}\r\n", b"x\r\n" + LAST)] == [400]

    def test_no_more_are_kept_than_can_be(self, url: str):
        statuses = [status for status, _ in answers(url, self.asked(10 * connection_module.MOST_AHEAD))]
        assert statuses[-1] == 400
        assert set(statuses[:-1]) == {200}
        assert len(statuses) <= connection_module.MOST_AHEAD + 2

    def test_a_spoiled_rest_of_an_answered_request_has_no_answer(self, url: str):
        with connected(url) as connection:
            connection.sendall(CHUNKED.replace(b"/ ", b"/early ", 1))
            assert answer(connection)[0] == 200
            connection.sendall(b"x\r\n")
            assert connection.recv(1000) == b""


class TestTime:
    def test_a_second_head_that_does_not_come(self):
        with echoing(request_timeout=SHORT) as url:
            late = answers(url, LAST.replace(b"Connection: close\r\n", b"") + b"GET / HT")
        assert [status for status, _ in late] == [200, 408]

    def test_empty_lines_do_not_keep_a_connection(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(server_module, "IDLE_SECONDS", 0.2)
        with echoing() as url, connected(url) as connection:
            connection.sendall(LAST.replace(b"Connection: close\r\n", b""))
            assert answer(connection)[0] == 200
            connection.sendall(b"\r\n")
            assert connection.recv(1000) == b""

    @pytest.mark.parametrize("last", [b"", b"\0\r\n\r\n"])
    def test_answers_that_are_not_taken_are_given_up(self, last: bytes, monkeypatch: pytest.MonkeyPatch):
        given_up = threading.Event()
        lost = Connection.connection_lost
        monkeypatch.setattr(Connection, "connection_lost", lambda *given: (lost(*given), given_up.set()))
        with echoing(request_timeout=SHORT) as url, socket.socket() as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.connect((urlsplit(url).hostname, urlsplit(url).port))
            connection.sendall((b"GET /much HTTP/1.1\r\n" + HOST + b"\r\n") * 20 + last)
            assert given_up.wait(20)

    def test_a_slow_reader_gets_all_of_it(self):
        with echoing(request_timeout=timedelta(seconds=10)) as url, connected(url) as connection:
            connection.sendall(LAST.replace(b"/last", b"/much"))
            received = b""
            while part := connection.recv(10_000):
                received += part
            assert received.endswith(MUCH)
