"""Halves of a call: a client without a service behind it, and a request without a client in front of it."""

from __future__ import annotations

import json
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any

import boto3
import botocore
from botocore.awsrequest import AWSResponse
from botocore.config import Config

import l4e_sdk
from benchmarks.canned import Body
from l4e_sdk.local.wire.messages import WireRequest

if TYPE_CHECKING:
    from botocore.awsrequest import AWSPreparedRequest

    from benchmarks.servers import Running
    from l4e_sdk.local import LocalEngine


class Sender:
    """Sends one prepared request again and again, on a connection that is kept if the server keeps it.

    Args:
        server: what answers.
        client: prepares the request, ``DescribeModel``.
        name: of the model.
    """

    def __init__(self, server: Running, client: Any, name: str) -> None:
        self._server = server
        self._request = prepared(client, name)
        self._headers = {name: text(value) for name, value in self._request.headers.items()}
        self._connection = HTTPConnection(server.url.removeprefix("http://"))
        self._sent = 0
        self._begun = server.processor_time()

    def send(self) -> None:
        """Send the request and read the answer."""
        self._connection.request("POST", "/", self._request.body, self._headers)
        answer = self._connection.getresponse()
        body = answer.read()
        assert answer.status == 200, body
        self._sent += 1

    def processor_time_per_call(self) -> float:
        """Return what the server has spent on a call, in seconds."""
        return (self._server.processor_time() - self._begun) / self._sent


def prepared(client: Any, name: str) -> AWSPreparedRequest:
    """Return the request of a Describe as boto3 would send it."""
    seen: list[AWSPreparedRequest] = []

    def keep(request: AWSPreparedRequest, **_: object) -> AWSResponse:
        seen.append(request)
        return AWSResponse(request.url, 200, {}, Body(b"{}"))  # type: ignore[arg-type]  # any mapping does; the stubs know one kind

    client.meta.events.register_first("before-send", keep)
    client.describe_model(ModelName=name)
    return seen[0]


def replaying(engine: LocalEngine, name: str) -> Any:
    """Return a boto3 client like that of an engine, which gets the bytes of one answer over and over."""
    target = "AWSLookoutEquipmentFrontendService.DescribeModel"
    request = WireRequest("POST", {"x-amz-target": target}, json.dumps({"ModelName": name}).encode())
    answer = engine.answer(request)

    def send(request: AWSPreparedRequest, **_: object) -> AWSResponse:
        return AWSResponse(request.url, answer.status, answer.headers, Body(answer.body))  # type: ignore[arg-type]  # any mapping does; the stubs know one kind

    session = boto3.Session(region_name="us-east-1")
    l4e_sdk.install(session)
    client = session.client("lookoutequipment", config=Config(signature_version=botocore.UNSIGNED))
    client.meta.events.register_first("before-send.lookoutequipment", send)
    return client


def text(value: str | bytes) -> str:
    """Return a header's value as text."""
    return value.decode("latin-1") if isinstance(value, bytes) else value
