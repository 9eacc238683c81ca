"""Conversion of the members of a request, guided by the service description."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from l4e_sdk._calls.encoding.locations import address_to_members
from l4e_sdk._calls.encoding.values import convert, json_text
from l4e_sdk._rules.validation.paths import fault_at, python_name
from l4e_sdk.errors import InvalidValueError
from l4e_sdk.shapes._shape import Shape

if TYPE_CHECKING:
    from l4e_sdk._botocore_data import ShapeFacts
    from l4e_sdk._rules.validation.paths import Path
    from l4e_sdk.errors import Fault


class Encoder:
    """The conversion of one request, with a list of the values that cannot be converted."""

    def __init__(self, shapes: Mapping[str, ShapeFacts]) -> None:
        self.faults: list[Fault] = []
        self._shapes = shapes

    def members(self, facts: ShapeFacts, given: Mapping[str, object], path: Path) -> dict[str, object]:
        """Return the members of a structure by the service's names, without members that are None."""
        encoded: dict[str, object] = {}
        spellings = _spellings(tuple(facts.members))
        for key, value in given.items():
            if value is None:
                continue
            name = spellings.get(key, key)
            if name in encoded:
                self._fault((*path, name), "is given in two spellings; keep one of them.")
            shape = facts.members.get(name)
            encoded[name] = value if shape is None else self._value(self._shapes[shape], value, (*path, name))
        return encoded

    def _value(self, facts: ShapeFacts, value: object, path: Path) -> object:
        try:
            if facts.kind == "structure":
                return self._structure(facts, value, path)
            if facts.kind == "list":
                return self._list(facts, value, path)
            return convert(facts, value, path[-1])
        except InvalidValueError as error:
            self._fault(path, str(error))
            return value

    def _structure(self, facts: ShapeFacts, value: object, path: Path) -> object:
        if isinstance(value, Shape):
            value = value.model_dump(by_alias=True, exclude_unset=True, exclude_none=True)
        if facts.name == "DatasetSchema":
            value = _schema_members(value)
        elif isinstance(value, str):
            value = address_to_members(facts, value)
        return self.members(facts, value, path) if isinstance(value, Mapping) else value

    def _list(self, facts: ShapeFacts, value: object, path: Path) -> object:
        if facts.name == "TagList" and isinstance(value, Mapping):
            value = [{"Key": key, "Value": content} for key, content in value.items()]
        if not isinstance(value, (list, tuple)):
            return value
        item = self._shapes[facts.item or ""]
        return [self._value(item, entry, (*path, index)) for index, entry in enumerate(value)]

    def _fault(self, path: Path, message: str) -> None:
        self.faults.append(fault_at(path, "type", message))


@cache
def _spellings(members: tuple[str, ...]) -> Mapping[str, str]:
    """Return the service's name for each accepted spelling of a member."""
    return {python_name(name): name for name in members} | {name: name for name in members}


def _schema_members(value: object) -> object:
    """Return the only member of a data schema for a caller who passes just the document, as text or as a mapping."""
    if isinstance(value, str):
        return {"InlineDataSchema": value}
    if isinstance(value, Mapping) and "Components" in value:
        return {"InlineDataSchema": json_text(value)}
    return value
