"""``GET /health``: whether the engine can do its work, for monitoring programs."""

from __future__ import annotations

import asyncio
import logging
import os
from typing import TYPE_CHECKING

from l4e_sdk.local.http.answers import document

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from l4e_sdk.local.engine import LocalEngine
    from l4e_sdk.local.http.request import Request
    from l4e_sdk.local.http.settings import ServerSettings
    from l4e_sdk.local.wire.messages import WireResponse

logger = logging.getLogger(__name__)


class Health:
    """An endpoint that answers 200 if the engine is healthy, and 503 if not. It shows no contents of the engine.

    Args:
        engine: the engine to check.
        settings: the server's settings. The answer shows whether there are keys.
        threads: the threads for the check.
    """

    def __init__(self, engine: LocalEngine, settings: ServerSettings, threads: Executor) -> None:
        self._engine = engine
        self._keys = bool(settings.keys)
        self._threads = threads

    async def __call__(self, request: Request) -> WireResponse:
        """Answer one request."""
        del request
        parts = await asyncio.get_running_loop().run_in_executor(self._threads, self._look)
        healthy = parts["store"] and parts["runner"]
        content = {
            "status": "healthy" if healthy else "unhealthy",
            **parts,
            "runs_jobs": self._engine.is_running_jobs,
            "process": os.getpid(),
            "keys": self._keys,
        }
        return document(content, {"Cache-Control": "no-store"}, 200 if healthy else 503)

    def _look(self) -> dict[str, bool]:
        return {"store": self._store_answers(), "runner": self._engine.is_working}

    def _store_answers(self) -> bool:
        try:
            self._engine.store.queue.next_due()
        except Exception:
            logger.exception("the store does not answer")
            return False
        return True
