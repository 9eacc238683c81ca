"""Reading of a request's body, with limits on its size and on the time."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from l4e_sdk.local.wire.faults import TimedOut, TooLarge

if TYPE_CHECKING:
    from starlette.types import Message

    from l4e_sdk.local.http.headers import Headers
    from l4e_sdk.local.http.memory import Lease
    from l4e_sdk.local.http.request import Request
    from l4e_sdk.local.http.settings import ServerSettings

DRAINED = 4
"""The server reads up to this many times the limit of a body that is too large, and discards it."""


class SenderGoneError(Exception):
    """The caller has closed the connection, so no answer is needed."""


async def read_body(request: Request, settings: ServerSettings, lease: Lease) -> bytes:
    """Return the whole body of a request.

    Args:
        request: the request.
        settings: the settings of the HTTP interface.
        lease: the memory of the body.

    Raises:
        TooLarge: the body exceeds the limit. Memory never held more than the limit.
        Throttled: there is no memory for the body.
        TimedOut: the body did not arrive in time.
        SenderGoneError: the caller closed the connection before the end of the body.
    """
    limit = settings.body_limit
    if (request.headers.one("expect") or "").lower() == "100-continue" and _announced(
        request.headers
    ) > limit:
        # The caller waits for "100 Continue" before it sends the body. Reading would send that line.
        raise TooLarge(_too_large(limit))
    body = _Body(limit, lease)
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
    """The received part of a body, never more than the limit."""

    def __init__(self, limit: int, lease: Lease) -> None:
        self._limit = limit
        self._lease = lease
        self._size = 0
        self._parts: list[bytes] = []

    def goes_on(self, message: Message) -> bool:
        """Add a part of the body. Return False when no more must be read."""
        if message["type"] == "http.disconnect":
            raise SenderGoneError
        part = message.get("body", b"")
        self._size += len(part)
        if self.is_too_large:
            self._parts.clear()
            self._lease.end()
        else:
            self._lease.grow(len(part))
            self._parts.append(part)
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
