"""Access to the members of a request that may hold anything; missing members and members of a wrong type are None."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TypeAlias

from l4e_sdk._missing import is_missing
from l4e_sdk._rules.validation.scalars import EARLIEST, LATEST

Request: TypeAlias = Mapping[str, object]


def at(request: Request, *path: str) -> object:
    """Return the value at a place, or None."""
    value: object = request
    for name in path:
        if not isinstance(value, Mapping):
            return None
        value = value.get(name)
    return value


def text(request: Request, *path: str) -> str | None:
    """Return the string at a place."""
    value = at(request, *path)
    return value if isinstance(value, str) else None


def whole(request: Request, *path: str) -> int | None:
    """Return the whole number at a place."""
    value = at(request, *path)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def seconds(request: Request, *path: str) -> float | None:
    """Return a time in a request, in seconds since 1970."""
    value = at(request, *path)
    if is_missing(value):
        return None
    if isinstance(value, datetime):
        return None if value.utcoffset() is None else value.timestamp()
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return value if EARLIEST <= value <= LATEST else None
