"""One function per operation: ``(Context, Request) -> Response``. Handlers answer and enqueue; jobs compute.

A handler is found by its name, which is the operation's name in snake_case, in the module of its resource word.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from pydantic.alias_generators import to_snake

from l4e_sdk import shapes
from l4e_sdk._botocore_data import catalogue
from l4e_sdk.local.handlers import (
    datasets,
    inference,
    ingestion,
    labels,
    model_versions,
    models,
    notices,
    operating_points,
    policies,
    retraining,
    tags,
)
from l4e_sdk.local.handlers.repeated import repeated
from l4e_sdk.local.store import Use
from l4e_sdk.local.wire.faults import Conflict, UnknownOperation

if TYPE_CHECKING:
    from collections.abc import Callable

    from l4e_sdk.local.context import Context
    from l4e_sdk.shapes import Response, Shape

    Handler = Callable[[Context, Any], Response]

WORDS = (
    datasets,
    ingestion,
    models,
    model_versions,
    notices,
    operating_points,
    inference,
    retraining,
    labels,
    policies,
    tags,
)

HANDLERS: dict[str, Handler] = {
    operation: getattr(word, to_snake(operation))
    for operation in catalogue().operations
    for word in WORDS
    if hasattr(word, to_snake(operation))
}


def invoke(context: Context, operation: str, request: Shape) -> Response:
    """Run one operation, and return its response.

    Read operations see committed data. Every other operation is one transaction. A repeated call with the same
    idempotency token makes nothing as long as the resource is there that the first call made (`repeated`).

    Raises:
        Fault: an error that the operation declares.
    """
    handler = HANDLERS.get(operation)
    if handler is None:
        raise UnknownOperation(f"The embedded engine of this version does not answer {operation} yet.")
    if is_read(operation):
        return handler(context, request)
    with context.store.atomic():
        return _once(context, operation, request, handler)


def is_read(operation: str) -> bool:
    """Return whether an operation only reads."""
    return operation.startswith(("Describe", "List"))


def _once(context: Context, operation: str, request: Shape, handler: Handler) -> Response:
    token: str | None = getattr(request, "client_token", None)
    if token is None:
        return handler(context, request)
    tokens, scope, now = context.store.tokens, context.scope, context.now().timestamp()
    # Each use replaces the one before, so an old use and the use of what was deleted are dropped first.
    tokens.forget(now - context.settings.token_memory.total_seconds())
    fingerprint, used = _fingerprint(request), tokens.find(scope, operation, token)
    if used is not None:
        again = repeated(context, operation, _answer_type(operation).from_json(used.answer.encode()))
        if again is not None:
            if used.fingerprint != fingerprint:
                raise Conflict(f"ClientToken {token!r} was used for another {operation}; send a new token.")
            return again
        tokens.free(scope, operation, token)
    response = handler(context, request)
    tokens.remember(scope, operation, token, Use(fingerprint, response.to_json().decode(), now))
    return response


def _answer_type(operation: str) -> type[Response]:
    output = catalogue().operations[operation].output
    answer: type[Response] = getattr(shapes, output) if output else shapes.EmptyResponse
    return answer


def _fingerprint(request: Shape) -> str:
    parameters = {name: value for name, value in request.to_dict(wire=True).items() if name != "ClientToken"}
    return hashlib.sha256(json.dumps(parameters, sort_keys=True, default=str).encode()).hexdigest()
