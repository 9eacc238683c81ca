"""Simulated error answers, as bytes that botocore parses like any others."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders

if TYPE_CHECKING:
    from collections.abc import Iterator

    from botocore.awsrequest import AWSPreparedRequest

REQUEST_ID = "injected-fault"
"""The request id of every simulated answer."""


def refusal(request: AWSPreparedRequest, code: str, message: str, status: int) -> AWSResponse:
    """Return an error answer of the service."""
    return _answer(request, status, json.dumps({"__type": code, "Message": message}).encode())


def gateway(request: AWSPreparedRequest, status: int) -> AWSResponse:
    """Return an error answer of a gateway between client and service, which does not know the API."""
    page = f"<html><body><h1>{status} {HTTPStatus(status).phrase}</h1></body></html>"
    return _answer(request, status, page.encode())


def _answer(request: AWSPreparedRequest, status: int, body: bytes) -> AWSResponse:
    headers = HTTPHeaders()
    headers["x-amzn-RequestId"] = REQUEST_ID
    headers["Content-Length"] = str(len(body))
    return AWSResponse(request.url, int(status), headers, _Raw(body))


class _Raw:
    """A body in the form in which botocore reads one from the network."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self, **_: object) -> Iterator[bytes]:
        yield self._body
