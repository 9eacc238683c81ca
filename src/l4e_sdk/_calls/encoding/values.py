"""Conversion of single values: enums, numbers, durations, timestamps and JSON documents."""

from __future__ import annotations

import json
import operator
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Final, SupportsIndex

from l4e_sdk._durations import CalendarDuration, format_duration
from l4e_sdk._missing import is_missing
from l4e_sdk._rules.validation.scalars import shown
from l4e_sdk.errors import InvalidValueError
from l4e_sdk.values import OffCondition, ResourcePolicy

if TYPE_CHECKING:
    from l4e_sdk._botocore_data import ShapeFacts

_DURATIONS: Final = frozenset(
    {"DataUploadFrequency", "LookbackWindow", "RetrainingFrequency", "TargetSamplingRate"}
)
_DOCUMENTS: Final = frozenset({"InlineDataSchema", "Policy"})
_TEXTS: Final[Mapping[str, type]] = {"OffCondition": OffCondition, "Policy": ResourcePolicy}
"""Members whose values convert themselves to text."""
_DAYS: Final = frozenset({"RetrainingStartDate"})
"""Members that are dates: the service drops the time (service/retraining#settings)."""
_NATIVE: Final = {"string": str, "integer": int, "long": int, "float": float, "boolean": bool}
"""Types whose plain values need no conversion. They are checked first, because nearly all values are plain."""
_MINUTE: Final = timedelta(minutes=1)


def convert(facts: ShapeFacts, value: object, member: str | int) -> object:
    """Return a value as boto3 accepts it. A value of an unexpected type stays unchanged.

    Args:
        facts: the description of the member.
        value: the caller's value.
        member: the name of the member, or the index in a list.

    Raises:
        InvalidValueError: the value has a convertible type, but cannot be converted.
    """
    if value.__class__ is _NATIVE.get(facts.kind):
        return value
    if isinstance(value, Enum):
        value = value.value
    if facts.kind == "string":
        return _string(facts, value)
    if facts.kind == "timestamp":
        return _moment(value, day=member in _DAYS)
    return _number(facts, value)


def json_text(document: Mapping[str, object]) -> str:
    """Return a document as JSON.

    Raises:
        InvalidValueError: the document holds a value that JSON cannot express.
    """
    try:
        return json.dumps(document, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidValueError(
            f"cannot be written as JSON: {error}; use strings, numbers, lists and mappings."
        ) from error


def _string(facts: ShapeFacts, value: object) -> object:
    if facts.name in _DURATIONS:
        return _duration(facts, value)
    if facts.name in _DOCUMENTS and isinstance(value, Mapping):
        return json_text(value)
    if isinstance(value, _TEXTS.get(facts.name, ())):
        return str(value)
    return value


def _duration(facts: ShapeFacts, value: object) -> object:
    if facts.name == "LookbackWindow" and isinstance(value, int) and not isinstance(value, bool):
        value = CalendarDuration(days=value)
    if isinstance(value, timedelta):
        return format_duration(value)
    return str(value) if isinstance(value, CalendarDuration) else value


def _number(facts: ShapeFacts, value: object) -> object:
    if facts.name == "DataDelayOffsetInMinutes" and isinstance(value, timedelta):
        minutes, rest = divmod(value, _MINUTE)
        if rest:
            raise InvalidValueError(f"is {value}; give whole minutes.")
        return minutes
    # botocore does not accept numpy's and pandas' numbers as int.
    if (
        isinstance(value, SupportsIndex)
        and not isinstance(value, (bool, int))
        and facts.kind in {"integer", "long"}
    ):
        return operator.index(value)
    return value


def _moment(value: object, *, day: bool) -> object:
    if isinstance(value, str):
        value = _parsed(value)
    if is_missing(value):
        return value  # the check of the request says so
    if isinstance(value, datetime):
        return _in_utc(value)
    if day and isinstance(value, date):
        return datetime.combine(value, time(), UTC)
    return value


def _parsed(text: str) -> datetime | str:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidValueError(
            f"is {shown(text)}; give a datetime, or an ISO 8601 text with its offset."
        ) from error


def _in_utc(moment: datetime) -> datetime:
    # botocore writes the hours and minutes of an aware datetime, as if every zone were UTC.
    try:
        return moment if moment.utcoffset() is None else moment.astimezone(UTC)
    except OverflowError as error:
        raise InvalidValueError(f"is {moment}; give a moment in the years 1 to 9999 of UTC.") from error
