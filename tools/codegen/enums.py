"""Renders the module of enums."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.codegen.text import HEADER, docstring, field_doc

if TYPE_CHECKING:
    from tools.codegen.plan import Enumeration, Plan


def module(plan: Plan) -> str:
    """Return the source of the module of enums."""
    enums = sorted(plan.enums.values(), key=lambda enum: enum.name)
    text = "\n\n\n".join(_class(plan, enum) for enum in enums)
    doc = docstring(plan.words.text("enums/about"), 0)
    return f"{HEADER}{doc}\n\nfrom l4e_sdk.shapes._enum import DurationEnum, OpenEnum\n\n\n{text}\n"


def _class(plan: Plan, enum: Enumeration) -> str:
    words = f"enums/{enum.name}"
    base = "DurationEnum" if enum.name in plan.extras["enums"]["durations"] else "OpenEnum"
    members = [
        f'    {name} = "{value}"\n{field_doc(plan.words.text(f"{words}/{name}"))}'
        for name, value in enum.members.items()
    ]
    return "\n".join(
        [f"class {enum.name}({base}):", f"{docstring(plan.words.text(f'{words}/about'), 4)}\n", *members]
    )
