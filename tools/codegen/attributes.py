"""Renders the attributes of the facades: one typed property for each member of the description."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.codegen.shapes import member_words, value_type
from tools.codegen.text import HEADER, docstring

if TYPE_CHECKING:
    from tools.codegen.plan import Plan

_PLAIN = {"str": "str", "int": "int", "float": "float", "bool": "bool", "Timestamp": "datetime"}


def module(plan: Plan) -> str:
    """Return the source of ``resources/_attributes.py``."""
    classes = "\n\n\n".join(_class(plan, facade) for facade in plan.extras["attributes"])
    doc = docstring(plan.words.text("packages/attributes"), 0)
    return (
        f"{HEADER}{doc}\n\nfrom __future__ import annotations\n\nfrom typing import TYPE_CHECKING\n\n"
        "from l4e_sdk._resources._resource import Described\nfrom l4e_sdk._resources._waitable import Waitable\n\n"
        "if TYPE_CHECKING:\n    from datetime import datetime\n\n    from l4e_sdk import shapes\n\n\n"
        f"{classes}\n"
    )


def _class(plan: Plan, facade: str) -> str:
    facts = plan.extras["attributes"][facade]
    answer = plan.description.shapes[plan.description.operations[facts["operation"]].output or ""]
    members = [member for member in answer.members if member not in facts["by_hand"]]
    properties = "\n\n".join(
        _property(plan, answer.name, member, given=member in facts["given"]) for member in members
    )
    doc = docstring(plan.words.text(f"attributes/{facade}"), 4)
    waits = any(waiter["operation"] == facts["operation"] for waiter in plan.extras["waiters"].values())
    base = "Waitable" if waits else "Described"
    return f'class {facade}Attributes({base}["shapes.{answer.name}"]):\n{doc}\n\n{properties}'


def _property(plan: Plan, structure: str, member: str, *, given: bool) -> str:
    field = plan.field_name(member)
    name = plan.extras["renames"]["attributes"].get(member, field)
    doc = docstring(member_words(plan, structure, member), 8)
    read = f'self._with("{field}").{field}'
    return (
        f"    @property\n    def {name}(self) -> {_type(plan, structure, member, given=given)}:\n{doc}\n"
        f"        return {_given(name, read) if given else read}"
    )


def _given(name: str, read: str) -> str:
    return f'self._given("{name}", {read})'


def _type(plan: Plan, structure: str, member: str, *, given: bool) -> str:
    shape = plan.shape_of(structure, member)
    if shape.kind == "list":
        item = value_type(plan, plan.description.shapes[shape.item or ""])
        return f"tuple[{_qualified(item)}, ...]"
    return _qualified(value_type(plan, shape)) + ("" if given else " | None")


def _qualified(name: str) -> str:
    return _PLAIN.get(name, f"shapes.{name}")
