"""A server that a command names, and requests to it."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

import typer

_PATIENCE: Final = 2
"""Longest wait for an answer, in seconds."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server, by its address."""

    url: str

    @classmethod
    def at(cls, url: str) -> Server:
        """Return the server at an address.

        Raises:
            typer.BadParameter: the text is not an HTTP or HTTPS URL.
        """
        try:
            parts = urlsplit(url)
            complete = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        except ValueError:
            complete = False
        if not complete or any(each.isspace() or not each.isprintable() for each in url):
            raise typer.BadParameter(
                f"{url!r} is not the address of a server; write it like http://127.0.0.1:8600.",
                param_hint="URL",
            )
        return cls(url)

    @property
    def is_here(self) -> bool:
        """Whether the address is a loopback address of this machine."""
        host = self._host
        try:
            return host == "localhost" or ip_address(host).is_loopback
        except ValueError:
            return False

    def checks_signatures(self) -> bool | None:
        """Return whether callers need keys, from ``GET /health``. None means no such answer within two seconds."""
        from botocore.awsrequest import AWSRequest
        from botocore.exceptions import BotoCoreError
        from botocore.httpsession import URLLib3Session

        request = AWSRequest("GET", f"{self.url.rstrip('/')}/health")
        session = URLLib3Session(timeout=_PATIENCE)
        try:
            answer = json.loads(session.send(request.prepare()).content)
        except (BotoCoreError, ValueError):
            return None
        finally:
            session.close()
        keys = answer.get("keys") if isinstance(answer, dict) else None
        return keys if isinstance(keys, bool) else None

    def past_proxies(self) -> dict[str, str]:
        """Return the variable that keeps local calls away from a proxy; empty if there is no proxy."""
        from botocore.utils import get_environ_proxies

        if not self.is_here or urlsplit(self.url).scheme not in get_environ_proxies(self.url):
            return {}
        name = "no_proxy" if "no_proxy" in os.environ else "NO_PROXY"
        return {name: ",".join(filter(None, [os.environ.get(name), self._host]))}

    @property
    def _host(self) -> str:
        return urlsplit(self.url).hostname or ""
