"""The walk over a request along the description: required, type, enum, minimum, maximum, pattern."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from l4e_sdk._rules.validation.paths import fault_at, python_name
from l4e_sdk._rules.validation.scalars import SCALARS, Problem, wrong_type

if TYPE_CHECKING:
    from l4e_sdk._botocore_data import ShapeFacts
    from l4e_sdk._rules.validation.paths import Path
    from l4e_sdk.errors import Fault

_NAMED: Final = 12
"""Most members that a message about an unknown one lists."""


class Walk:
    """One request's way through the description; collects the faults."""

    def __init__(
        self, shapes: Mapping[str, ShapeFacts], *, unknown_is_fault: bool, tokens_required: bool
    ) -> None:
        self.faults: list[Fault] = []
        self._shapes = shapes
        self._unknown_is_fault = unknown_is_fault
        self._tokens_required = tokens_required

    def structure(self, facts: ShapeFacts, value: object, path: Path) -> None:
        """Check a structure and everything in it."""
        if not isinstance(value, Mapping):
            self._add(path, wrong_type(f"a {facts.name} or a mapping with its members", value))
            return
        self._required(facts, value, path)
        for name, member in value.items():
            shape = facts.members.get(name)
            if shape is None:
                self._unknown(facts, str(name), path)
            elif member is not None:
                self._value(self._shapes[shape], member, (*path, name))

    def _value(self, facts: ShapeFacts, value: object, path: Path) -> None:
        if (scalar := SCALARS.get(facts.kind)) is not None:
            if (problem := scalar(facts, value)) is not None:
                self._add(path, problem)
        elif facts.kind == "list":
            self._list(facts, value, path)
        else:
            self.structure(facts, value, path)

    def _list(self, facts: ShapeFacts, value: object, path: Path) -> None:
        if not isinstance(value, (list, tuple)):
            self._add(path, wrong_type("a list", value))
            return
        if facts.maximum is not None and len(value) > facts.maximum:
            # The items are not looked at: a list of a million would bring as many faults.
            self._add(path, ("maximum", f"has {len(value)} items; give at most {facts.maximum}."))
            return
        if facts.minimum is not None and len(value) < facts.minimum:
            self._add(path, ("minimum", f"has {len(value)} items; give at least {facts.minimum}."))
        item = self._shapes[facts.item or ""]
        for index, entry in enumerate(value):
            self._value(item, entry, (*path, index))

    def _required(self, facts: ShapeFacts, value: Mapping[str, object], path: Path) -> None:
        for name in facts.required:
            if value.get(name) is None and (self._tokens_required or name != facts.idempotency_token):
                self._add((*path, name), ("required", "is missing; it has to be given."))

    def _unknown(self, facts: ShapeFacts, name: str, path: Path) -> None:
        if not self._unknown_is_fault:
            return
        known = [python_name(member) for member in facts.members]
        close = difflib.get_close_matches(python_name(name), known, n=1)
        remedy = f"did you mean {close[0]!r}?" if close else f"known are {_listed(known)}."
        self._add((*path, name), ("unknown", f"is not a member of {facts.name}; {remedy}"))

    def _add(self, path: Path, problem: Problem) -> None:
        self.faults.append(fault_at(path, *problem))


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
