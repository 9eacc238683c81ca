"""A service for tests that is nothing but a table: operation to the body of its answer."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import boto3

from tests.support.transport import Answer, Request, Transport

if TYPE_CHECKING:
    from collections.abc import Callable

    from l4e_sdk import LookoutEquipment


class Service:
    """Answers each operation with the body that the table has for it, and counts what it was asked.

    A body may be a function from the request's own body; a fault is given as an ``Answer``.
    """

    def __init__(self, **answers: object) -> None:
        self.answers = answers
        self._transport = Transport(self._answer)
        self.client: LookoutEquipment = self._transport.client(session=_session())

    @property
    def asked(self) -> list[str]:
        """The operations, in the order in which they were called."""
        return [request.operation for request in self._transport.requests]

    def sent(self, operation: str) -> list[dict[str, object]]:
        """Return the bodies of the requests of an operation."""
        return [request.body for request in self._transport.requests if request.operation == operation]

    def _answer(self, request: Request) -> Answer:
        answer: object | Callable[[object], object] = self.answers.get(request.operation, {})
        if callable(answer):
            answer = answer(request.body)
        return answer if isinstance(answer, Answer) else Answer(answer)


@cache
def _session() -> boto3.Session:
    """Return the session of all tables; making one takes longer than most tests."""
    return boto3.Session(region_name="us-east-1")
