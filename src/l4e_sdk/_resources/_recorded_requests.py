"""Requests that are recorded instead of sent: the request that ``create`` would send."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, TypeVar, cast

from l4e_sdk._calls.encoding import encode
from l4e_sdk._operations import Operations

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from l4e_sdk._client import LookoutEquipment
    from l4e_sdk.shapes import Response

R = TypeVar("R", bound="Response")


@dataclass(frozen=True, slots=True)
class RecordedRequest:
    """A checked request that has not been sent."""

    operation: str
    response_type: type[Response]
    members: Mapping[str, object]

    def token(self, generation: int = 0) -> str:
        """Return an idempotency token made from the request: equal requests get equal tokens in every process.

        Args:
            generation: distinguishes equal requests for different resources, for example after the first was deleted.
        """
        content = [self.operation, self.members, generation]
        text = json.dumps(content, sort_keys=True, default=_written)
        return f"l4e-ensure-{sha256(text.encode()).hexdigest()}"

    def send(self, client: LookoutEquipment, token: str) -> None:
        """Send the request."""
        client._call(  # noqa: SLF001 - the one way to call, of which the typed operations are the front
            self.operation, self.response_type, {**self.members, "ClientToken": token}
        )


def record(client: LookoutEquipment, write: Callable[[LookoutEquipment], object]) -> RecordedRequest:
    """Return the request that a function would send.

    Args:
        client: the client that would send the request.
        write: a function that calls one operation of the client that it gets. The answer is empty.

    Raises:
        InvalidRequestError: the request has faults.
    """
    recorder = _Recorder(client)
    write(cast("LookoutEquipment", recorder))  # collections use its operations and its engine
    return recorder.written


class _Recorder(Operations):
    """A client that records requests instead of sending them."""

    written: RecordedRequest

    def __init__(self, client: LookoutEquipment) -> None:
        # The base class would create connections, which a recorder does not need.
        self.engine = client.engine

    def _call(self, operation: str, response_type: type[R], params: Mapping[str, object]) -> R:
        self.written = RecordedRequest(operation, response_type, encode(operation, params))
        return response_type()


def _written(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
