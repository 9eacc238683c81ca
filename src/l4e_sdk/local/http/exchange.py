"""One request and its answer, between a connection and the application."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Protocol

from l4e_sdk.local.http.answers import rendered

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Scope

logger = logging.getLogger(__name__)

MOST_KEPT = 64 * 1024
"""Bytes of a body that wait for the application before the connection stops reading."""
_CLOSE = (b"connection", b"close")


class Line(Protocol):
    """The methods of a connection that an exchange needs."""

    @property
    def common(self) -> list[tuple[bytes, bytes]]:
        """The headers that all answers have."""
        ...

    async def write(self, data: bytes) -> None:
        """Send bytes after all earlier ones."""
        ...

    def read_on(self) -> None:
        """Continue to read."""
        ...

    def answered(self, *, keep: bool) -> None:
        """Continue with the next request, or close the connection if ``keep`` is false."""
        ...


class Exchange:
    """A request as an ASGI connection scope. It receives the body and sends the answer in one piece.

    Args:
        scope: the ASGI scope of the request.
        line: the connection of the request.
        keep: whether the connection may stay open after the answer.
        asks: whether the caller waits for "100 Continue" before it sends the body.
    """

    def __init__(self, scope: Scope, line: Line, *, keep: bool, asks: bool) -> None:
        self.keep = keep
        self.is_answered = False
        self._scope = scope
        self._line = line
        self._asks = asks
        self._body = bytearray()
        self._is_whole = False
        self._is_lost = False
        self._news = asyncio.Event()
        self._start: Message = {}
        self._content = b""

    def take(self, body: bytes) -> bool:
        """Add a part of the body. Return False when the buffer is full."""
        if self.is_answered:
            return True
        self._body += body
        self._news.set()
        return len(self._body) <= MOST_KEPT

    def end(self) -> None:
        """Mark the body as complete."""
        self._is_whole = True
        self._news.set()

    def lose(self) -> None:
        """Mark the connection as lost: no more of the body arrives, and no answer is needed."""
        self._is_lost = True
        self._news.set()

    async def run(self, app: ASGIApp) -> None:
        """Run the application on this request."""
        try:
            await app(self._scope, self.receive, self.send)
        except Exception:
            logger.exception("the application failed on a request")
        finally:
            if not self._is_gone:
                self._finish(keep=False)

    async def receive(self) -> Message:
        """Return the next ASGI message of the request."""
        if self._asks and not self._is_whole:
            self._asks = False
            await self._line.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        if not self._is_gone:
            self._line.read_on()
            await self._news.wait()
            self._news.clear()
        if self._is_gone:
            return {"type": "http.disconnect"}
        body, self._body = bytes(self._body), bytearray()
        return {"type": "http.request", "body": body, "more_body": not self._is_whole}

    async def send(self, message: Message) -> None:
        """Accept the next ASGI message of the answer. The last message sends the answer."""
        if message["type"] == "http.response.start":
            self._start = message
            return
        self._content += message.get("body", b"")
        if message.get("more_body", False) or self._is_gone:
            return
        headers = [*self._line.common, *self._start["headers"]]
        keep = self.keep and self._is_followed and _CLOSE not in headers
        if not keep and _CLOSE not in headers:
            headers.append(_CLOSE)
        body = b"" if self._scope["method"] == "HEAD" else self._content
        await self._line.write(rendered(self._start["status"], headers, body))
        self._finish(keep=keep and self.keep)

    @property
    def _is_followed(self) -> bool:
        """Return whether the next bytes are certain to be a new request.

        A caller may omit a body that it was not asked for.
        """
        return self._is_whole or not self._asks

    @property
    def _is_gone(self) -> bool:
        return self._is_lost or self.is_answered

    def _finish(self, *, keep: bool) -> None:
        self.is_answered = True
        self._news.set()
        if not self._is_lost:
            self._line.answered(keep=keep)
