"""The checks of single values: the first thing wrong with one, in words."""

from __future__ import annotations

import math
import re
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Final, TypeAlias

from l4e_sdk._botocore_data.description import compiled
from l4e_sdk._missing import is_missing, refusal
from l4e_sdk._rules.validation.words import MUST_BE
from l4e_sdk.errors import Rule

if TYPE_CHECKING:
    from collections.abc import Callable

    from l4e_sdk._botocore_data import ShapeFacts

Problem: TypeAlias = tuple[Rule, str]

_SHOWN: Final = 60
"""Most characters of a value that a message repeats."""
_INTEGERS: Final = {"integer": (-(2**31), 2**31 - 1), "long": (-(2**63), 2**63 - 1)}
EARLIEST: Final = -62_135_596_800
LATEST: Final = 253_402_300_799
"""Seconds from 1970 to the first of the year 1 and the last of the year 9999, which is all that a datetime can hold."""
_PLAIN_CHOICE: Final = re.compile(r"\^?[\w-]+\$?(?:\|\^?[\w-]+\$?)+")


def shown(value: object) -> str:
    """Return a value for a message: short, and only if it is simple."""
    if isinstance(value, str):
        return repr(value[:_SHOWN] + ("…" if len(value) > _SHOWN else ""))
    if isinstance(value, int) and value.bit_length() > 64:
        return "a huge number"
    if isinstance(value, (bool, int, float)) or value is None:
        return repr(value)
    return f"a value of type {type(value).__name__}"


def wrong_type(expected: str, value: object) -> Problem:
    """Return the fault of a value that has the wrong type or form."""
    return "type", f"is {shown(value)}; give {expected}."


def _string(facts: ShapeFacts, value: object) -> Problem | None:
    if not isinstance(value, str):
        return wrong_type("a string", value)
    if facts.enum:
        return (
            None
            if value in facts.enum
            else ("enum", f"is {shown(value)}; give one of {_choices(facts.enum)}.")
        )
    length = len(value)
    if facts.minimum is not None and length < facts.minimum:
        return "minimum", f"is {shown(value)}; give at least {_characters(facts.minimum)}."
    if facts.maximum is not None and length > facts.maximum:
        return "maximum", f"is {shown(value)} with {_characters(length)}; give at most {facts.maximum:,}."
    if facts.pattern is not None and compiled(facts.pattern).fullmatch(value) is None:
        return "pattern", f"is {shown(value)}; {_must_be(facts)}."
    return None if value.isascii() or _is_text(value) else wrong_type("text without lone surrogates", value)


def _integer(facts: ShapeFacts, value: object) -> Problem | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return wrong_type("a whole number", value)
    # If the description has no limit, the type of the service's implementation has one.
    minimum, maximum = _INTEGERS[facts.kind]
    return _range(
        value,
        minimum if facts.minimum is None else facts.minimum,
        maximum if facts.maximum is None else facts.maximum,
    )


def _float(facts: ShapeFacts, value: object) -> Problem | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        return wrong_type("a finite number", value)
    return _range(value, facts.minimum, facts.maximum)


def _boolean(_facts: ShapeFacts, value: object) -> Problem | None:
    return None if isinstance(value, bool) else wrong_type("True or False", value)


def _timestamp(_facts: ShapeFacts, value: object) -> Problem | None:
    if is_missing(value):
        return "type", f"{refusal(value)}."
    if isinstance(value, datetime):
        if value.utcoffset() is None:
            return (
                "type",
                f"is {value.isoformat()} without a time zone; add one, as in datetime(..., tzinfo=UTC).",
            )
        return _moment(value.timestamp())
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return wrong_type("a datetime with a time zone (on the wire, seconds since 1970)", value)
    return _moment(value)


def _moment(seconds: float) -> Problem | None:
    # A comparison with NaN is false, so NaN is refused here with the rest.
    if EARLIEST <= seconds <= LATEST:
        return None
    return "type", f"is {shown(seconds)} seconds from 1970; give a moment in the years 1 to 9999."


def _range(value: float, minimum: int | None, maximum: int | None) -> Problem | None:
    if minimum is not None and value < minimum:
        return "minimum", f"is {shown(value)}; give at least {minimum:,}."
    if maximum is not None and value > maximum:
        return "maximum", f"is {shown(value)}; give at most {maximum:,}."
    return None


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _must_be(facts: ShapeFacts) -> str:
    choices = allowed(facts)
    if choices:
        return f"give one of {_choices(choices)}"
    return MUST_BE.get(facts.name) or f"it has to match {facts.pattern}"


@cache
def _choices_of(pattern: str) -> tuple[str, ...]:
    return tuple(part.strip("^$") for part in pattern.split("|")) if _PLAIN_CHOICE.fullmatch(pattern) else ()


def allowed(facts: ShapeFacts) -> tuple[str, ...]:
    """Return the allowed values of a string, if an enum or a pattern lists them."""
    return facts.enum or (_choices_of(facts.pattern) if facts.pattern else ())


def _choices(values: tuple[str, ...]) -> str:
    return ", ".join(map(repr, values))


def _characters(count: int) -> str:
    return f"{count:,} character{'' if count == 1 else 's'}"


SCALARS: Final[dict[str, Callable[[ShapeFacts, object], Problem | None]]] = {
    "string": _string,
    "integer": _integer,
    "long": _integer,
    "float": _float,
    "boolean": _boolean,
    "timestamp": _timestamp,
}
