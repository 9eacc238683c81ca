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
"""Bytes of a body that are kept for an application before the connection is asked to send no more."""
_CLOSE = (b"connection", b"close")


class Line(Protocol):
    """What an exchange needs of its connection."""

    @property
    def common(self) -> list[tuple[bytes, bytes]]:
        """Headers that all answers have."""
        ...

    async def write(self, data: bytes) -> None:
        """Send something, once all that was sent before is on its way."""
        ...

    def read_on(self) -> None:
        """Read more of what comes."""
        ...

    def answered(self, *, keep: bool) -> None:
        """Go on to the next request, or hang up unless the connection is to be kept."""
        ...


class Exchange:
    """What ASGI calls a connection scope: receives the request's body, and sends its answer in one piece.

    Args:
        scope: of the request.
        line: the connection that it came on.
        keep: whether the connection may be kept when it is answered.
        asks: whether the sender waits for a word before it sends the body.
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
        """Take in a part of the body; False when it is enough for now."""
        if self.is_answered:
            return True
        self._body += body
        self._news.set()
        return len(self._body) <= MOST_KEPT

    def end(self) -> None:
        """Learn that the body is complete."""
        self._is_whole = True
        self._news.set()

    def lose(self) -> None:
        """Learn that nothing more comes, and that nobody waits for the answer."""
        self._is_lost = True
        self._news.set()

    async def run(self, app: ASGIApp) -> None:
        """Have it answered."""
        try:
            await app(self._scope, self.receive, self.send)
        except Exception:
            logger.exception("the application failed on a request")
        finally:
            if not self._is_gone:
                self._finish(keep=False)

    async def receive(self) -> Message:
        """Return the next part of the request, as ASGI says."""
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
        """Take in the next part of the answer, as ASGI says; the last one sends it."""
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
        """Whether it is certain what comes next: a sender that was not asked for its body may leave it out."""
        return self._is_whole or not self._asks

    @property
    def _is_gone(self) -> bool:
        return self._is_lost or self.is_answered

    def _finish(self, *, keep: bool) -> None:
        self.is_answered = True
        self._news.set()
        if not self._is_lost:
            self._line.answered(keep=keep)
