"""The only address of the protocol: ``POST /``."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from l4e_sdk.local.handlers import is_read
from l4e_sdk.local.http.caller import Callers
from l4e_sdk.local.http.memory import BodyMemory
from l4e_sdk.local.store import WouldWait
from l4e_sdk.local.wire.faults import Internal, Malformed
from l4e_sdk.local.wire.messages import WireRequest

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from l4e_sdk.local.engine import LocalEngine
    from l4e_sdk.local.http.memory import Lease
    from l4e_sdk.local.http.request import Request
    from l4e_sdk.local.http.settings import ServerSettings
    from l4e_sdk.local.store import Scope
    from l4e_sdk.local.wire.messages import WireResponse

_NAMES = 1024
"""Largest body, in bytes, of a Describe request that is answered without a thread."""
_POLICY = "DescribeResourcePolicy"
"""The only Describe operation that needs more than one row by its key."""


class Door:
    """The endpoint that checks requests and passes them to the engine.

    Args:
        engine: the engine that answers.
        settings: the settings of the HTTP interface.
        readers: the threads for requests that only read and may block.
        writers: the threads for all other requests. They wait for the lock of the store, and readers never wait for them.
    """

    def __init__(
        self, engine: LocalEngine, settings: ServerSettings, readers: Executor, writers: Executor
    ) -> None:
        self._engine = engine
        self._seconds = settings.request_timeout.total_seconds()
        self._readers = readers
        self._writers = writers
        self._memory = BodyMemory(settings.body_memory)
        self._callers = Callers(settings, engine.scope)

    async def __call__(self, request: Request) -> WireResponse:
        """Answer one request.

        Raises:
            Fault: the request does not follow the protocol, its caller is unknown, or it takes too long.
            SenderGoneError: the caller has closed the connection.
        """
        if request.query:
            raise Malformed("The protocol has no query; sign the request in its Authorization header.")
        target = request.headers.one("x-amz-target")
        with self._memory.lease() as lease:
            owner, body = await self._callers.identify(request, lease)
            asked = WireRequest("POST", {} if target is None else {"x-amz-target": target}, body)
            if _is_lookup(target, body):
                # A single row by its key is faster than waking a thread, unless a process locks the whole database.
                with suppress(WouldWait):
                    return self._engine.answer(asked, owner, wait=False)
            return await self._answer(asked, owner, lease)

    async def _answer(self, asked: WireRequest, owner: Scope, lease: Lease) -> WireResponse:
        """Answer in a thread: the store blocks, so other requests are read meanwhile."""
        threads = self._readers if is_read(_operation(asked.headers.get("x-amz-target"))) else self._writers
        work = threads.submit(self._engine.answer, asked, owner)
        lease.hand_over(work)
        try:
            async with asyncio.timeout(self._seconds):
                return await asyncio.wrap_future(work)
        except TimeoutError:
            raise Internal(
                "The engine is too busy to answer in time; if the request was to change something, look whether it has."
            ) from None


def _is_lookup(target: str | None, body: bytes) -> bool:
    operation = _operation(target)
    return operation.startswith("Describe") and operation != _POLICY and len(body) <= _NAMES


def _operation(target: str | None) -> str:
    return (target or "").rpartition(".")[2]
