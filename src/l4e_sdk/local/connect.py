"""The in-process door: a boto3 client whose requests the engine answers, without a socket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.awsrequest import AWSResponse

from l4e_sdk._botocore_data import SERVICES
from l4e_sdk.errors import ConfigurationError
from l4e_sdk.local.wire.messages import WireRequest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from botocore.awsrequest import AWSPreparedRequest
    from botocore.client import BaseClient

    from l4e_sdk.local.engine import LocalEngine
    from l4e_sdk.local.store import Scope


def connect(client: BaseClient, engine: LocalEngine, scope: Scope | None = None) -> None:
    """Let an engine answer a boto3 client's requests.

    Everything else of the client stays botocore's: it serialises, signs, retries and parses, and the engine sees the
    bytes that a server would see.

    Args:
        client: a client of the service ``lookoutequipment`` or ``l4e``, before it is shared between threads.
        engine: what answers.
        scope: whose resources the client sees; those of the engine's own account and Region if not given.

    Raises:
        ConfigurationError: the client is of another service.
    """
    service = client.meta.service_model
    if service.service_name not in SERVICES:
        raise ConfigurationError(
            f"An engine does not answer the service {service.service_name!r}; connect a client of "
            f"{' or '.join(SERVICES)}."
        )

    def send(request: AWSPreparedRequest, **_: object) -> AWSResponse:
        answer = engine.answer(_received(request), scope)
        return AWSResponse(request.url, answer.status, answer.headers, _Raw(answer.body))  # type: ignore[arg-type]  # any mapping does; the stubs know one kind

    client.meta.events.register_first(f"before-send.{service.service_id.hyphenize()}", send)  # type: ignore[arg-type]  # the stubs forget that a handler may answer


class _Raw:
    """A body as botocore reads one from the network."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self, **_: object) -> Iterator[bytes]:
        yield self._body


def _received(request: AWSPreparedRequest) -> WireRequest:
    # The target is all that the engine reads of the headers: a caller in the process needs no signature.
    target, body = request.headers.get("X-Amz-Target"), request.body or b""
    return WireRequest(
        method=request.method,
        headers={} if target is None else {"x-amz-target": _text(target)},
        body=body if isinstance(body, bytes) else str(body).encode(),
    )


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value
