"""The socket that the door listens on."""

from __future__ import annotations

import logging
import socket
from typing import TYPE_CHECKING

from l4e_sdk.errors import ConfigurationError

if TYPE_CHECKING:
    from l4e_sdk.local.http.settings import ServerSettings

logger = logging.getLogger(__name__)

BACKLOG = 512
"""Connections that may wait to be accepted."""


def listen(settings: ServerSettings) -> socket.socket:
    """Return a socket that is bound and listens, so that whoever connects from now on is answered, if later.

    Raises:
        ConfigurationError: the address is not of this machine, or its port is taken.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        listener = socket.create_server((settings.host, settings.port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise ConfigurationError(
            f"The engine cannot listen on {settings.host} port {settings.port} ({error.strerror or error}); choose "
            "another port, or end what listens there."
        ) from error
    # Connections inherit it. An answer is two small packets; without this, the second waits for word of the first.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    logger.info("the engine listens on %s", url_of(listener))
    return listener


def url_of(listener: socket.socket) -> str:
    """Return the address of a listening socket, as ``endpoint_url`` wants it."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
