"""The in-process interface: a boto3 client whose requests the engine answers without a socket."""

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
    """Connect a boto3 client to an engine, which then answers the client's requests.

    botocore still serialises, signs, retries and parses. The engine gets the same bytes that a server would get.

    Args:
        client: a client of the service ``lookoutequipment`` or ``l4e``, before it is shared between threads.
        engine: the engine that answers.
        scope: the account and Region of the client. Default: the engine's own.

    Raises:
        ConfigurationError: the client is for another service.
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
    """A body in the form in which botocore reads one from the network."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self, **_: object) -> Iterator[bytes]:
        yield self._body


def _received(request: AWSPreparedRequest) -> WireRequest:
    # The engine reads only the target header: a caller in the process needs no signature.
    target, body = request.headers.get("X-Amz-Target"), request.body or b""
    return WireRequest(
        method=request.method,
        headers={} if target is None else {"x-amz-target": _text(target)},
        body=body if isinstance(body, bytes) else str(body).encode(),
    )


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value
