"""Requests that are written down before they are sent: what ``create`` would ask for."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, TypeVar, cast

from l4e_sdk.encoding import encode
from l4e_sdk.operations import Operations

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from l4e_sdk.client import LookoutEquipment
    from l4e_sdk.shapes import Response

R = TypeVar("R", bound="Response")


@dataclass(frozen=True, slots=True)
class Draft:
    """A request as it goes to the wire, checked and not yet sent."""

    operation: str
    response_type: type[Response]
    request: Mapping[str, object]

    def token(self, generation: int = 0) -> str:
        """Return an idempotency token that says what is asked for: the same request has the same one everywhere.

        Args:
            generation: tells apart requests that say the same and mean another resource, after the first was deleted.
        """
        content = [self.operation, self.request, generation]
        text = json.dumps(content, sort_keys=True, default=_written)
        return f"l4e-ensure-{sha256(text.encode()).hexdigest()}"

    def send(self, client: LookoutEquipment, token: str) -> None:
        """Send it."""
        client._call(  # noqa: SLF001 - the one way to call, of which the typed operations are the front
            self.operation, self.response_type, {**self.request, "ClientToken": token}
        )


def draft(client: LookoutEquipment, write: Callable[[LookoutEquipment], object]) -> Draft:
    """Return the request that a function would send.

    Args:
        client: what would send it.
        write: calls one operation of the client that it gets, whose answers are empty.

    Raises:
        InvalidRequestError: the request has faults.
    """
    scribe = _Scribe(client)
    write(
        cast("LookoutEquipment", scribe)
    )  # collections need its operations, and the engine that it stands for
    return scribe.written


class _Scribe(Operations):
    """Stands in for a client, and writes requests down instead of sending them."""

    written: Draft

    def __init__(self, client: LookoutEquipment) -> None:
        # Not the base's own: there is nothing to be connected to.
        self.engine = client.engine

    def _call(self, operation: str, response_type: type[R], params: Mapping[str, object]) -> R:
        self.written = Draft(operation, response_type, encode(operation, params))
        return response_type()


def _written(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
