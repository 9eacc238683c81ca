"""The access log: one line per request, without bodies, signatures, tokens or secrets."""

from __future__ import annotations

import logging
import re
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

logger = logging.getLogger(__name__)

_KEY = re.compile(rb"Credential=(\w{1,128})/")
_OPERATION = re.compile(rb"\w{1,64}")


class AccessLog:
    """An ASGI application that logs each answer, with the time of the answer.

    Args:
        app: the application that answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and log it after its answer."""
        if scope["type"] != "http" or not logger.isEnabledFor(logging.INFO):
            await self._app(scope, receive, send)
            return
        begun, status, request_id = time.perf_counter(), 0, "-"

        async def note(message: Message) -> None:
            nonlocal status, request_id
            if message["type"] == "http.response.start":
                status = message["status"]
                request_id = _header(message["headers"], b"x-amzn-requestid").decode("latin-1") or "-"
            await send(message)

        try:
            await self._app(scope, receive, note)
        finally:
            taken = (time.perf_counter() - begun) * 1000
            client = scope["client"][0] if scope["client"] else "-"
            key = _key(_header(scope["headers"], b"authorization"))
            # Status 0 means that the caller closed the connection before the answer.
            logger.info("%s %s %s %d %.1f ms %s", client, key, _asked(scope), status, taken, request_id)


def _asked(scope: Scope) -> str:
    """Return the operation or page of a request, shortened for the log."""
    operation = _header(scope["headers"], b"x-amz-target").rpartition(b".")[2]
    if scope["path"] == "/" and _OPERATION.fullmatch(operation):
        return operation.decode()
    path = scope["path"].encode("unicode_escape").decode()
    return f"{scope['method']}:{path[:100]}".replace(" ", "%20")


def _key(authorization: bytes) -> str:
    """Return the part of a key's id that is enough to distinguish keys."""
    found = _KEY.search(authorization)
    if found is None:
        return "-"
    key = found[1].decode("latin-1")
    return key if len(key) <= 8 else f"{key[:4]}...{key[-4:]}"


def _header(headers: list[tuple[bytes, bytes]], wanted: bytes) -> bytes:
    return next((value for name, value in headers if name.lower() == wanted), b"")
