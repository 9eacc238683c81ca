"""AWS JSON 1.0: which operation a request names, its body as a typed request, an answer as bytes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from l4e_sdk import shapes
from l4e_sdk._botocore_data import catalogue
from l4e_sdk._rules import validation
from l4e_sdk.local.wire.faults import Fault, Invalid, Malformed, NotAllowed, TooLarge, UnknownOperation
from l4e_sdk.local.wire.messages import WireResponse

if TYPE_CHECKING:
    from l4e_sdk._botocore_data import ShapeFacts
    from l4e_sdk.local.wire.messages import WireRequest
    from l4e_sdk.shapes import Response, Shape

CONTENT_TYPE = "application/x-amz-json-1.0"
BODY_LIMIT = 8 * 1024 * 1024
"""Most bytes of a request: eight times the longest schema (1,000,000 characters) leaves room for escapes."""


def operation_of(request: WireRequest) -> str:
    """Return the operation that a request names.

    Raises:
        Malformed: it has no target header.
        NotAllowed: it is not a POST.
        UnknownOperation: the target is of another service or names no operation of those that the engine answers.
    """
    if request.method != "POST":
        raise NotAllowed(f"{request.method} is not part of the protocol; send every operation as POST /.")
    target = request.headers.get("x-amz-target")
    if target is None:
        raise Malformed("The header X-Amz-Target is missing; it names the operation.")
    operation = catalogue().operation_at(target)
    if operation is None:
        expected = " or ".join(f"{prefix}.<operation>" for prefix in catalogue().target_prefixes)
        raise UnknownOperation(f"The target {target[:200]!r} is not known; expected {expected}.")
    return operation.name


def read(operation: str, body: bytes) -> Shape:
    """Parse the body of a request as its typed shape, and check it against the description.

    Raises:
        TooLarge: the body exceeds ``BODY_LIMIT``.
        Invalid: the body is not a JSON object, or members violate the description's rules; the error lists all of them.
    """
    if len(body) > BODY_LIMIT:
        raise TooLarge(f"The body has {len(body):,} bytes; at most {BODY_LIMIT:,} are read.")
    facts = catalogue().operations[operation]
    parameters = _described(catalogue().shapes[facts.input], _json_object(body))
    faults = validation.check(
        operation, parameters, unknown="ignore", tokens_required=True, service=facts.service
    )
    if faults:
        count = f"{len(faults)} faults" if len(faults) > 1 else "1 fault"
        listed = "; ".join(f"{fault.wire_path}: {fault.wire_message or fault.message}" for fault in faults)
        raise Invalid(f"{count} in the request {operation}: {listed}")
    request: type[Shape] = getattr(shapes, facts.input)
    return request.from_wire(parameters)


def _described(facts: ShapeFacts, value: dict[str, object]) -> dict[str, object]:
    """Return a structure without nulls and without members that the service does not have, at every depth.

    Stored members may be returned in an answer, which must contain only described members.
    """
    return {
        name: _known(facts.members[name], member)
        for name, member in value.items()
        if name in facts.members and member is not None
    }


def _known(shape: str, value: object) -> object:
    facts = catalogue().shapes[shape]
    if facts.kind == "structure" and isinstance(value, dict):
        return _described(facts, value)
    if facts.kind == "list" and isinstance(value, list):
        return [_known(facts.item or "", item) for item in value]
    return value


def answer(response: Response, request_id: str) -> WireResponse:
    """Turn a typed response into the answer of a success."""
    return _response(200, response.to_json(), request_id)


def refusal(fault: Fault, request_id: str) -> WireResponse:
    """Turn a fault into an error answer."""
    body = json.dumps({"__type": fault.code, "Message": fault.message}).encode()
    return _response(fault.status, body, request_id)


def _response(status: int, body: bytes, request_id: str) -> WireResponse:
    headers = {
        "Content-Type": CONTENT_TYPE,
        "Content-Length": str(len(body)),
        "x-amzn-RequestId": request_id,
    }
    return WireResponse(status, headers, body)


def _json_object(body: bytes) -> dict[str, object]:
    try:
        value = json.loads(body or b"{}", parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Invalid(f"The body is not JSON that can be read: {error}.") from error
    if not isinstance(value, dict):
        raise Invalid("The body must be a JSON object whose keys are the members of the request.")
    return value


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is not a JSON number")
