"""The HTTP interface as an ASGI application: its pages, and the common parts of all answers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Route

from l4e_sdk.local.http.access import AccessLog
from l4e_sdk.local.http.answers import declined, refused, sent
from l4e_sdk.local.http.door import Door
from l4e_sdk.local.http.guard import Guard
from l4e_sdk.local.http.headers import Headers
from l4e_sdk.local.http.health import Health
from l4e_sdk.local.http.page import Page
from l4e_sdk.local.http.state import State
from l4e_sdk.local.wire.faults import Fault, Internal, NotAllowed, UnknownOperation

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from l4e_sdk.local.engine import LocalEngine
    from l4e_sdk.local.http.settings import ServerSettings

READERS = WRITERS = 20
"""Largest number of calls of each sort that wait for the store at the same time; more calls wait for a thread."""


def application(engine: LocalEngine, settings: ServerSettings) -> Starlette:
    """Return the engine as an ASGI application, for uvicorn or any other server on asyncio.

    Args:
        engine: the engine that answers. The caller must close it.
        settings: the settings of the HTTP interface. Address, port, workers and grace have an effect only in ``serve``.
    """
    readers = ThreadPoolExecutor(READERS, thread_name_prefix="l4e-reader")
    writers = ThreadPoolExecutor(WRITERS, thread_name_prefix="l4e-writer")
    guard = Middleware(Guard, settings)
    app = Starlette(
        routes=[
            Route("/", Page(Door(engine, settings, readers, writers)), methods=["POST"]),
            Route("/health", Page(Health(engine, settings)), methods=["GET"]),
            Route("/state", Page(State(engine, settings, readers)), methods=["GET"]),
        ],
        middleware=[Middleware(AccessLog), guard] if settings.access_log else [guard],
        exception_handlers={HTTPException: _no_page, Fault: _fault},
    )
    app.router.redirect_slashes = False  # an SDK would not follow a redirect
    return app


async def _no_page(request: Request, error: Exception) -> Response:
    if isinstance(error, HTTPException) and error.status_code == 405:
        fault = NotAllowed(f"{request.method} is not part of the protocol; send operations as POST /.")
        allowed = sorted((error.headers or {}).get("Allow", "").split(", "))
        return sent(refused(fault, Allow=", ".join(allowed)))
    return sent(refused(UnknownOperation("There is nothing here; send operations as POST /.")))


async def _fault(request: Request, error: Exception) -> Response:
    fault = error if isinstance(error, Fault) else Internal("The engine failed.")
    return sent(declined(fault, Headers(request.scope["headers"])))
