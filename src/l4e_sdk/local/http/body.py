"""Reading a request's body: no more than is allowed, no longer than is allowed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from l4e_sdk.local.wire.faults import TimedOut, TooLarge

if TYPE_CHECKING:
    from starlette.types import Message

    from l4e_sdk.local.http.headers import Headers
    from l4e_sdk.local.http.request import Request
    from l4e_sdk.local.http.settings import ServerSettings

DRAINED = 4
"""A body that is too large is read up to so many times the limit, and forgotten: most clients send all of a request
before they look for an answer, and would find a broken connection instead of one."""


class SenderGoneError(Exception):
    """Whoever sent the request has hung up; nobody waits for an answer."""


async def read_body(request: Request, settings: ServerSettings) -> bytes:
    """Return all of a request's body.

    Raises:
        TooLarge: it exceeds the limit; at no time was more than the limit held.
        TimedOut: it did not arrive in time.
        SenderGoneError: it will never be complete.
    """
    limit = settings.body_limit
    if (request.headers.one("expect") or "").lower() == "100-continue" and _announced(
        request.headers
    ) > limit:
        # The sender waits for a word before it sends the body; asking for it would be a lie.
        raise TooLarge(_too_large(limit))
    body = _Body(limit)
    try:
        async with asyncio.timeout(settings.request_timeout.total_seconds()):
            while body.goes_on(await request.receive()):
                pass
    except TimeoutError:
        if not body.is_too_large:
            seconds = settings.request_timeout.total_seconds()
            raise TimedOut(f"The request did not arrive within {seconds:g} s.") from None
    if body.is_too_large:
        raise TooLarge(_too_large(limit))
    return body.content


class _Body:
    """What there is of a body, of which no more is held than is allowed."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._parts: list[bytes] = []

    def goes_on(self, message: Message) -> bool:
        """Take in a part of it; False when no more is to be read."""
        if message["type"] == "http.disconnect":
            raise SenderGoneError
        part = message.get("body", b"")
        self._size += len(part)
        self._parts.append(part)
        if self.is_too_large:
            self._parts.clear()
        return bool(message.get("more_body", False)) and self._size <= DRAINED * self._limit

    @property
    def is_too_large(self) -> bool:
        return self._size > self._limit

    @property
    def content(self) -> bytes:
        return b"".join(self._parts)


def _announced(headers: Headers) -> int:
    length = headers.one("content-length") or ""
    return int(length) if length.isascii() and length.isdigit() and len(length) < 20 else 0


def _too_large(limit: int) -> str:
    return f"The body has more than {limit:,} bytes, which is the limit."
