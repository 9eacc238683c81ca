"""Renders the modules of shapes: one class for each structure of the service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.codegen.limits import limits
from tools.codegen.text import HEADER, docstring, field_doc, summary

if TYPE_CHECKING:
    from l4e_sdk._botocore_data import ShapeFacts
    from tools.codegen.plan import Plan

_SCALARS = {
    "string": "str",
    "integer": "int",
    "long": "int",
    "float": "float",
    "boolean": "bool",
    "timestamp": "Timestamp",
}


def module(plan: Plan, name: str) -> str:
    """Return the source of one module of shapes."""
    text = "\n\n\n".join(_class(plan, structure) for structure in plan.structures(name))
    doc = docstring(plan.words.text(f"{name}/about"), 0)
    return f"{HEADER}{doc}\n\n{_imports(plan, name)}\n\n\n{text}\n"


def value_type(plan: Plan, shape: ShapeFacts) -> str:
    """Return the Python type of a value in a shape."""
    if shape.name in plan.enums:
        return plan.enums[shape.name].name
    if shape.kind == "structure":
        return plan.class_name(shape.name)
    if shape.kind == "list":
        item = value_type(plan, plan.description.shapes[shape.item or ""])
        return f"tuple[{item}, ...]"
    return _SCALARS[shape.kind]


def member_words(plan: Plan, structure: str, member: str) -> str:
    """Return our words about a member, with its limits where a user may set it."""
    shape = plan.shape_of(structure, member)
    keys = [f"members/by_structure/{structure}.{member}", f"members/by_shape/{member}/{shape.name}"]
    if structure in {operation.input for operation in plan.description.operations.values()}:
        keys.append(f"members/in_requests/{member}")
    text = plan.words.text(*keys, f"members/{member}")
    if structure not in plan.description.input_shapes:
        return text
    return f"{text} {limits(plan, shape)}".strip()


def structure_words(plan: Plan, structure: str) -> str:
    """Return our words about a structure; a request says what its operation does."""
    home = plan.homes[structure]
    for operation in plan.description.operations.values():
        if operation.input == structure:
            what, _ = summary(plan.words.text(f"{home}/operations/{operation.name}"))
            return f"Request to {what[0].lower()}{what[1:]}"
        if operation.output == structure:
            return plan.words.text(f"{home}/responses/{operation.name}")
    return plan.words.text(f"{home}/structures/{structure}")


def _class(plan: Plan, structure: ShapeFacts) -> str:
    answers = {operation.output for operation in plan.description.operations.values()}
    base = "Response" if structure.name in answers else "Shape"
    fields = [_field(plan, structure, member) for member in structure.members]
    head = f"class {plan.class_name(structure.name)}({base}):\n{docstring(structure_words(plan, structure.name), 4)}\n"
    return "\n".join([head, *fields])


def _field(plan: Plan, structure: ShapeFacts, member: str) -> str:
    text = field_doc(member_words(plan, structure.name, member))
    return f"    {plan.field_name(member)}: {_annotation(plan, structure, member)}\n{text}"


def _annotation(plan: Plan, structure: ShapeFacts, member: str) -> str:
    shape = plan.shape_of(structure.name, member)
    kind = value_type(plan, shape)
    if structure.name in plan.description.input_shapes:
        # botocore fills the idempotency token, so a request of ours may leave it out.
        given = member in structure.required and member != structure.idempotency_token
        return kind if given else f"{kind} | None = None"
    if shape.kind == "list":
        return f"Items[{kind.removeprefix('tuple[').removesuffix(', ...]')}] = ()"
    return f"{kind} | None = None"


def _imports(plan: Plan, module_name: str) -> str:
    """Return all imports a module of shapes may need; the formatter strikes out what it does not use."""
    lines = [
        "from l4e_sdk.shapes._shape import Items, Response, Shape",
        "from l4e_sdk.shapes._timestamp import Timestamp",
        f"from l4e_sdk.shapes.enums import {', '.join(enum.name for enum in plan.enums.values())}",
    ]
    if module_name != "common":
        shared = ", ".join(plan.class_name(structure.name) for structure in plan.structures("common"))
        lines.append(f"from l4e_sdk.shapes.common import {shared}")
    return "\n".join(lines)
