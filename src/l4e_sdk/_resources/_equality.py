"""Comparison of two values of a setting, whatever their spelling."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from l4e_sdk._durations import CalendarDuration, parse_duration
from l4e_sdk._rules.layout.input_names import DEFAULT_DELIMITER, DEFAULT_TIMESTAMP_FORMAT
from l4e_sdk.errors import InvalidValueError
from l4e_sdk.values import OffCondition
from l4e_sdk.views import DataSchema

if TYPE_CHECKING:
    from collections.abc import Callable

_DEFAULTS: Final[Mapping[str, object]] = {
    "ComponentTimestampDelimiter": DEFAULT_DELIMITER,
    "DataDelayOffsetInMinutes": 0,
    "InputTimeZoneOffset": "+00:00",
    "Prefix": "",
    "PromoteMode": "MANAGED",
    "TimestampFormat": DEFAULT_TIMESTAMP_FORMAT,
}
"""Values of omitted members (service/inference#settings, service/retraining#settings)."""

_KEYS: Final = frozenset({"KmsKeyId", "ServerSideKmsKeyId"})


def same(member: str, have: object, want: object) -> bool:
    """Return whether two values of a member have the same meaning.

    Args:
        member: the member's name in the API, which decides how values are parsed and which default applies.
        have: the value in the description; None if it is missing.
        want: the value in the request.
    """
    if isinstance(have, Mapping) or isinstance(want, Mapping):
        ours, theirs = _members(have), _members(want)
        return all(same(name, ours.get(name), theirs.get(name)) for name in ours.keys() | theirs.keys())
    if member in _KEYS and isinstance(have, str) and isinstance(want, str):
        return _is_same_key(have, want)
    return _meaning(member, have) == _meaning(member, want)


def columns(document: object) -> frozenset[str]:
    r"""Return the columns of a schema document as ``component\\column TYPE``. Their order has no meaning."""
    if not isinstance(document, (str, bytes)):
        return frozenset()
    return frozenset(
        f"{component.component_name}\\{column.name} {column.type}"
        for component in DataSchema.parse(document).components
        for column in component.columns
    )


def _members(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _meaning(member: str, value: object) -> object:
    if value is None:
        value = _DEFAULTS.get(member)
    if value is None:
        return None
    if isinstance(value, datetime):
        value = value.astimezone(UTC).replace(microsecond=0)
    with suppress(InvalidValueError):  # a value that cannot be parsed is compared as it is
        return _READ.get(member, _itself)(value)
    return value


def _is_same_key(have: str, want: str) -> bool:
    """Compare KMS keys by the part of the ARN after the account. An alias counts as equal to any key."""
    ours, theirs = _key(have), _key(want)
    return ours == theirs or ours.startswith("alias/") != theirs.startswith("alias/")


def _key(name: str) -> str:
    short = name.rpartition(":")[2]
    return short if short.startswith(("alias/", "key/")) else f"key/{short}"


def _itself(value: object) -> object:
    return value


def _calendar(value: object) -> object:
    step = CalendarDuration.parse(str(value))
    return (12 * step.years + step.months, step.days)


def _day(value: object) -> object:
    return value.date() if isinstance(value, datetime) else value


_READ: Final[Mapping[str, Callable[[object], object]]] = {
    "DataUploadFrequency": lambda value: parse_duration(str(value)),
    "FaultCodes": lambda value: frozenset(value) if isinstance(value, (list, tuple)) else value,
    "InlineDataSchema": columns,
    "InputTimeZoneOffset": lambda value: str(value).replace("-00:00", "+00:00"),
    "LookbackWindow": lambda value: parse_duration(str(value)),
    "OffCondition": lambda value: OffCondition.parse(str(value)),
    "RetrainingFrequency": _calendar,
    "RetrainingStartDate": _day,
    "TargetSamplingRate": lambda value: parse_duration(str(value)),
}
