"""Reading a request's body: no more than is allowed, no longer than is allowed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from anyio import move_on_after

from l4e_sdk.local.wire.faults import TimedOut, TooLarge

if TYPE_CHECKING:
    from starlette.types import Receive

    from l4e_sdk.local.http.headers import Headers
    from l4e_sdk.local.http.settings import ServerSettings

DRAINED = 4
"""A body that is too large is read up to so many times the limit, and forgotten: most clients send all of a request
before they look for an answer, and would find a broken connection instead of one."""


class SenderGoneError(Exception):
    """Whoever sent the request has hung up; nobody waits for an answer."""


async def read_body(receive: Receive, headers: Headers, settings: ServerSettings) -> bytes:
    """Return all of a request's body.

    Raises:
        TooLarge: it exceeds the limit; at no time was more than the limit held.
        TimedOut: it did not arrive in time.
        SenderGoneError: it will never be complete.
    """
    limit = settings.body_limit
    if (headers.one("expect") or "").lower() == "100-continue" and _announced(headers) > limit:
        # The sender waits for a word before it sends the body; asking for it would be a lie.
        raise TooLarge(_too_large(limit))
    chunks: list[bytes] = []
    size = 0
    with move_on_after(settings.request_timeout.total_seconds()):
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise SenderGoneError
            size += len(message.get("body", b""))
            if size > limit:
                chunks.clear()
            else:
                chunks.append(message.get("body", b""))
            if not message.get("more_body", False) or size > DRAINED * limit:
                break
        if size > limit:
            raise TooLarge(_too_large(limit))
        return b"".join(chunks)
    if size > limit:
        raise TooLarge(_too_large(limit))
    raise TimedOut(f"The request did not arrive within {settings.request_timeout.total_seconds():g} s.")


def _announced(headers: Headers) -> int:
    length = headers.one("content-length") or ""
    return int(length) if length.isascii() and length.isdigit() and len(length) < 20 else 0


def _too_large(limit: int) -> str:
    return f"The body has more than {limit:,} bytes, which is the limit."
