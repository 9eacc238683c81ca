"""One line per request: who asked for what, and what came of it. Never a body, a signature, a token or a secret."""

from __future__ import annotations

import logging
import re
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from l4e_sdk.local.http.request import Request
    from l4e_sdk.local.wire.messages import WireResponse

logger = logging.getLogger(__name__)

_KEY = re.compile(r"Credential=(\w{1,128})/", re.ASCII)
_OPERATION = re.compile(r"\w{1,64}", re.ASCII)


class AccessLog:
    """Writes the log; the time of a line is the time of its answer."""

    def begin(self, request: Request) -> Line | None:
        """Begin the line of a request, if anybody reads it."""
        return Line(request) if logger.isEnabledFor(logging.INFO) else None


class Line:
    """What is written of a request.

    Args:
        request: the one that has just come.
    """

    def __init__(self, request: Request) -> None:
        self._request = request
        self._begun = time.perf_counter()

    def end(self, answer: WireResponse | None) -> None:
        """Write it.

        Args:
            answer: what came of it; None when the sender hung up before there was an answer.
        """
        taken = (time.perf_counter() - self._begun) * 1000
        status, request_id = (
            (answer.status, answer.headers.get("x-amzn-RequestId", "-")) if answer else (0, "-")
        )
        client, asked = self._request.client or "-", _asked(self._request)
        logger.info("%s %s %s %d %.1f ms %s", client, _key(self._request), asked, status, taken, request_id)


def _asked(request: Request) -> str:
    """Return what was asked for: an operation, or a page; no more of it than a log can bear."""
    targets = request.headers.all("x-amz-target")
    operation = targets[0].rpartition(".")[2] if targets else ""
    if request.path == "/" and _OPERATION.fullmatch(operation):
        return operation
    path = request.path.encode("unicode_escape").decode()
    return f"{request.method}:{path[:100]}".replace(" ", "%20")


def _key(request: Request) -> str:
    """Return enough of a key's id to tell keys apart."""
    signatures = request.headers.all("authorization")
    found = _KEY.search(signatures[0]) if signatures else None
    if found is None:
        return "-"
    key = found[1]
    return key if len(key) <= 8 else f"{key[:4]}...{key[-4:]}"
