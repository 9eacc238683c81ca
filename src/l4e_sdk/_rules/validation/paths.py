"""Places in a request: the service's spelling on the wire, Python's for a person."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias

from l4e_sdk.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable

    from l4e_sdk.errors import Rule

Path: TypeAlias = tuple[str | int, ...]
"""Names of members and indices of items, from the outside in."""

_WORD_START: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@lru_cache(1024)
def python_name(member: str) -> str:
    """Return how a member is spelled in Python: ``S3InputConfiguration`` is ``s3_input_configuration``."""
    return _WORD_START.sub("_", member).lower()


def fault_at(path: Path, rule: Rule, message: str, *members: str) -> Fault:
    """Return a fault with its place in both spellings.

    Args:
        path: the place, in the service's spelling.
        rule: what is broken.
        message: what is wrong; with members, a format string in which ``{}`` stands for each of them.
        members: other members that the message names, in the service's spelling.
    """
    python = (python_name(part) if isinstance(part, str) else part for part in path)
    places = _written(python), _written(path)
    if not members:
        return Fault(*places, rule, message)
    return Fault(*places, rule, message.format(*map(python_name, members)), message.format(*members))


def is_covered(fault: Fault, others: Iterable[Fault]) -> bool:
    """Return whether another fault is at the same place or at one around it."""
    return any(
        fault.wire_path == other.wire_path
        or fault.wire_path.startswith((f"{other.wire_path}.", f"{other.wire_path}["))
        for other in others
    )


def _written(path: Iterable[str | int]) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")
