"""Rules about JSON documents that travel as strings: data schemas and resource policies.

Source: service/datasets#schema, service/policies#document.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Final, TypeAlias

from l4e_sdk._botocore_data import ServiceDescription
from l4e_sdk._botocore_data.description import compiled
from l4e_sdk._rules.validation.paths import fault_at
from l4e_sdk._rules.validation.reading import text
from l4e_sdk._rules.validation.scalars import shown
from l4e_sdk._rules.validation.words import MUST_BE

if TYPE_CHECKING:
    from l4e_sdk._rules.validation.reading import Request
    from l4e_sdk.errors import Fault

Complaints: TypeAlias = Iterator[str]

_SCHEMA: Final = ("DatasetSchema", "InlineDataSchema")
_POLICY: Final = ("ResourcePolicy",)
_MOST: Final = 50
"""Largest number of faults to report for one document; a schema may have thousands of columns."""
_ONCE: Final = "call json.dumps once, on the whole document."
_EXAMPLE: Final = (
    '{"Components": [{"ComponentName": ..., "Columns": [{"Name": ..., "Type": "DATETIME"}, ...]}]}'
)


def schema(request: Request) -> Iterator[Fault]:
    """A data schema lists components, each with one DATETIME column first and DOUBLE columns after it."""
    written = text(request, *_SCHEMA)
    if written is not None:
        yield from (
            fault_at(_SCHEMA, "format", complaint) for complaint in islice(schema_complaints(written), _MOST)
        )


def policy(request: Request) -> Iterator[Fault]:
    """A resource policy is a JSON object."""
    written = text(request, *_POLICY)
    if written is None or isinstance(parsed := _parsed(written), dict):
        return
    if isinstance(parsed, str) and isinstance(_parsed(parsed), dict):
        yield fault_at(_POLICY, "format", f"holds JSON inside JSON; {_ONCE}")
    else:
        yield fault_at(
            _POLICY, "format", "is no JSON object; give a policy document such as json.dumps(policy) makes."
        )


def schema_complaints(written: str) -> Complaints:
    """Yield the faults of a data schema, each with its place in it."""
    parsed = _parsed(written)
    components = _items(parsed, "Components")
    if place := _json_inside(parsed):
        yield f"holds JSON inside JSON, as a text at {place}; {_ONCE}"
        return
    if not components:
        yield f"holds no list of components; write {_EXAMPLE}."
        return
    names = [_name(component, "ComponentName") for component in components]
    yield from _repeated(names, "Components")
    for index, component in enumerate(components):
        place = f"Components[{index}]"
        yield from _named(component, "ComponentName", f"{place}.ComponentName")
        yield from _columns(_items(component, "Columns"), f"{place}.Columns")


def _json_inside(parsed: object) -> str | None:
    """Return where a schema has a text in place of the JSON that the text holds, or None."""
    if _is_json(parsed):
        return "the top"
    for key in ("InlineDataSchema", "Components"):
        value = parsed.get(key) if isinstance(parsed, Mapping) else None
        if _is_json(value):
            return key
    for index, component in enumerate(_items(parsed, "Components")):
        place = f"Components[{index}]"
        if _is_json(component):
            return place
        if isinstance(component, Mapping) and _is_json(component.get("Columns")):
            return f"{place}.Columns"
        for number, column in enumerate(_items(component, "Columns")):
            if _is_json(column):
                return f"{place}.Columns[{number}]"
    return None


def _is_json(value: object) -> bool:
    return isinstance(value, str) and isinstance(_parsed(value), (dict, list, str))


def _columns(columns: list[object], place: str) -> Complaints:
    if len(columns) < 2:
        yield f"{place} needs a DATETIME column and at least one DOUBLE column; it has {len(columns)} in all."
    yield from _repeated([_name(column, "Name") for column in columns], place)
    for index, column in enumerate(columns):
        expected = "DOUBLE" if index else "DATETIME"
        kind = _name(column, "Type")
        yield from _named(column, "Name", f"{place}[{index}].Name", shape="SensorName")
        if kind != expected:
            yield f"{place}[{index}].Type is {shown(kind)}; the first column is DATETIME, all others are DOUBLE."


def _named(holder: object, key: str, place: str, shape: str | None = None) -> Complaints:
    shape = shape or key
    facts = ServiceDescription.load().shapes[shape]
    name = _name(holder, key)
    if name is None or not compiled(facts.pattern or "").fullmatch(name):
        yield f"{place} is {shown(name)}; give 1 to {facts.maximum} characters, {MUST_BE[shape]}."


def _repeated(names: list[str | None], place: str) -> Complaints:
    for name, count in Counter(name for name in names if name is not None).items():
        if count > 1:
            yield f"{place} has {shown(name)} {count} times; give every name once."


def _name(holder: object, key: str) -> str | None:
    value = holder.get(key) if isinstance(holder, Mapping) else None
    return value if isinstance(value, str) else None


def _items(holder: object, key: str) -> list[object]:
    value = holder.get(key) if isinstance(holder, Mapping) else None
    return value if isinstance(value, list) else []


def _parsed(written: str) -> object:
    try:
        return json.loads(written)
    except (ValueError, RecursionError):
        return None
