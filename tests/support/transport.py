"""A transport for tests: what botocore would send is answered here, as bytes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from botocore.awsrequest import AWSResponse
from botocore.config import Config

from l4e_sdk import LookoutEquipment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from botocore.awsrequest import AWSPreparedRequest
    from botocore.client import BaseClient
    from botocore.compat import HTTPHeaders


class Request:
    """One request as it would have gone out."""

    def __init__(self, sent: AWSPreparedRequest) -> None:
        self.url = sent.url
        self.headers = {
            name: value.decode() if isinstance(value, bytes) else value
            for name, value in sent.headers.items()
        }
        self.operation = self.headers["X-Amz-Target"].rpartition(".")[2]
        self.body = json.loads(cast("bytes", sent.body))


class Answer:
    """One answer as it would have come in."""

    def __init__(self, body: object = None, *, status: int = 200, request_id: str = "request-1") -> None:
        self.status = status
        self.headers = {"x-amzn-RequestId": request_id, "Content-Type": "application/x-amz-json-1.0"}
        self.body = body if isinstance(body, bytes) else json.dumps(body or {}).encode()

    def stream(self, **_: object) -> Iterator[bytes]:
        """Yield the body, as botocore reads it."""
        yield self.body


def fault(code: str, message: str = "no", *, status: int = 400) -> Answer:
    """Return an error as the service sends it."""
    return Answer({"__type": code, "Message": message}, status=status, request_id="request-e")


class Transport:
    """Answers requests in turn and remembers them; the last answer is given again and again.

    An answer may be an exception, which stands for a line that was cut, or a function from the request to an answer.
    """

    def __init__(self, *answers: Answer | Exception | Callable[[Request], Answer]) -> None:
        self._answers = list(answers)
        self.requests: list[Request] = []

    def attach(self, client: BaseClient) -> BaseClient:
        """Answer what this boto3 client sends."""
        service = client.meta.service_model.service_id.hyphenize()
        client.meta.events.register_first(f"before-send.{service}", cast("Callable[..., None]", self._send))
        return client

    def client(self, **settings: Any) -> LookoutEquipment:
        """Make a client whose requests are answered here, to both services; one attempt for each by default."""
        given = {
            "region_name": "us-east-1",
            "aws_access_key_id": "AKIDEXAMPLE",
            "aws_secret_access_key": "secret",
            "config": Config(retries={"total_max_attempts": 1}),
        }
        client = LookoutEquipment(**(given | settings))
        self.attach(client.boto3)
        client._beside.on_open(self._attach_beside)
        return client

    def _attach_beside(self, client: BaseClient) -> None:
        self.attach(client)

    def _send(self, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        self.requests.append(Request(request))
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        if not isinstance(answer, Answer):
            answer = answer(self.requests[-1])
        return AWSResponse(request.url, answer.status, cast("HTTPHeaders", answer.headers), answer)
