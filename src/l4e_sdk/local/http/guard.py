"""Protection against requests that no SDK sends: of web pages that are not allowed, and with an ambiguous end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk.local.http import origins
from l4e_sdk.local.http.answers import declined, sent
from l4e_sdk.local.http.headers import Headers
from l4e_sdk.local.http.hosts import host_of, is_loopback
from l4e_sdk.local.wire.faults import Fault, Malformed, NotLocal
from l4e_sdk.local.wire.messages import WireResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

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
        self._origins = frozenset(settings.allow_origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope["headers"])
        try:
            origin = self._check(headers, scope["path"].removeprefix(scope.get("root_path", "")))
        except Fault as fault:
            await sent(declined(fault, headers))(scope, receive, send)
            return
        if origin is None:
            await self._app(scope, receive, self._marked(send, {"Vary": "Origin"}) if self._origins else send)
        elif origins.is_preflight(scope["method"], headers):
            await sent(WireResponse(204, origins.permission(origin, headers), b""))(scope, receive, send)
        else:
            await self._app(scope, receive, self._marked(send, origins.allowance(origin)))

    @staticmethod
    def _marked(send: Send, headers: dict[str, str]) -> Send:
        """Return a way to send answers that have more headers."""
        more = [(name.lower().encode(), value.encode()) for name, value in headers.items()]

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *more]
            await send(message)

        return marked

    def _check(self, headers: Headers, path: str) -> str | None:
        """Return the origin of the page that asks; None if no page does."""
        if headers.all("transfer-encoding") and headers.all("content-length"):
            # A proxy that trusts the other header would read a part of the body as the next request, perhaps another
            # caller's.
            raise Malformed("The request has Transfer-Encoding and Content-Length; send one.")
        origin = headers.one("origin")
        if origin is not None and not (origin in self._origins and path in origins.PAGES):
            raise NotLocal(
                f"Web pages of {origin[:200]!r} are not answered; call from a program, or let the server allow that "
                "origin (allow_origins of ServerSettings, l4e serve --allow-origin)."
            )
        if self._open:
            name = host_of(headers.one("host") or "")
            if not is_loopback(name) and name != self._host:
                raise NotLocal(
                    f"Without keys the engine answers to localhost and 127.0.0.1 only, not to {name[:200]!r}; "
                    f"configure keys."
                )
        return origin
