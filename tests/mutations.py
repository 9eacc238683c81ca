"""Changes that break one rule of the description at one place of a good request."""

from __future__ import annotations

import math
from copy import deepcopy
from datetime import datetime
from typing import TYPE_CHECKING, Any

from l4e_sdk._botocore_data.description import compiled
from tests.strategies import DESCRIPTION

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from l4e_sdk._botocore_data import ShapeFacts

    Path = tuple[str | int, ...]
    Place = tuple[Path, ShapeFacts, Any]
    Change = tuple[Path, object, str]

NAIVE = datetime(2026, 1, 1)
GONE = object()
"""Instead of a value: the member is taken away."""


def all_places(operation: str, request: Mapping[str, object]) -> Iterator[Place]:
    """Yield every place in a request below the top."""
    return _inside(DESCRIPTION.input_of(operation), request, ())


def _inside(facts: ShapeFacts, value: Any, path: Path) -> Iterator[Place]:
    if facts.kind == "structure":
        inner = [(name, DESCRIPTION.shapes[facts.members[name]], member) for name, member in value.items()]
    elif facts.kind == "list":
        inner = [(index, DESCRIPTION.shapes[facts.item or ""], entry) for index, entry in enumerate(value)]
    else:
        inner = []
    for step, shape, member in inner:
        yield (*path, step), shape, member
        yield from _inside(shape, member, (*path, step))


def all_changes(operation: str, request: Mapping[str, object]) -> Iterator[Change]:
    """Yield changes to a request, each with the one rule that it breaks."""
    yield from _structure_changes(DESCRIPTION.input_of(operation), request, ())
    for path, facts, value in all_places(operation, request):
        if facts.kind == "structure":
            yield from _structure_changes(facts, value, path)
        yield from ((path, bad, rule) for bad, rule in _CHANGES[facts.kind](facts, value))


def _structure_changes(facts: ShapeFacts, value: Any, path: Path) -> Iterator[Change]:
    yield (*path, "NoSuchMember"), 1, "unknown"
    for name in value:
        if name in facts.required:
            yield (*path, name), None, "required"
            yield (*path, name), GONE, "required"


def _string_changes(facts: ShapeFacts, value: str) -> Iterator[tuple[object, str]]:
    yield from ((wrong, "type") for wrong in (5, b"x", ["x"], {"x": "x"}, True))
    if facts.enum:
        yield "NO_SUCH_VALUE", "enum"
    if facts.minimum:
        yield value[: facts.minimum - 1], "minimum"
    if facts.maximum is not None:
        yield (value or "x") + "x" * facts.maximum, "maximum"
    misfit = "☃" * max(facts.minimum or 1, 1)
    if facts.pattern is not None and compiled(facts.pattern).fullmatch(misfit) is None:
        yield misfit, "pattern"


def _integer_changes(facts: ShapeFacts, _value: int) -> Iterator[tuple[object, str]]:
    yield from ((wrong, "type") for wrong in ("5", 5.0, True, [5], math.nan))
    yield (facts.minimum - 1 if facts.minimum is not None else -(2**63) - 1), "minimum"
    yield (facts.maximum + 1 if facts.maximum is not None else 2**63), "maximum"


def _timestamp_changes(_facts: ShapeFacts, _value: datetime) -> Iterator[tuple[object, str]]:
    wrong = (NAIVE, "2026-01-01T00:00:00Z", True, math.nan, math.inf, 1e15, -1e15, [1], NAIVE.date())
    yield from ((one, "type") for one in wrong)


def _list_changes(facts: ShapeFacts, value: list[object]) -> Iterator[tuple[object, str]]:
    yield from ((wrong, "type") for wrong in ("x", 5, {"x": "x"}))
    if facts.maximum is not None:
        yield [*value, *["x"] * facts.maximum, "x"], "maximum"


_CHANGES: dict[str, Any] = {
    "string": _string_changes,
    "integer": _integer_changes,
    "long": _integer_changes,
    "timestamp": _timestamp_changes,
    "list": _list_changes,
    "structure": lambda _facts, _value: [("x", "type"), (5, "type"), ([], "type")],
}


def changed(request: Mapping[str, object], path: Path, value: object) -> dict[str, object]:
    """Return a request with another value at a place, or with nothing there."""
    copy: Any = deepcopy(request)
    holder = copy
    for step in path[:-1]:
        holder = holder[step]
    if value is GONE:
        del holder[path[-1]]
    else:
        holder[path[-1]] = value
    return copy


def written(path: Path) -> str:
    """Return a path as the API spells it."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)[1:]
