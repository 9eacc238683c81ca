from __future__ import annotations

import pytest

from l4e_sdk.local.http import head
from l4e_sdk.local.wire.faults import Malformed

HOST = (b"host", b"localhost")
CHUNKED = (b"transfer-encoding", b" Chunked ")


@pytest.mark.parametrize(
    ("version", "headers"), [("1.1", [HOST]), ("1.0", []), ("1.0", [HOST]), ("1.1", [HOST, CHUNKED])]
)
def test_a_head_that_means_one_thing(version: str, headers: list[tuple[bytes, bytes]]):
    head.check(version, b"/state?x", headers, upgrades=False)


@pytest.mark.parametrize(
    ("version", "target", "headers", "word"),
    [
        ("2.0", b"/", [HOST], "HTTP/1.1"),
        ("0.9", b"/", [HOST], "HTTP/1.1"),
        ("1.1", b"http://localhost/", [HOST], "path"),
        ("1.1", b"/#state", [HOST], "path"),
        ("1.1", b"/", [], "Host"),
        ("1.1", b"/", [HOST, HOST], "Host"),
        ("1.0", b"/", [HOST, HOST], "Host"),
        ("1.0", b"/", [CHUNKED], "chunked"),
        ("1.1", b"/", [HOST, CHUNKED, CHUNKED], "chunked"),
        ("1.1", b"/", [HOST, (b"transfer-encoding", b"gzip, chunked")], "chunked"),
    ],
)
def test_a_head_of_several_meanings(
    version: str, target: bytes, headers: list[tuple[bytes, bytes]], word: str
):
    with pytest.raises(Malformed, match=word):
        head.check(version, target, headers, upgrades=False)


@pytest.mark.parametrize(
    ("headers", "asks"),
    [([HOST], False), ([HOST, (b"expect", b"100-Continue")], True), ([(b"expect", b"more")], False)],
)
def test_whether_a_sender_waits_to_be_asked_for_the_body(headers: list[tuple[bytes, bytes]], asks: bool):
    assert head.asks(headers) is asks


@pytest.mark.parametrize("body", [CHUNKED, (b"content-length", b"2")])
def test_a_request_for_another_protocol_has_no_body(body: tuple[bytes, bytes]):
    head.check("1.1", b"/", [HOST], upgrades=True)
    with pytest.raises(Malformed, match="Upgrade"):
        head.check("1.1", b"/", [HOST, body], upgrades=True)
