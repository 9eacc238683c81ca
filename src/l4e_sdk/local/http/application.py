"""The door as an application of ASGI: its pages, and what every answer has in common."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Route

from l4e_sdk.local.http.access import AccessLog
from l4e_sdk.local.http.answers import refused
from l4e_sdk.local.http.door import Door
from l4e_sdk.local.http.guard import Guard
from l4e_sdk.local.http.health import Health
from l4e_sdk.local.http.state import State
from l4e_sdk.local.wire.faults import Fault, Internal, NotAllowed, UnknownOperation

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from l4e_sdk.local.engine import LocalEngine
    from l4e_sdk.local.http.settings import ServerSettings

logger = logging.getLogger(__name__)


def application(engine: LocalEngine, settings: ServerSettings) -> Starlette:
    """Return the engine as an application of ASGI, for uvicorn or any other server.

    Args:
        engine: what answers; stays the caller's to close.
        settings: of the door. Address, port, workers and grace are the server's to heed.
    """
    guard = Middleware(Guard, settings)
    return Starlette(
        routes=[
            Route("/", Door(engine, settings), methods=["POST"]),
            Route("/health", Health(engine), methods=["GET"]),
            Route("/state", State(engine), methods=["GET"]),
        ],
        middleware=[Middleware(AccessLog), guard] if settings.access_log else [guard],
        exception_handlers={HTTPException: _unknown_place, Fault: _fault, Exception: _failure},
    )


async def _unknown_place(request: Request, error: Exception) -> Response:
    if isinstance(error, HTTPException) and error.status_code == 405:
        response = refused(
            NotAllowed(f"{request.method} is not part of the protocol; send operations as POST /.")
        )
        response.headers.update(error.headers or {})
        return response
    return refused(_NoPlace("There is nothing here; send operations as POST /."))


async def _fault(_: Request, error: Exception) -> Response:
    return refused(error if isinstance(error, Fault) else Internal("The engine failed."))


async def _failure(_: Request, error: Exception) -> Response:
    logger.error("the door failed on a request", exc_info=error)
    return refused(Internal("The engine failed on this request; its log has the details."))


class _NoPlace(UnknownOperation):
    """A path that leads nowhere."""
