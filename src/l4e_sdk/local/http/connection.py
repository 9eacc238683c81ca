"""One connection: requests are parsed from its bytes, and answered in order."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import unquote

from httptools import HttpParserError, HttpParserUpgrade, HttpRequestParser

from l4e_sdk.local.http import head
from l4e_sdk.local.http.answers import fields, refused, rendered
from l4e_sdk.local.http.deadline import Deadline
from l4e_sdk.local.http.exchange import Exchange
from l4e_sdk.local.wire.faults import Fault, Malformed, Throttled, TimedOut

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Scope
    from uvicorn import Config
    from uvicorn.server import ServerState

logger = logging.getLogger(__name__)

MOST_CONNECTIONS = 500
"""Largest number of connections of a process.

Each uses a file, and the store and the jobs need some too (1,024 is usual).
"""
MOST_AHEAD = 100
"""Largest number of requests that may wait for an earlier answer on the same connection; no SDK sends any."""


class Connection(asyncio.Protocol):
    """HTTP/1.1 with llhttp, a strict parser. Bytes that are not a request also get an answer of the protocol.

    uvicorn determines the signature of the constructor.

    Args:
        config: the configuration, with the application.
        server_state: all connections, and the running requests.
        app_state: the state of the application's lifespan, which is empty here.
    """

    patience = 30.0
    """Time limit, in seconds, for a request's head, for the rest of an answered request, and for reading an answer."""
    idle = 75.0
    """Time, in seconds, for which an idle connection stays open."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        del app_state
        self._app = cast("ASGIApp", config.loaded_app)
        self._state = server_state
        self._loop = _loop or asyncio.get_running_loop()
        self._parser = HttpRequestParser(self)
        # Bytes after the last request of a connection are ignored. Without this, they would break the last answer.
        self._parser.set_dangerous_leniencies(lenient_data_after_close=True)
        self._late = Deadline(self._loop, self.patience, self._too_late)
        self._stuck = Deadline(self._loop, self.patience, self._cut_off)
        self._unused = Deadline(self._loop, self.idle, self._close)
        self._writable = asyncio.Event()
        self._writable.set()
        self._waiting: deque[Exchange] = deque()
        """The requests without an answer; the first one is running."""
        self._fault: Fault | None = None
        """The fault to answer last, after all earlier requests."""
        self._in_head = True
        """Whether a head is in progress. A new connection expects one."""
        self._receiving: Exchange | None = None
        """The request whose body is in progress."""
        self._target = b""
        self._headers: list[tuple[bytes, bytes]] = []
        self._head_size = 0
        self._unparsed = 0
        """Bytes since the last event of the parser."""

    # Methods that the event loop calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Start to wait for the first request, unless there are too many connections."""
        self._transport = cast("asyncio.Transport", transport)
        # A limit of zero makes the loop report every unsent byte. Otherwise a small answer could wait for its reader
        # forever.
        self._transport.set_write_buffer_limits(high=0)
        self._ends = {"client": _peer(transport, "peername"), "server": _peer(transport, "sockname")}
        self._state.connections.add(self)  # type: ignore[arg-type]  # uvicorn names only its own
        if len(self._state.connections) > MOST_CONNECTIONS:
            self._hang_up(
                Throttled("The engine has too many connections open; close some, or try again later.")
            )
        else:
            self._late.begin()

    def connection_lost(self, exc: Exception | None) -> None:
        """Notify all waiting exchanges that the connection is lost."""
        del exc
        self._state.connections.discard(self)
        for deadline in (self._late, self._stuck, self._unused):
            deadline.end()
        for exchange in self._waiting:
            exchange.lose()
        self._waiting.clear()
        self._writable.set()
        del self._parser  # the parser refers to this connection, and would keep it alive

    def data_received(self, data: bytes) -> None:
        """Parse received bytes, and wait for the rest of incomplete requests."""
        if self._fault is not None:
            return  # bytes after an invalid request cannot be parsed
        try:
            self._feed(data)
        except Fault as fault:
            self._refuse(fault)
        except HttpParserError as error:
            self._refuse(_fault_of(error))
        self._watch()

    def pause_writing(self) -> None:
        """Start to wait until the caller reads its answer."""
        self._writable.clear()
        self._stuck.begin()

    def resume_writing(self) -> None:
        """Stop waiting: the caller has read everything."""
        self._stuck.end()
        self._writable.set()

    # Methods that the server calls.

    def shutdown(self) -> None:
        """Close the connection after all pending answers."""
        if self._waiting:
            self._waiting[-1].keep = False
        else:
            self._transport.close()

    # Methods that the parser calls.

    def on_message_begin(self) -> None:
        """Start a request."""
        if len(self._waiting) > MOST_AHEAD:
            raise Malformed("Too many requests were sent ahead; wait for answers.")
        self._in_head, self._head_size = True, 0
        self._target, self._headers = b"", []

    def on_url(self, url: bytes) -> None:
        """Add a part of the target."""
        self._count(len(url))
        self._target += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """Add a header. Trailers after a body are dropped, because they would be mistaken for headers."""
        self._count(len(name) + len(value) + len(b": \r\n"))
        if self._in_head:
            self._headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        """Accept a request if its head is unambiguous."""
        self._in_head = False
        version = self._parser.get_http_version()
        head.check(version, self._target, self._headers, upgrades=self._parser.should_upgrade())
        keep = version == "1.1" and self._parser.should_keep_alive()
        asks = version == "1.1" and head.asks(self._headers)
        self._receiving = Exchange(self._scope(version), self, keep=keep, asks=asks)
        self._waiting.append(self._receiving)
        if len(self._waiting) == 1:
            self._begin(self._receiving)
        else:
            self._transport.pause_reading()

    def on_body(self, body: bytes) -> None:
        """Add a part of a body."""
        self._unparsed = 0
        if self._receiving is not None and not self._receiving.take(body):
            self._transport.pause_reading()

    def on_message_complete(self) -> None:
        """End a request, and wait for the next one."""
        if self._receiving is not None:
            self._receiving.end()
            self._receiving = None

    # Methods that exchanges call.

    @property
    def common(self) -> list[tuple[bytes, bytes]]:
        """The headers that all answers have: the date."""
        return self._state.default_headers

    async def write(self, data: bytes) -> None:
        """Send bytes after all earlier ones."""
        await self._writable.wait()
        if not self._transport.is_closing():
            self._transport.write(data)

    def read_on(self) -> None:
        """Continue to read."""
        self._transport.resume_reading()

    def answered(self, *, keep: bool) -> None:
        """Continue with the next request, or close the connection."""
        self._waiting.popleft()
        self._state.total_requests += 1
        if not keep:
            self._transport.close()
        elif self._waiting:
            self._begin(self._waiting[0])
        elif self._fault is not None:
            self._hang_up(self._fault)
        else:
            self._transport.resume_reading()
            self._unused.begin()
        self._watch()

    def _begin(self, exchange: Exchange) -> None:
        task = self._loop.create_task(exchange.run(self._app))
        self._state.tasks.add(task)
        task.add_done_callback(self._state.tasks.discard)

    def _scope(self, version: str) -> Scope:
        path, _, query = self._target.partition(b"?")
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": version,
            "scheme": "http",
            "method": self._parser.get_method().decode(),
            "root_path": "",
            "path": unquote(path.decode()) if b"%" in path else path.decode(),
            "raw_path": path,
            "query_string": query,
            "headers": self._headers,
            **self._ends,
        }

    def _feed(self, data: bytes) -> None:
        self._unparsed += len(data)
        while data:
            try:
                self._parser.feed_data(data)
                break
            except HttpParserUpgrade as upgrade:
                data = data[
                    upgrade.args[0] :
                ]  # the server never switches protocols, so the next request follows
        if self._unparsed > head.LIMIT:
            raise head.too_long()

    def _count(self, size: int) -> None:
        self._unparsed = 0
        self._head_size += size
        if self._head_size > head.LIMIT:
            raise head.too_long()

    def _watch(self) -> None:
        """Make sure that a time limit applies, whatever the connection waits for."""
        if self._in_head or self._waiting:
            self._unused.end()
        # The reader of a body has its own limit. A request that was answered without reading its body has none.
        owed = self._in_head or self._receiving is not None
        if owed and not self._waiting and not self._transport.is_closing():
            self._late.begin()
        else:
            self._late.end()

    def _too_late(self) -> None:
        self._refuse(TimedOut(f"The request did not arrive within {self.patience:g} s."))

    def _cut_off(self) -> None:
        logger.info("a connection is cut off: an answer was not taken within %g s", self.patience)
        self._transport.abort()

    def _close(self) -> None:
        self._transport.close()

    def _refuse(self, fault: Fault) -> None:
        """Answer a fault after all earlier requests, and close the connection."""
        if self._receiving is not None and self._receiving in self._waiting:
            # The fault is the answer to that request, which needs no other answer.
            self._waiting.remove(self._receiving)
            self._receiving.lose()
            self._receiving = None
        self._fault = fault
        if not self._waiting:
            self._hang_up(fault)

    def _hang_up(self, fault: Fault) -> None:
        logger.info("a connection is closed: %s", fault.message)
        if self._receiving is None:  # otherwise the request was answered before it was complete
            answer = refused(fault, Connection="close")
            self._transport.write(rendered(answer.status, [*self.common, *fields(answer)], answer.body))
        self._transport.close()


def _fault_of(error: HttpParserError) -> Fault:
    reason = error.__context__  # the error that a callback of the parser raised
    if isinstance(reason, Fault):
        return reason
    return Malformed(f"The request cannot be read: {error}.")


def _peer(transport: asyncio.BaseTransport, end: str) -> tuple[str, int] | None:
    address = transport.get_extra_info(end)
    return (str(address[0]), int(address[1])) if isinstance(address, tuple) else None
