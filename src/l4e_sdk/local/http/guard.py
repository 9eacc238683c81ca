"""Protection against requests that no SDK sends: requests of web pages, and requests with an ambiguous end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk.local.http.answers import declined, sent
from l4e_sdk.local.http.headers import Headers
from l4e_sdk.local.http.hosts import host_of, is_loopback
from l4e_sdk.local.wire.faults import Fault, Malformed, NotLocal

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from l4e_sdk.local.http.settings import ServerSettings


class Guard:
    """An ASGI application in front of all pages, which refuses dangerous requests.

    Without keys, every program on this machine may call, and so might any web page in a browser on it. A page of
    another site sends ``Origin``, so the guard refuses it. A site may also change its DNS name to 127.0.0.1 (DNS
    rebinding). The browser then sees the same origin, but the request still has the site's name in ``Host``, so the
    guard refuses it, too. With keys, a page would need a signature, and the server may have any name.

    Args:
        app: the application behind the guard.
        settings: the settings of the HTTP interface.
    """

    def __init__(self, app: ASGIApp, settings: ServerSettings) -> None:
        self._app = app
        self._open = not settings.keys
        self._host = settings.host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "http":
            headers = Headers(scope["headers"])
            try:
                self._check(headers)
            except Fault as fault:
                await sent(declined(fault, headers))(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _check(self, headers: Headers) -> None:
        if headers.all("transfer-encoding") and headers.all("content-length"):
            # A proxy that trusts the other header would read a part of the body as the next request, perhaps another
            # caller's.
            raise Malformed("The request has Transfer-Encoding and Content-Length; send one.")
        if headers.all("origin"):
            raise NotLocal("Requests of web pages are not answered; send it from a program.")
        if self._open:
            name = host_of(headers.one("host") or "")
            if not is_loopback(name) and name != self._host:
                raise NotLocal(
                    f"Without keys the engine answers to localhost and 127.0.0.1 only, not to {name[:200]!r}; "
                    f"configure keys."
                )
