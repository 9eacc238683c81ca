"""Renderer of the types of parameters: the values that operations accept in place of the service's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.codegen.plan import RESOURCE_WORDS
from tools.codegen.text import HEADER, docstring

if TYPE_CHECKING:
    from l4e_sdk._botocore_data import ShapeFacts
    from tools.codegen.plan import Plan

_NOQA = "# ruff: noqa: PYI051 - the literals say nothing to a type checker, but an editor completes them\n"
_SCALARS = {
    "string": "str",
    "integer": "int",
    "long": "int",
    "float": "float",
    "boolean": "bool",
    "timestamp": "datetime",
}
_TAGS = "Mapping[str, str] | Sequence[Tag | Mapping[str, str]]"


def module(plan: Plan) -> str:
    """Return the source of ``shapes/parameters.py``."""
    lines = [f"{name}: TypeAlias = {union}" for name, union in _aliases(plan).items()]
    doc = docstring(plan.words.text("packages/parameters"), 0)
    return f"{HEADER}{_NOQA}{doc}\n\n{_imports(plan)}\n\n" + "\n".join(lines) + "\n"


def alias_names(plan: Plan) -> list[str]:
    """Return the names of all parameter types."""
    return sorted(_aliases(plan))


def parameter_type(plan: Plan, structure: str, member: str) -> str:
    """Return the type of an operation's parameter."""
    shape = plan.shape_of(structure, member)
    own: str | None = plan.extras["parameters"]["members"].get(member)
    if own:
        return own
    if _union(plan, shape):
        return f"shapes.{_alias_name(plan, shape)}"
    if shape.kind == "list":
        return f"Sequence[{_SCALARS[plan.description.shapes[shape.item or ''].kind]}]"
    return _SCALARS[shape.kind]


def _aliases(plan: Plan) -> dict[str, str]:
    inputs = [plan.description.input_of(name) for name in plan.description.operations]
    named = {
        name: plan.description.shapes[name] for structure in inputs for name in structure.members.values()
    }
    unions = {_alias_name(plan, shape): _union(plan, shape) for _, shape in sorted(named.items())}
    return {name: union for name, union in unions.items() if union}


def _alias_name(plan: Plan, shape: ShapeFacts) -> str:
    return "TagsLike" if shape.name == "TagList" else f"{plan.class_name(shape.name)}Like"


def _union(plan: Plan, shape: ShapeFacts) -> str:
    """Return all that is accepted for a shape, or nothing if that is just its own type."""
    more: list[str] = plan.extras["parameters"]["shapes"].get(shape.name, [])
    if shape.name == "TagList":
        return _TAGS
    if shape.name in plan.enums:
        enum = plan.enums[shape.name]
        values = ", ".join(f'"{value}"' for value in enum.members.values())
        return " | ".join([enum.name, f"Literal[{values}]", "str", *more])
    if shape.kind == "structure":
        return " | ".join([plan.class_name(shape.name), "Mapping[str, object]", *more])
    return " | ".join([_SCALARS[shape.kind], *more]) if more else ""


def _imports(plan: Plan) -> str:
    """Return all imports the aliases may need; the formatter strikes out what they do not use."""
    lines = [
        "from collections.abc import Mapping, Sequence",
        "from datetime import timedelta",
        "from typing import Literal, TypeAlias\n",
        "from l4e_sdk._durations import CalendarDuration",
        "from l4e_sdk.values import OffCondition, ResourcePolicy",
        f"from l4e_sdk.shapes.enums import {', '.join(enum.name for enum in plan.enums.values())}",
    ]
    for home in ("common", *RESOURCE_WORDS):
        classes = ", ".join(plan.class_name(structure.name) for structure in plan.structures(home))
        lines.append(f"from l4e_sdk.shapes.{home} import {classes}")
    return "\n".join(lines)
