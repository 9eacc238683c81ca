"""Comparison of calls with expected calls, and their difference as text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from difflib import SequenceMatcher, unified_diff
from itertools import zip_longest
from typing import TYPE_CHECKING, TypeAlias

from l4e_sdk.testing.calls import Call

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Pair: TypeAlias = tuple[Call | None, Call | None]
"""An expected call and an actual call; None if one of them is missing."""


def difference(expected: Sequence[Call], actual: Sequence[Call]) -> str:
    """Return the difference from the expected calls as a unified diff; empty if there is none."""
    pairs = list(_aligned([_wire(call) for call in expected], actual))
    wanted = _lines(have if _matches(want, have) else want for want, have in pairs)
    found = _lines(have for _, have in pairs)
    return "\n".join(unified_diff(wanted, found, "expected", "called", n=3, lineterm=""))


def _aligned(expected: Sequence[Call], actual: Sequence[Call]) -> Iterator[Pair]:
    """Pair calls of the same operation, as far as their order allows."""
    names = [call.operation for call in expected], [call.operation for call in actual]
    for kind, *ends in SequenceMatcher(None, *names, autojunk=False).get_opcodes():
        wanted, found = expected[ends[0] : ends[1]], actual[ends[2] : ends[3]]
        if kind == "equal":
            yield from zip(wanted, found, strict=True)
        else:
            yield from zip_longest(wanted, (), fillvalue=None)
            yield from zip_longest((), found, fillvalue=None)


def _matches(want: Call | None, have: Call | None) -> bool:
    if want is None or have is None or want.operation != have.operation:
        return False
    return want.params is None or want.params == have.params


def _lines(calls: Iterable[Call | None]) -> list[str]:
    return [line for call in calls if call is not None for line in _text(call).splitlines()]


def _text(call: Call) -> str:
    if call.params is None:
        return f"{call.operation} with any parameters"
    # Placeholders for any value, such as mock.ANY, keep their own representation.
    return f"{call.operation} {json.dumps(call.params, indent=2, sort_keys=True, ensure_ascii=False, default=repr)}"


def _wire(call: Call) -> Call:
    params = call.params
    return Call(call.operation, None if params is None else {name: _plain(params[name]) for name in params})


def _plain(value: object) -> object:
    """Return a value in its recorded form, so that expected calls may have times as objects."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value
