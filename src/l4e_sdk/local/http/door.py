"""The one address of the protocol: ``POST /``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from anyio import move_on_after, to_thread

from l4e_sdk.local.http.answers import refused, sent
from l4e_sdk.local.http.caller import Callers
from l4e_sdk.local.http.headers import Headers
from l4e_sdk.local.http.intake import SenderGoneError, read_body
from l4e_sdk.local.wire.faults import Fault, Internal, Malformed
from l4e_sdk.local.wire.messages import WireRequest

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import Receive, Scope, Send

    from l4e_sdk.local.engine import LocalEngine
    from l4e_sdk.local.http.settings import ServerSettings

_NAMES = 1024
"""Bytes that the names in the request of a Describe may need; more is read where it holds nobody up."""


class Door:
    """Lets requests in and answers out.

    Args:
        engine: what answers.
        settings: of the door.
    """

    def __init__(self, engine: LocalEngine, settings: ServerSettings) -> None:
        self._engine = engine
        self._settings = settings
        self._callers = Callers(settings.keys, engine.scope)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; nobody is answered who has hung up."""
        try:
            response = await self._answer(scope, receive)
        except Fault as fault:
            response = refused(fault)
            if fault.status in {408, 413}:
                # Part of the body may still be on its way; nobody will read it.
                response.headers["Connection"] = "close"
        except SenderGoneError:
            return
        await response(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive) -> Response:
        headers = Headers(scope["headers"])
        if scope["query_string"]:
            raise Malformed("The protocol has no query; sign the request in its Authorization header.")
        target = headers.one("x-amz-target")
        owner, body = await self._callers.identify(
            headers, lambda: read_body(receive, headers, self._settings)
        )
        request = WireRequest("POST", {} if target is None else {"x-amz-target": target}, body)
        if _is_lookup(target, body):
            # One row by its key is there sooner than a thread is awake.
            return sent(self._engine.answer(request, owner))
        with move_on_after(self._settings.request_timeout.total_seconds()):
            # The store blocks; while it does, other requests are read.
            return sent(await to_thread.run_sync(self._engine.answer, request, owner, abandon_on_cancel=True))
        raise Internal(
            "The engine is too busy to answer in time; if the request was to change something, look whether it has."
        )


def _is_lookup(target: str | None, body: bytes) -> bool:
    operation = (target or "").rpartition(".")[2]
    return operation.startswith("Describe") and len(body) <= _NAMES
