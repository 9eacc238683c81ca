"""Renders the operations: one typed method for each, in one mixin for each resource word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore import xform_name

from l4e_sdk._botocore_data import SERVICE
from tools.codegen.exports import mixin_name
from tools.codegen.parameters import parameter_type
from tools.codegen.shapes import member_words
from tools.codegen.text import HEADER, argument, docstring

if TYPE_CHECKING:
    from l4e_sdk._botocore_data import Operation
    from tools.codegen.plan import Plan

_EVERYWHERE = frozenset(
    {"ValidationException", "ThrottlingException", "AccessDeniedException", "InternalServerException"}
)

# All that any of these modules needs; the formatter strikes out what one of them does not use.
_IMPORTS = """\
from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk import shapes
from l4e_sdk._operations._invoke import Caller

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
"""


def module(plan: Plan, word: str, service: str) -> str:
    """Return the source of a service's operations of one resource word."""
    methods = [_method(plan, operation) for operation in plan.operations(word, service)]
    text = "\n\n".join(methods)
    words = plan.words.text(f"{word}/mixin" if service == SERVICE else f"{word}/extension")
    doc, inside = docstring(words, 0), docstring(words, 4)
    return f"{HEADER}{doc}\n\n{_IMPORTS}\n\nclass {mixin_name(word, service)}(Caller):\n{inside}\n\n{text}\n"


def _method(plan: Plan, operation: Operation) -> str:
    answer = f"shapes.{operation.output or 'EmptyResponse'}"
    members = _members(plan, operation)
    wire = ", ".join(f'"{member}": {plan.field_name(member)}' for member in members)
    head = f"    def {xform_name(operation.name)}({_signature(plan, operation, members)}) -> {answer}:"
    call = f'        return self._call("{operation.name}", {answer}, {{{wire}}})'
    return "\n".join([head, _docstring(plan, operation, members), call])


def _members(plan: Plan, operation: Operation) -> list[str]:
    """Return the members of the request: required members first, then optional ones, the token last."""
    request = plan.description.input_of(operation.name)
    token = request.idempotency_token
    required = [member for member in request.members if member in request.required and member != token]
    optional = [member for member in request.members if member not in request.required and member != token]
    return [*required, *optional, *([token] if token else [])]


def _signature(plan: Plan, operation: Operation, members: list[str]) -> str:
    if not members:
        return "self"
    request = plan.description.input_of(operation.name)
    parts = []
    for member in members:
        kind = parameter_type(plan, request.name, member)
        given = member in request.required and member != request.idempotency_token
        parts.append(f"{plan.field_name(member)}: {kind}" + ("" if given else " | None = None"))
    return f"self, *, {', '.join(parts)},"


def _docstring(plan: Plan, operation: Operation, members: list[str]) -> str:
    home = plan.homes[operation.input]
    arguments = [
        argument(plan.field_name(member), _parameter_words(plan, operation.input, member), 8)
        for member in members
    ]
    sections = ["Args:\n" + "\n".join(arguments)] if arguments else []
    raised = [error for error in operation.errors if error not in _EVERYWHERE]
    lines = [
        argument(error, plan.words.text(f"raises/{operation.name}.{error}", f"raises/{error}"), 8)
        for error in raised
    ]
    if lines:
        sections.append("Raises:\n" + "\n".join(lines))
    return docstring(plan.words.text(f"{home}/operations/{operation.name}"), 8, sections)


def _parameter_words(plan: Plan, structure: str, member: str) -> str:
    also = plan.words.find(f"accepts/{plan.shape_of(structure, member).name}")
    return " ".join([member_words(plan, structure, member), *([also] if also else [])])
