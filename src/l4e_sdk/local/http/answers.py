"""Answers of the wire protocol: as Starlette sends them, and as bytes of HTTP/1.1."""

from __future__ import annotations

import json
import uuid
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.responses import Response

from l4e_sdk.local.wire import json10
from l4e_sdk.local.wire.messages import WireResponse

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from l4e_sdk.local.http.headers import Headers
    from l4e_sdk.local.wire.faults import Fault

_UNFINISHED = frozenset({408, 413})
"""Answers to requests of which a part may still be on its way; nobody will read it."""


def refused(fault: Fault, **headers: str) -> WireResponse:
    """Return a fault that the door has found by itself.

    Args:
        fault: what is wrong.
        headers: more of them.
    """
    answer = json10.refusal(fault, str(uuid.uuid4()))
    return WireResponse(answer.status, {**answer.headers, **headers}, answer.body)


def declined(fault: Fault, headers: Headers) -> WireResponse:
    """Return a fault as the answer to a request, the last one on its connection if it is unclear where that ends.

    Args:
        fault: what is wrong.
        headers: of the request.
    """
    # Whoever thinks that a body has another end takes a part of it for the next request.
    is_open = fault.status in _UNFINISHED or headers.all("transfer-encoding")
    return refused(fault, Connection="close") if is_open else refused(fault)


def document(content: object, headers: Mapping[str, str], status: int = 200) -> WireResponse:
    """Return an answer in JSON."""
    return text(json.dumps(content), "application/json", headers, status)


def text(content: str, kind: str, headers: Mapping[str, str], status: int = 200) -> WireResponse:
    """Return an answer of text.

    Args:
        content: the text.
        kind: its media type.
        headers: more of them.
        status: of the answer.
    """
    body = content.encode()
    return WireResponse(status, {"Content-Type": kind, "Content-Length": str(len(body)), **headers}, body)


def sent(answer: WireResponse) -> Response:
    """Return an answer as Starlette sends it."""
    response = Response(answer.body, answer.status)
    response.raw_headers = fields(
        answer
    )  # as they are: the length is among them, and no character set is missing
    return response


def fields(answer: WireResponse) -> list[tuple[bytes, bytes]]:
    """Return the headers of an answer as ASGI has them."""
    return [(name.lower().encode(), value.encode()) for name, value in answer.headers.items()]


def rendered(status: int, headers: Iterable[tuple[bytes, bytes]], body: bytes) -> bytes:
    """Return an answer as it is sent."""
    lines = [name + b": " + value + b"\r\n" for name, value in headers]
    return b"".join((_status_line(status), *lines, b"\r\n", body))


@cache
def _status_line(status: int) -> bytes:
    return f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n".encode()
