"""``GET /health``: whether the engine can do its work, for monitoring programs."""

from __future__ import annotations

import asyncio
import logging
import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from l4e_sdk.local.http.answers import document
from l4e_sdk.local.store import StoreError

if TYPE_CHECKING:
    from concurrent.futures import Future

    from l4e_sdk.local.engine import LocalEngine
    from l4e_sdk.local.http.request import Request
    from l4e_sdk.local.http.settings import ServerSettings
    from l4e_sdk.local.wire.messages import WireResponse

logger = logging.getLogger(__name__)


PATIENCE = 0.5
"""Seconds after which a lock of the store is reported; the answer is there within a second."""


class Health:
    """An endpoint that answers 200 if the engine is healthy, and 503 if not. It shows no contents of the engine.

    Args:
        engine: the engine to check.
        settings: the server's settings. The answer shows whether there are keys.
    """

    def __init__(self, engine: LocalEngine, settings: ServerSettings) -> None:
        self._engine = engine
        self._keys = bool(settings.keys)
        # A thread of its own: those that answer calls may all wait for the store.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="l4e-health")
        self._looking: Future[str | None] | None = None

    async def __call__(self, request: Request) -> WireResponse:
        """Answer one request."""
        del request
        # One who hangs up does not end the look of the others.
        reason = await asyncio.shield(asyncio.wrap_future(self._look()))
        runs = self._engine.is_working
        healthy = reason is None and runs
        content = {
            "status": "healthy" if healthy else "unhealthy",
            "store": reason is None,
            "runner": runs,
            **({} if reason is None else {"reason": reason}),
            "runs_jobs": self._engine.is_running_jobs,
            "process": os.getpid(),
            "keys": self._keys,
        }
        return document(content, {"Cache-Control": "no-store"}, 200 if healthy else 503)

    def _look(self) -> Future[str | None]:
        """Begin to look at the store, or join a look that goes on: many may ask at once."""
        if self._looking is None or self._looking.done():
            self._looking = self._thread.submit(self._trouble)
        return self._looking

    def _trouble(self) -> str | None:
        """Return why the store does not answer, in words that show nothing of it; None if it does."""
        try:
            self._engine.store.probe(PATIENCE)
        except StoreError as error:
            logger.warning("the store does not answer: %s", error)
            return str(error)
        except Exception:
            logger.exception("the store does not answer")
            return "The store does not answer; the engine's log has the details."
        return None
