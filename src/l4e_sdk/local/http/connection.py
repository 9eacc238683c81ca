"""One connection: requests are taken from its bytes, and answered in their order."""

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
"""Connections of one process; each takes one of its files, of which the store and the jobs need some (1,024 is usual)."""
MOST_AHEAD = 100
"""Requests that may wait for the answer to one before them on the same connection; no SDK sends any."""


class Connection(asyncio.Protocol):
    """HTTP/1.1 over llhttp, a parser that is strict; whatever is no request is answered in the protocol's form, too.

    The signature is what uvicorn gives to the protocols of its connections.

    Args:
        config: has the application.
        server_state: knows all connections, and what is at work.
        app_state: of the application's lifespan, which has none here.
    """

    patience = 30.0
    """How many seconds the head of a request may take to arrive, the rest of one that is answered already, and an
    answer to be taken."""
    idle = 75.0
    """How many seconds a connection is kept between requests."""

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
        # What comes after the last request of a connection is nobody's; without, it would spoil that one's answer.
        self._parser.set_dangerous_leniencies(lenient_data_after_close=True)
        self._late = Deadline(self._loop, self.patience, self._too_late)
        self._stuck = Deadline(self._loop, self.patience, self._cut_off)
        self._unused = Deadline(self._loop, self.idle, self._close)
        self._writable = asyncio.Event()
        self._writable.set()
        self._waiting: deque[Exchange] = deque()
        """Those that are not answered; the first one is at work."""
        self._fault: Fault | None = None
        """What is answered last, once all that was asked before is."""
        self._in_head = True
        """Whether a head is on its way; a new connection owes one."""
        self._receiving: Exchange | None = None
        """The one whose body is on its way."""
        self._target = b""
        self._headers: list[tuple[bytes, bytes]] = []
        self._head_size = 0
        self._unparsed = 0
        """Bytes that came since the parser made something of any."""

    # What the loop calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for the first request, unless there are too many connections already."""
        self._transport = cast("asyncio.Transport", transport)
        # Told of each byte that is not taken at once: without, a small answer could wait for its reader for ever.
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
        """Tell all who wait for something that it does not come."""
        del exc
        self._state.connections.discard(self)
        for deadline in (self._late, self._stuck, self._unused):
            deadline.end()
        for exchange in self._waiting:
            exchange.lose()
        self._waiting.clear()
        self._writable.set()
        del self._parser  # it knows this connection, and would keep it

    def data_received(self, data: bytes) -> None:
        """Take in what has come, and wait for the rest of what is not complete."""
        if self._fault is not None:
            return  # after what is no request nothing is one
        try:
            self._feed(data)
        except Fault as fault:
            self._refuse(fault)
        except HttpParserError as error:
            self._refuse(_fault_of(error))
        self._watch()

    def pause_writing(self) -> None:
        """Begin to wait until the other side takes its answer."""
        self._writable.clear()
        self._stuck.begin()

    def resume_writing(self) -> None:
        """Wait no more: all was taken."""
        self._stuck.end()
        self._writable.set()

    # What the server calls.

    def shutdown(self) -> None:
        """Hang up once what was asked is answered."""
        if self._waiting:
            self._waiting[-1].keep = False
        else:
            self._transport.close()

    # What the parser calls.

    def on_message_begin(self) -> None:
        """Begin a request."""
        if len(self._waiting) > MOST_AHEAD:
            raise Malformed("Too many requests were sent ahead; wait for answers.")
        self._in_head, self._head_size = True, 0
        self._target, self._headers = b"", []

    def on_url(self, url: bytes) -> None:
        """Take in the target, or a part of it."""
        self._count(len(url))
        self._target += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take in a header; what comes after a body is left out, since it would be taken for one."""
        self._count(len(name) + len(value) + len(b": \r\n"))
        if self._in_head:
            self._headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        """Let a request in, if its head means one thing."""
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
        """Take in a part of a body."""
        self._unparsed = 0
        if self._receiving is not None and not self._receiving.take(body):
            self._transport.pause_reading()

    def on_message_complete(self) -> None:
        """Wait for the next request."""
        if self._receiving is not None:
            self._receiving.end()
            self._receiving = None

    # What exchanges call.

    @property
    def common(self) -> list[tuple[bytes, bytes]]:
        """Headers that all answers have: the date."""
        return self._state.default_headers

    async def write(self, data: bytes) -> None:
        """Send something, once all that was sent before is on its way."""
        await self._writable.wait()
        if not self._transport.is_closing():
            self._transport.write(data)

    def read_on(self) -> None:
        """Read more of what comes."""
        self._transport.resume_reading()

    def answered(self, *, keep: bool) -> None:
        """Go on to the next request, or to the end."""
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
                data = data[upgrade.args[0] :]  # nobody switches: what follows is the next request
        if self._unparsed > head.LIMIT:
            raise head.too_long()

    def _count(self, size: int) -> None:
        self._unparsed = 0
        self._head_size += size
        if self._head_size > head.LIMIT:
            raise head.too_long()

    def _watch(self) -> None:
        """See that somebody looks at the time, whatever is waited for."""
        if self._in_head or self._waiting:
            self._unused.end()
        # Whoever reads a body looks at the time; of a request that was answered without it, nobody does.
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
        """Answer a fault, after all that was asked before it, and hang up."""
        if self._receiving is not None and self._receiving in self._waiting:
            # The fault is the answer to that one, and nobody else's business any more.
            self._waiting.remove(self._receiving)
            self._receiving.lose()
            self._receiving = None
        self._fault = fault
        if not self._waiting:
            self._hang_up(fault)

    def _hang_up(self, fault: Fault) -> None:
        logger.info("a connection is closed: %s", fault.message)
        if self._receiving is None:  # otherwise the answer was sent already, before the request was complete
            answer = refused(fault, Connection="close")
            self._transport.write(rendered(answer.status, [*self.common, *fields(answer)], answer.body))
        self._transport.close()


def _fault_of(error: HttpParserError) -> Fault:
    reason = error.__context__  # what was raised while the parser called back
    if isinstance(reason, Fault):
        return reason
    return Malformed(f"The request cannot be read: {error}.")


def _peer(transport: asyncio.BaseTransport, end: str) -> tuple[str, int] | None:
    address = transport.get_extra_info(end)
    return (str(address[0]), int(address[1])) if isinstance(address, tuple) else None
