"""Answers of the wire protocol, and how they look as bytes of HTTP/1.1."""

from __future__ import annotations

import json
import uuid
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING

from l4e_sdk.local.wire import json10
from l4e_sdk.local.wire.messages import WireResponse

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from l4e_sdk.local.wire.faults import Fault


def refused(fault: Fault, **headers: str) -> WireResponse:
    """Return a fault that the door has found by itself.

    Args:
        fault: what is wrong.
        headers: more of them.
    """
    answer = json10.refusal(fault, str(uuid.uuid4()))
    return WireResponse(answer.status, {**answer.headers, **headers}, answer.body)


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
