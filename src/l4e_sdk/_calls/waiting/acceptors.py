"""The meaning of an answer, from the data of the waiters."""

from __future__ import annotations

import json
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast

from botocore import xform_name
from botocore.waiter import WaiterModel

from l4e_sdk._botocore_data import SERVICE, SERVICES, data_folder
from l4e_sdk.errors import ServiceEndedError, ServiceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from botocore.waiter import AcceptorConfig

    from l4e_sdk.errors import ConnectionFailedError

State: TypeAlias = Literal["success", "failure", "retry"]
"""The meaning of an answer for a wait."""


def judged(waiter: str, answer: Mapping[str, Any]) -> State | None:
    """Return the state that a waiter's acceptors give to an answer, or None if no acceptor matches."""
    matching = (acceptor.state for acceptor in _acceptors(waiter) if acceptor.matcher_func(answer))
    return cast("State | None", next(matching, None))


def judged_error(waiter: str, error: ServiceError | ConnectionFailedError) -> State:
    """Return the state that an error means: by the acceptors, or by whether the error can pass."""
    if isinstance(error, ServiceError):
        return judged(waiter, error.response) or ("retry" if _passes(error) else "failure")
    return "failure" if isinstance(error, ServiceEndedError) else "retry"


def _passes(error: ServiceError) -> bool:
    """Return whether an error is temporary and says nothing about the resource."""
    status = error.http_status or 0
    return (
        error.retryable is True
        or status == HTTPStatus.TOO_MANY_REQUESTS
        or status >= HTTPStatus.INTERNAL_SERVER_ERROR
    )


@cache
def _acceptors(waiter: str) -> tuple[AcceptorConfig, ...]:
    model = WaiterModel({"version": 2, "waiters": _waiters()})
    named = {xform_name(name): name for name in model.waiter_names}
    return tuple(model.get_waiter(named[waiter]).acceptors)


def _waiters() -> dict[str, Any]:
    """Return the waiters of all services. Their names are unique."""
    found: dict[str, Any] = {}
    for service in SERVICES:
        name = "waiters-2.sdk-extras.json" if service == SERVICE else "waiters-2.json"
        document = json.loads((data_folder(service) / name).read_text(encoding="utf-8"))
        found |= document.get("merge", document)["waiters"]
    return found
