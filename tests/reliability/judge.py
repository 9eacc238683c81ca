"""Whether an answer is one that the description of the service allows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from botocore.parsers import create_parser

from l4e_sdk._botocore_data.description import compiled
from tests.strategies import DESCRIPTION

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from botocore.model import ServiceModel

    from l4e_sdk._botocore_data import ShapeFacts
    from l4e_sdk.local.wire.messages import WireResponse

PROTOCOL = {
    "UnknownOperationException": {404},
    "MalformedHttpRequestException": {400, 405},
    "RequestEntityTooLargeException": {413},
    "RequestTimeoutException": {408},
    "MissingAuthenticationTokenException": {403},
    "UnrecognizedClientException": {403},
    "InvalidSignatureException": {403},
    "IncompleteSignatureException": {400},
    "AccessDeniedException": {400, 403},
    "ValidationException": {400},
}
"""Errors that any request can get, whatever operation it names, with their status."""


class WrongAnswerError(AssertionError):
    """An answer that the description does not allow."""


class Judge:
    """Reads answers as botocore does, and by the description.

    Args:
        model: botocore's of the service.
    """

    def __init__(self, model: ServiceModel) -> None:
        self._model = model
        self._parser = create_parser("json")

    def judge(self, operation: str | None, answer: WireResponse) -> str:
        """Return the code of an answer, "" for a success.

        Args:
            operation: what was asked for; None if the request named no operation.
            answer: what came.

        Raises:
            WrongAnswerError: the answer is not allowed.
        """
        document = self._document(answer)
        if answer.status == 200:
            if operation is None:
                raise WrongAnswerError(f"a request without an operation succeeded: {document}")
            self._judge_success(operation, document, answer)
            return ""
        code = self._code(document)
        declared = DESCRIPTION.operations[operation].errors if operation else ()
        statuses = PROTOCOL.get(code, {400} if code in declared else set())
        if answer.status >= 500 or answer.status not in statuses:
            raise WrongAnswerError(f"{operation} was answered {answer.status} {document}")
        return code

    @staticmethod
    def _document(answer: WireResponse) -> dict[str, Any]:
        try:
            document = json.loads(answer.body, parse_constant=_no_constant)
        except ValueError as error:
            raise WrongAnswerError(
                f"{answer.status} with a body that is no JSON: {answer.body[:200]!r}"
            ) from error
        if not isinstance(document, dict):
            raise WrongAnswerError(f"{answer.status} with a body that is no object: {answer.body[:200]!r}")
        return document

    def _code(self, document: Mapping[str, Any]) -> str:
        if set(document) != {"__type", "Message"} or not document["Message"]:
            raise WrongAnswerError(f"an error of another form: {document}")
        return str(document["__type"])

    def _judge_success(self, operation: str, document: dict[str, Any], answer: WireResponse) -> None:
        shape = self._model.operation_model(operation).output_shape
        headers = {name.lower(): value for name, value in answer.headers.items()}
        response = {"status_code": 200, "headers": headers, "body": answer.body}
        parsed = self._parser.parse(response, shape)
        if set(parsed) - {"ResponseMetadata"} != set(document):
            raise WrongAnswerError(f"{operation}: botocore reads {sorted(parsed)} in {sorted(document)}")
        output = DESCRIPTION.operations[operation].output
        faults = [*(_faults(output, document, operation) if output else document)]
        if faults:
            raise WrongAnswerError("; ".join(faults))


def _faults(shape: str, value: Any, path: str) -> Iterator[str]:
    facts = DESCRIPTION.shapes[shape]
    if not isinstance(value, _KINDS[facts.kind]) or (isinstance(value, bool) and facts.kind != "boolean"):
        yield f"{path} is no {facts.kind}: {value!r}"
    elif facts.kind == "structure":
        yield from _structure_faults(facts, value, path)
    elif facts.kind == "list":
        for item in value:
            yield from _faults(facts.item or "", item, f"{path}[]")
    elif facts.kind == "string":
        yield from _text_faults(facts, value, path)


def _structure_faults(facts: ShapeFacts, value: dict[str, Any], path: str) -> Iterator[str]:
    for name in set(facts.required) - set(value):
        yield f"{path}.{name} is missing"
    for name, member in value.items():
        if name in facts.members:
            yield from _faults(facts.members[name], member, f"{path}.{name}")
        else:
            yield f"{path}.{name} is not described"


def _text_faults(facts: ShapeFacts, value: str, path: str) -> Iterator[str]:
    if facts.enum and value not in facts.enum:
        yield f"{path} is {value!r}, of {facts.enum}"
    if facts.maximum is not None and len(value) > facts.maximum:
        yield f"{path} has {len(value)} characters"
    if facts.pattern and compiled(facts.pattern).fullmatch(value) is None:
        yield f"{path} is {value!r}, not {facts.pattern}"


_KINDS: dict[str, Any] = {
    "structure": dict,
    "list": list,
    "string": str,
    "integer": int,
    "long": int,
    "float": (int, float),
    "boolean": bool,
    "timestamp": (int, float),
}


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")
