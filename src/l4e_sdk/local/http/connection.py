"""One connection: what happens before there is a request, or when there never is one."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from httptools import HttpParserError, HttpParserUpgrade
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from l4e_sdk.local.http import head
from l4e_sdk.local.http.answers import refused
from l4e_sdk.local.http.deadline import Deadline
from l4e_sdk.local.wire.faults import Fault, Malformed, Throttled, TimedOut

if TYPE_CHECKING:
    from asyncio import Transport

logger = logging.getLogger(__name__)

MOST_CONNECTIONS = 500
"""Connections of one process; each takes one of its files, of which the store and the jobs need some (1,024 is usual)."""
MOST_AHEAD = 100
"""Requests that may wait for the answer to one before them on the same connection; no SDK sends any."""


class Connection(HttpToolsProtocol):
    """HTTP/1.1 of uvicorn, whose own errors are answered in the protocol's form, and whose peers must not dawdle."""

    patience = 30.0
    """How many seconds the head of a request may take to arrive, the rest of one that is answered already, and an
    answer to be taken."""
    _late: Deadline
    _stuck: Deadline
    _fault: Fault | None = None
    """What is answered last, once all that was asked before is."""
    _in_head = True
    """Whether a head is on its way; a new connection owes one."""
    _in_body = False
    """Whether the body of the newest request is on its way."""
    _head_size = 0
    _unparsed = 0
    """Bytes, at most, of which the parser has made nothing yet."""

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as in uvicorn
        """Begin to wait for the first request, unless there are too many connections already."""
        super().connection_made(transport)
        self._late = Deadline(self.loop, self.patience, self._too_late)
        self._stuck = Deadline(self.loop, self.patience, self._cut_off)
        # Told of each byte that is not taken at once: without, a small answer could wait for its reader for ever.
        transport.set_write_buffer_limits(high=0)
        if len(self.connections) > MOST_CONNECTIONS:
            self._refuse(
                Throttled("The engine has too many connections open; close some, or try again later.")
            )
        else:
            self._watch()

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
        super().pause_writing()
        self._stuck.begin()

    def resume_writing(self) -> None:
        """Wait no more: all was taken."""
        self._stuck.end()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._late.end()
        self._stuck.end()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """Begin to count."""
        super().on_message_begin()
        if len(self.pipeline) >= MOST_AHEAD:
            raise Malformed("Too many requests were sent ahead; wait for answers.")
        self._in_head, self._head_size = True, 0

    def on_url(self, url: bytes) -> None:
        """Take in the target, or a part of it."""
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take in a header, and leave out what comes after a body: it would be taken for one of the head."""
        self._count(len(name) + len(value) + len(b": \r\n"))
        if self._in_head:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Let the request in, if its head means one thing."""
        self._in_head = False
        upgrades = self.parser.should_upgrade()
        head.check(self.parser.get_http_version(), self.url, self.headers, upgrades=upgrades)
        super().on_headers_complete()
        self._in_body = True

    def on_body(self, body: bytes) -> None:
        """Take in a part of the body."""
        self._unparsed = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Wait for the next request."""
        self._in_body = False
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Go on to the next request, or to the end."""
        is_last = not self.pipeline
        super().on_response_complete()
        if self._fault is not None and is_last and not self.transport.is_closing():
            self._hang_up(self._fault)
        self._watch()

    def _feed(self, data: bytes) -> None:
        self._unparsed += len(data)
        while data:
            try:
                self.parser.feed_data(data)
                break
            except HttpParserUpgrade as upgrade:
                data = data[upgrade.args[0] :]  # nobody switches: what follows is the next request
        if self._unparsed > head.LIMIT:
            raise _too_long()

    def _count(self, size: int) -> None:
        self._unparsed = 0
        self._head_size += size
        if self._head_size > head.LIMIT:
            raise _too_long()

    def _watch(self) -> None:
        """See that somebody looks at the time, whatever is waited for."""
        answered = self._is_answered
        if self._in_head or not answered:
            self._unset_keepalive_if_required()
        # Whoever reads a body looks at the time; of a request that was answered without it, nobody does.
        if answered and (self._in_head or self._in_body) and not self.transport.is_closing():
            self._late.begin()
        else:
            self._late.end()

    @property
    def _is_answered(self) -> bool:
        """Whether no request waits for its answer."""
        newest: object = self.cycle  # None until there was a request, whatever its type says
        return newest is None or self.cycle.response_complete

    def _too_late(self) -> None:
        self._refuse(TimedOut(f"The request did not arrive within {self.patience:g} s."))

    def _cut_off(self) -> None:
        logger.info("a connection was cut off: an answer was not taken within %g s", self.patience)
        self.transport.abort()

    def _refuse(self, fault: Fault) -> None:
        """Answer a fault, after all that was asked before it, and hang up."""
        if self._in_body and self.pipeline:
            self.pipeline.popleft()  # the fault is the answer to that one, which was to wait for its turn
        elif self._in_body or self._is_answered:
            self._hang_up(fault)
            return
        self._fault = fault

    def _hang_up(self, fault: Fault) -> None:
        if self._in_body and self.cycle.response_started:
            logger.info(
                "a connection was closed: the rest of an answered request was none, or came too slowly"
            )
        else:
            self.transport.write(_bytes_of(fault))
        if self._in_body:
            # Whoever reads the body learns that nothing more comes, and that nobody waits for its answer.
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self.transport.close()


def _fault_of(error: HttpParserError) -> Fault:
    reason = error.__context__  # what was raised while the parser called back
    if isinstance(reason, Fault):
        return reason
    return Malformed(f"The request cannot be read: {reason or error}.")


def _bytes_of(fault: Fault) -> bytes:
    answer = refused(fault)
    headers = [*answer.raw_headers, (b"connection", b"close")]
    lines = [name + b": " + value + b"\r\n" for name, value in headers]
    return b"".join((STATUS_LINE[answer.status_code], *lines, b"\r\n", bytes(answer.body)))


def _too_long() -> Malformed:
    return Malformed(f"The head of the request has more than {head.LIMIT:,} bytes, which is the limit.")
