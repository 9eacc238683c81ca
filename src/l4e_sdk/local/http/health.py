"""``GET /health``: whether the engine can do its work, for programs that watch it."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING

from anyio import to_thread
from starlette.responses import JSONResponse

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from l4e_sdk.local.engine import LocalEngine

logger = logging.getLogger(__name__)


class Health:
    """Answers 200 when all is well and 503 when not; tells nothing of what is in the engine.

    Args:
        engine: the one that is asked for.
    """

    def __init__(self, engine: LocalEngine) -> None:
        self._engine = engine

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        parts = await to_thread.run_sync(self._look)
        healthy = parts["store"] and parts["runner"]
        document = {
            "status": "healthy" if healthy else "unhealthy",
            **parts,
            "runs_jobs": self._engine.is_running_jobs,
            "process": os.getpid(),
        }
        response = JSONResponse(document, 200 if healthy else 503, {"Cache-Control": "no-store"})
        await response(scope, receive, send)

    def _look(self) -> dict[str, bool]:
        return {"store": self._store_answers(), "runner": self._engine.is_working}

    def _store_answers(self) -> bool:
        try:
            self._engine.store.queue.next_due()
        except Exception:
            logger.exception("the store does not answer")
            return False
        return True
