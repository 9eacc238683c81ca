"""The socket of the HTTP interface."""

from __future__ import annotations

import logging
import socket
from typing import TYPE_CHECKING

from l4e_sdk.errors import ConfigurationError

if TYPE_CHECKING:
    from l4e_sdk.local.http.settings import ServerSettings

logger = logging.getLogger(__name__)

BACKLOG = 512
"""Number of connections that may wait for acceptance."""


def listen(settings: ServerSettings) -> socket.socket:
    """Return a bound, listening socket. Connections are queued from now on.

    Raises:
        ConfigurationError: the address does not belong to this machine, or the port is in use.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        listener = socket.create_server((settings.host, settings.port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise ConfigurationError(
            f"The engine cannot listen on {settings.host} port {settings.port} ({error.strerror or error}); choose "
            "another port, or end what listens there."
        ) from error
    # Connections inherit this option. Without it, the second packet of an answer waits for the acknowledgement of the
    # first.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    logger.info("the engine listens on %s", url_of(listener))
    return listener


def url_of(listener: socket.socket) -> str:
    """Return the address of a listening socket, in the form of ``endpoint_url``."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
