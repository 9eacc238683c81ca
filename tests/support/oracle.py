"""What a request breaks, read from botocore's own model of the service with nothing but ``re``.

A second opinion for tests: it shares no line with the validation of the package, and where that tells the first rule
that a value breaks, this one tells all of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

import botocore.session

from l4e_sdk import install

if TYPE_CHECKING:
    from collections.abc import Iterator

    from botocore.model import ServiceModel, Shape

    Broken = tuple[str, str]

_LEAST = {"integer": -(2**31), "long": -(2**63)}
_MOST = {"integer": 2**31 - 1, "long": 2**63 - 1}
_YEARS = tuple(datetime(year, 1, 1, tzinfo=UTC).timestamp() for year in (1, 9999))
_JAVA = {r"[\P{M}\p{M}]": r"(?:.|\n)", r"\p{ASCII}": "[\x00-\x7f]"}


def broken(operation: str, request: object) -> dict[str, set[str]]:
    """Return the rules that a request breaks, by the place that breaks them, as the API spells it."""
    found: dict[str, set[str]] = {}
    for place, rule in _structure(_service().operation_model(operation).input_shape, request, ""):
        found.setdefault(place, set()).add(rule)
    return found


@cache
def _service() -> ServiceModel:
    core = botocore.session.Session()
    install(core)  # for a botocore that has dropped the service
    return core.get_service_model("lookoutequipment")


def _judge(shape: Shape, value: Any, place: str) -> Iterator[Broken]:
    judge = {"structure": _structure, "list": _list, "string": _string, "timestamp": _timestamp}
    yield from judge.get(shape.type_name, _number)(shape, value, place)


def _structure(shape: Any, value: Any, place: str) -> Iterator[Broken]:
    if not isinstance(value, Mapping):
        yield place, "type"
        return
    present = {name: member for name, member in value.items() if member is not None}
    yield from ((_joined(place, name), "required") for name in set(shape.required_members) - set(present))
    yield from ((_joined(place, name), "unknown") for name in set(value) - set(shape.members))
    for name in set(present) & set(shape.members):
        yield from _judge(shape.members[name], present[name], _joined(place, name))


def _list(shape: Any, value: Any, place: str) -> Iterator[Broken]:
    if not isinstance(value, list):
        yield place, "type"
        return
    yield from _size(shape, len(value), place)
    if len(value) <= shape.metadata.get("max", len(value)):
        for index, item in enumerate(value):
            yield from _judge(shape.member, item, f"{place}[{index}]")


def _string(shape: Any, value: Any, place: str) -> Iterator[Broken]:
    if not isinstance(value, str) or any("\ud800" <= char <= "\udfff" for char in value):
        yield place, "type"
    if not isinstance(value, str):
        return
    if value not in shape.metadata.get("enum", [value]):
        yield place, "enum"
    yield from _size(shape, len(value), place)
    pattern = shape.metadata.get("pattern")
    if pattern is not None and _pattern(pattern).match(value) is None:
        yield place, "pattern"


def _number(shape: Any, value: Any, place: str) -> Iterator[Broken]:
    if type(value) is not int:
        yield place, "type"
        return
    yield from _size(shape, value, place, _LEAST[shape.type_name], _MOST[shape.type_name])


def _timestamp(_shape: Any, value: Any, place: str) -> Iterator[Broken]:
    if isinstance(value, datetime):
        good = value.tzinfo is not None
    else:
        good = type(value) in {int, float} and _YEARS[0] <= value <= _YEARS[1] + 365 * 86_400 - 1
    if not good:
        yield place, "type"


def _size(
    shape: Any, size: int, place: str, least: float = float("-inf"), most: float = float("inf")
) -> Iterator[Broken]:
    if size < shape.metadata.get("min", least):
        yield place, "minimum"
    if size > shape.metadata.get("max", most):
        yield place, "maximum"


@cache
def _pattern(java: str) -> re.Pattern[str]:
    for theirs, ours in _JAVA.items():
        java = java.replace(theirs, ours)
    return re.compile(rf"(?:{java})\Z", re.ASCII)


def _joined(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name
