"""The bytes of a successful answer, taken before botocore parses them.

botocore parses an answer into dictionaries, member by member. pydantic validates the same bytes several times faster.
So a handler of the event ``before-parse`` keeps the bytes of a success, and gives the parser an empty document. It does
so only inside ``caught()``; direct calls of the boto3 client do not change.

botocore still handles errors, retries, request ids and all other events. The handler empties an error that botocore
cannot parse, which leaves its HTTP status. A truncated answer is retried, like a broken connection.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, TypedDict

from botocore.exceptions import ClientError, IncompleteReadError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from botocore.client import BaseClient
    from botocore.model import OperationModel

_HANDLER_ID = "l4e-sdk-success-bytes"
_NOTHING = b"{}"
_AGAIN = b'{"__type": "RequestTimeout"}'
"""An error that botocore tries again; it has none for half an answer, which it takes for a whole one."""


class _Answer(TypedDict):
    status_code: int
    headers: Mapping[str, str]
    body: bytes


class Caught:
    """The bytes of a call's answer; empty if the answer did not come over HTTP (botocore's ``Stubber``)."""

    __slots__ = ("body", "cut")

    def __init__(self) -> None:
        self.body: bytes | None = None
        self.cut: IncompleteReadError | None = None
        """The error to raise for a truncated answer."""


_current: ContextVar[Caught | None] = ContextVar("l4e_sdk_caught", default=None)


def prepare(client: BaseClient) -> None:
    """Let answers of a client be caught; a client that is prepared already is left alone."""
    service = client.meta.service_model.service_id.hyphenize()
    client.meta.events.register_last(f"before-parse.{service}", _catch, unique_id=_HANDLER_ID)


@contextmanager
def caught() -> Iterator[Caught]:
    """Catch the bytes of the success that the call of this block leads to.

    Raises:
        IncompleteReadError: the answer broke off, at the last attempt as well.
    """
    here = Caught()
    token = _current.set(here)
    try:
        yield here
    except ClientError:
        if here.cut is None:
            raise
    finally:
        _current.reset(token)
    if here.cut is not None:  # whatever botocore made of it, which goes by the status
        raise here.cut


def _catch(response_dict: _Answer, operation_model: OperationModel, **_: object) -> None:
    here = _current.get()
    if here is None:
        return
    here.cut = _broken_off(response_dict)
    if here.cut is not None:
        response_dict["status_code"], response_dict["body"] = 400, _AGAIN
        return
    body = response_dict["body"]
    if response_dict["status_code"] >= 300:
        response_dict["body"] = body if _is_parsable(body) else _NOTHING
        return
    # An operation without output may answer with nothing at all.
    here.body = body or (_NOTHING if operation_model.output_shape is None else b"")
    response_dict["body"] = _NOTHING


def _broken_off(answer: _Answer) -> IncompleteReadError | None:
    announced = answer["headers"].get("Content-Length", "")
    length = len(answer["body"])
    if not announced.isdecimal() or int(announced) <= length:
        return None
    return IncompleteReadError(actual_bytes=length, expected_bytes=int(announced))


def _is_parsable(error: bytes) -> bool:
    """Whether botocore can make an error of it; it takes text for a message and trips over other JSON than its own."""
    try:
        document = json.loads(error.decode())
    except UnicodeDecodeError:
        return False
    except ValueError:
        return True
    return isinstance(document, dict) and isinstance(document.get("__type", ""), str)
