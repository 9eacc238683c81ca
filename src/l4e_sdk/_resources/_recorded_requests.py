"""Requests that are written down before they are sent: what ``create`` would ask for."""

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
    """A request as it goes to the wire, checked and not yet sent."""

    operation: str
    response_type: type[Response]
    members: Mapping[str, object]

    def token(self, generation: int = 0) -> str:
        """Return an idempotency token that says what is asked for: the same request has the same one everywhere.

        Args:
            generation: tells apart requests that say the same and mean another resource, after the first was deleted.
        """
        content = [self.operation, self.members, generation]
        text = json.dumps(content, sort_keys=True, default=_written)
        return f"l4e-ensure-{sha256(text.encode()).hexdigest()}"

    def send(self, client: LookoutEquipment, token: str) -> None:
        """Send it."""
        client._call(  # noqa: SLF001 - the one way to call, of which the typed operations are the front
            self.operation, self.response_type, {**self.members, "ClientToken": token}
        )


def record(client: LookoutEquipment, write: Callable[[LookoutEquipment], object]) -> RecordedRequest:
    """Return the request that a function would send.

    Args:
        client: what would send it.
        write: calls one operation of the client that it gets, whose answers are empty.

    Raises:
        InvalidRequestError: the request has faults.
    """
    recorder = _Recorder(client)
    write(
        cast("LookoutEquipment", recorder)
    )  # collections need its operations, and the engine that it stands for
    return recorder.written


class _Recorder(Operations):
    """Stands in for a client, and writes requests down instead of sending them."""

    written: RecordedRequest

    def __init__(self, client: LookoutEquipment) -> None:
        # Not the base's own: there is nothing to be connected to.
        self.engine = client.engine

    def _call(self, operation: str, response_type: type[R], params: Mapping[str, object]) -> R:
        self.written = RecordedRequest(operation, response_type, encode(operation, params))
        return response_type()


def _written(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
