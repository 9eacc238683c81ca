"""The log of calls, at level DEBUG, to the logger ``l4e_sdk.calls``.

The log has no headers and so no credentials. It omits members with secrets or key ids, and shortens long requests.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from l4e_sdk._clock import SystemClock
from l4e_sdk.errors import ServiceError

if TYPE_CHECKING:
    from l4e_sdk.errors import L4EError
    from l4e_sdk.shapes._shape import Response

logger: Final = logging.getLogger("l4e_sdk.calls")

_HIDDEN: Final = frozenset(
    {"ClientToken", "KmsKeyId", "NextToken", "ResourcePolicy", "ServerSideKmsKeyId", "TagKeys", "Tags"}
)
_LONGEST: Final = 1000
_TIME: Final = SystemClock()


class CallLog:
    """The log of one call. It costs nothing unless a handler reads the log.

    Args:
        operation: the API's name.
        request: the members, as boto3 gets them.
    """

    __slots__ = ("_operation", "_request", "_start")

    def __init__(self, operation: str, request: Mapping[str, object]) -> None:
        self._operation = operation
        self._request = request if logger.isEnabledFor(logging.DEBUG) else None
        self._start = 0.0 if self._request is None else _TIME.monotonic()

    def answered(self, response: Response) -> None:
        """Write that the call succeeded."""
        if self._request is not None:
            self._write(f"HTTP {response.http_status}", response.request_id)

    def failed(self, error: L4EError) -> None:
        """Log that the call failed. The error itself has the endpoint's message."""
        if self._request is None:
            return
        if isinstance(error, ServiceError):
            self._write(error.code, error.request_id)
        else:
            self._write(type(error).__name__, None)

    def _write(self, outcome: str, request_id: str | None) -> None:
        milliseconds = (_TIME.monotonic() - self._start) * 1000
        logger.debug(
            "%s: %s after %.1f ms, request id %s, sent %s",
            self._operation,
            outcome,
            milliseconds,
            request_id,
            shown(self._request or {}),
        )


def shown(request: Mapping[str, object]) -> str:
    """Return a request for the log: on one line, without secrets, and not too long."""
    text = json.dumps(_redacted(request), default=str)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}... ({len(text)} characters)"


def _redacted(value: object) -> object:
    if isinstance(value, Mapping):
        return {name: "***" if name in _HIDDEN else _redacted(content) for name, content in value.items()}
    return [_redacted(item) for item in value] if isinstance(value, (list, tuple)) else value
