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
"""Faults after which a part of the request may still be in flight; no code will read it."""


def refused(fault: Fault, **headers: str) -> WireResponse:
    """Return the answer for a fault that the HTTP interface has found.

    Args:
        fault: the fault.
        headers: additional headers.
    """
    answer = json10.refusal(fault, str(uuid.uuid4()))
    return WireResponse(answer.status, {**answer.headers, **headers}, answer.body)


def declined(fault: Fault, headers: Headers) -> WireResponse:
    """Return the answer for a fault in a request. It closes the connection if the end of the request is unclear.

    Args:
        fault: the fault.
        headers: the headers of the request.
    """
    # A proxy that sees another end of the body would read a part of the body as the next request.
    is_open = fault.status in _UNFINISHED or headers.all("transfer-encoding")
    return refused(fault, Connection="close") if is_open else refused(fault)


def document(content: object, headers: Mapping[str, str], status: int = 200) -> WireResponse:
    """Return a JSON answer."""
    return text(json.dumps(content), "application/json", headers, status)


def text(content: str, kind: str, headers: Mapping[str, str], status: int = 200) -> WireResponse:
    """Return a text answer.

    Args:
        content: the text.
        kind: the media type.
        headers: additional headers.
        status: the HTTP status.
    """
    body = content.encode()
    return WireResponse(status, {"Content-Type": kind, "Content-Length": str(len(body)), **headers}, body)


def sent(answer: WireResponse) -> Response:
    """Return an answer in Starlette's form."""
    response = Response(answer.body, answer.status)
    response.raw_headers = fields(
        answer
    )  # unchanged: the headers already have the length and the character set
    return response


def fields(answer: WireResponse) -> list[tuple[bytes, bytes]]:
    """Return the headers of an answer in ASGI's form."""
    return [(name.lower().encode(), value.encode()) for name, value in answer.headers.items()]


def rendered(status: int, headers: Iterable[tuple[bytes, bytes]], body: bytes) -> bytes:
    """Return an answer as the bytes to send."""
    lines = [name + b": " + value + b"\r\n" for name, value in headers]
    return b"".join((_status_line(status), *lines, b"\r\n", body))


@cache
def _status_line(status: int) -> bytes:
    return f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n".encode()
