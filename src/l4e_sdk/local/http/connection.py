"""One connection: what happens before there is a request, or when there never is one."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from l4e_sdk.local.http.answers import refused
from l4e_sdk.local.wire.faults import Malformed, Throttled, TimedOut

if TYPE_CHECKING:
    from asyncio import TimerHandle, Transport

    from l4e_sdk.local.wire.faults import Fault

logger = logging.getLogger(__name__)

MOST_CONNECTIONS = 500
"""Connections of one process; each takes one of its files, of which the store and the jobs need some (1,024 is usual)."""


class Connection(H11Protocol):
    """HTTP/1.1 of uvicorn, whose own errors are answered in the protocol's form, and whose requests must come in time."""

    head_seconds = 30.0
    """How long the head of a request may take to arrive, and the rest of one that is answered already."""
    _late: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as in uvicorn
        """Begin to wait for the first request, unless there are too many connections already."""
        super().connection_made(transport)
        if len(self.connections) > MOST_CONNECTIONS:
            self._refuse(
                Throttled("The engine has too many connections open; close some, or try again later.")
            )
        else:
            self._watch()

    def data_received(self, data: bytes) -> None:
        """Take in what has come, and wait for the rest of what is not complete."""
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._unwatch()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP/1.1."""
        self._refuse(Malformed(f"The request cannot be read: {msg}"))

    def _watch(self) -> None:
        if self.transport.is_closing() or not self._is_awaited:
            self._unwatch()
        elif self._late is None:
            self._late = self.loop.call_later(self.head_seconds, self._too_late)

    @property
    def _is_awaited(self) -> bool:
        """Whether something has begun to come that nobody else waits for."""
        answered: object = self.cycle  # None until there was a request, whatever its type says
        if self.conn.their_state is h11.SEND_BODY:
            # Whoever reads the body looks at the time; of a request that was answered without it, nobody does.
            return self.cycle.response_complete
        return self.conn.their_state is h11.IDLE and (answered is None or bool(self.conn.trailing_data[0]))

    def _unwatch(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _too_late(self) -> None:
        self._refuse(TimedOut(f"The request did not arrive within {self.head_seconds:g} s."))

    def _refuse(self, fault: Fault) -> None:
        answer = refused(fault)
        headers = [*answer.raw_headers, (b"connection", b"close")]
        head = h11.Response(status_code=answer.status_code, headers=headers, reason=b"")
        try:
            for event in (head, h11.Data(data=bytes(answer.body)), h11.EndOfMessage()):
                self.transport.write(self.conn.send(event) or b"")
        except h11.LocalProtocolError:
            logger.info(
                "a connection was closed: what came after an answer was no request, or came too slowly"
            )
        self.transport.close()
