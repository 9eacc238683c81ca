"""The settings of the HTTP server."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from l4e_sdk.errors import ConfigurationError
from l4e_sdk.local.http.hosts import is_loopback
from l4e_sdk.local.http.origins import check_origin
from l4e_sdk.local.wire.json10 import BODY_LIMIT

if TYPE_CHECKING:
    from l4e_sdk.local.http.keys import AccessKey


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """The settings of the HTTP server.

    Attributes:
        host: the address to listen on. Without keys, it must be a loopback address.
        port: the port to listen on; 0 picks a free port.
        keys: the keys of permitted callers. Without keys, the server does not check signatures, and every program on
            this machine may call.
        workers: the number of processes that answer; one of them runs the jobs.
        body_limit: largest size of a request's body, in bytes.
        body_memory: largest size of all request bodies in flight to one process, in bytes; at least twice ``body_limit``.
            The server refuses a body that finds no memory with ``ThrottlingException``.
        request_timeout: longest time for a request to arrive, and longest time for its answer.
        state_page: whether ``GET /state`` shows the contents of the engine to callers on this machine. Default: only
            without keys. With keys, callers on other machines may look local if a proxy runs on this machine.
        allow_origins: origins whose web pages may call, such as ``http://localhost:3000``. Default: none. With keys, a
            page must still sign its requests.
        access_log: whether to log each request to ``l4e_sdk.local.http.access``.
        shutdown_grace: longest time for requests and jobs to end after a signal. Jobs that take longer are stopped, and
            run again at the next start.

    Raises:
        ConfigurationError: the settings cannot work, or would admit callers without keys; the message has the remedy.
    """

    host: str = "127.0.0.1"
    port: int = 8600
    keys: tuple[AccessKey, ...] = ()
    workers: int = 1
    body_limit: int = BODY_LIMIT
    body_memory: int = 8 * BODY_LIMIT
    request_timeout: timedelta = timedelta(seconds=30)
    state_page: bool | None = None
    allow_origins: tuple[str, ...] = ()
    access_log: bool = True
    shutdown_grace: timedelta = timedelta(seconds=30)

    def __post_init__(self) -> None:
        if not self.keys and not is_loopback(self.host):
            raise ConfigurationError(
                f"Without keys the engine listens on this machine only, and {self.host!r} is not a loopback address: "
                "pass keys=load_keys(...), or host='127.0.0.1'."
            )
        if len({key.id for key in self.keys}) < len(self.keys):
            raise ConfigurationError("Two keys have the same id; give each its own.")
        for origin in self.allow_origins:
            check_origin(origin)
        if not 0 <= self.port <= 65_535:
            raise ConfigurationError(f"{self.port} is not a port; use 1 to 65535, or 0 for a free one.")
        if self.workers < 1:
            raise ConfigurationError(f"{self.workers} workers cannot answer; use 1 or more.")
        if not 0 < self.body_limit <= BODY_LIMIT:
            raise ConfigurationError(f"body_limit is {self.body_limit:,}; use 1 to {BODY_LIMIT:,} bytes.")
        if self.body_memory < 2 * self.body_limit:
            raise ConfigurationError(
                f"body_memory is {self.body_memory:,}; use at least {2 * self.body_limit:,} bytes, twice body_limit."
            )
        if self.request_timeout <= timedelta():
            raise ConfigurationError("request_timeout must be longer than nothing.")
        if self.shutdown_grace < timedelta():
            raise ConfigurationError("shutdown_grace cannot be negative; timedelta(0) stops at once.")

    @property
    def shows_state(self) -> bool:
        """Whether ``GET /state`` shows the contents of the engine."""
        return not self.keys if self.state_page is None else self.state_page
