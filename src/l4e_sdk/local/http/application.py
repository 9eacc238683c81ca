"""The door as an application of ASGI: its pages, and what every answer has in common."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from l4e_sdk.local.http.access import AccessLog
from l4e_sdk.local.http.answers import fields, refused
from l4e_sdk.local.http.door import Door
from l4e_sdk.local.http.guard import Guard
from l4e_sdk.local.http.health import Health
from l4e_sdk.local.http.intake import SenderGoneError
from l4e_sdk.local.http.request import Request
from l4e_sdk.local.http.state import State
from l4e_sdk.local.wire.faults import Fault, Internal, NotAllowed, UnknownOperation

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from l4e_sdk.local.engine import LocalEngine
    from l4e_sdk.local.http.asgi import Receive, Scope, Send
    from l4e_sdk.local.http.settings import ServerSettings
    from l4e_sdk.local.wire.messages import WireResponse

    Page = Callable[[Request], Awaitable[WireResponse]]

logger = logging.getLogger(__name__)

THREADS = 40
"""Calls that may wait for the store at a time; more wait for one of these."""
_UNFINISHED = frozenset({408, 413})
"""Answers to requests of which a part may still be on its way; nobody will read it."""


def application(engine: LocalEngine, settings: ServerSettings) -> Application:
    """Return the engine as an application of ASGI, for uvicorn or any other server.

    Args:
        engine: what answers; stays the caller's to close.
        settings: of the door. Address, port, workers and grace are the server's to heed.
    """
    return Application(engine, settings)


class Application:
    """Finds the page that a request is for, and answers in the protocol's form whatever happens.

    Args:
        engine: what answers.
        settings: of the door.
    """

    def __init__(self, engine: LocalEngine, settings: ServerSettings) -> None:
        threads = ThreadPoolExecutor(THREADS, thread_name_prefix="l4e-door")
        self._pages: dict[str, tuple[tuple[str, ...], Page]] = {
            "/": (("POST",), Door(engine, settings, threads)),
            "/health": (("GET", "HEAD"), Health(engine, threads)),
            "/state": (("GET", "HEAD"), State(engine, settings, threads)),
        }
        self._guard = Guard(settings)
        self._log = AccessLog() if settings.access_log else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; nobody is answered who has hung up."""
        if scope["type"] != "http":
            raise ValueError(f"This application answers http, and not {scope['type']}.")
        request = Request(scope, receive)
        line = self._log and self._log.begin(request)
        answer = None
        try:
            answer = await self._answer(request)
            await send({"type": "http.response.start", "status": answer.status, "headers": fields(answer)})
            await send({"type": "http.response.body", "body": answer.body})
        except SenderGoneError:
            logger.debug("a sender hung up before its request was complete")
        finally:
            if line:
                line.end(answer)

    async def _answer(self, request: Request) -> WireResponse:
        try:
            self._guard.check(request.headers)
            page = self._page(request)
            return await page(request)
        except _OtherMethodError as fault:
            return refused(fault, Allow=", ".join(fault.allowed))
        except Fault as fault:
            # Whoever thinks that a body has another end takes a part of it for the next request.
            is_open = fault.status in _UNFINISHED or request.headers.all("transfer-encoding")
            return refused(fault, Connection="close") if is_open else refused(fault)
        except SenderGoneError:
            raise
        except Exception:
            logger.exception("the door failed on a request")
            return refused(Internal("The engine failed on this request; its log has the details."))

    def _page(self, request: Request) -> Page:
        methods, page = self._pages.get(request.path, ((), None))
        if page is None:
            raise UnknownOperation("There is nothing here; send operations as POST /.")
        if request.method not in methods:
            raise _OtherMethodError(request.method, methods)
        return page


class _OtherMethodError(NotAllowed):
    """A page that is not asked for in this way."""

    def __init__(self, method: str, allowed: tuple[str, ...]) -> None:
        super().__init__(f"{method} is not part of the protocol; send operations as POST /.")
        self.allowed = allowed
