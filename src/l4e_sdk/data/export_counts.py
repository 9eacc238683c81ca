"""Times of an export that are numbers: their unit and their epoch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST, _LAST = 1980, 2100
"""The range of years in which a number cannot be a time in two formats, or a row of digits such as 202401311300."""


@dataclass(frozen=True, slots=True)
class _Count:
    said: str
    milliseconds: int
    """A numeric time format."""
    epoch: int
    """The number that stands for 1970-01-01."""
    is_local: bool


COUNTS: Final[Mapping[str, _Count]] = {
    "unix": _Count("seconds since 1970", 1000, 0, is_local=False),
    "unix-ms": _Count("milliseconds since 1970", 1, 0, is_local=False),
    "excel": _Count("days of Excel", 86_400_000, 25_569, is_local=True),
}
"""The numeric formats by their names in ``ExportFormat.dates``."""


def counted(number: str, kind: str) -> datetime | None:
    """Return the time of a number, to the millisecond, or None if it is not in the years 1980 to 2100.

    Args:
        number: digits, with an optional decimal point. Any other text is not a time.
        kind: the numeric format.

    Returns:
        A time in UTC, or a local time without a zone if the format is local.
    """
    if not number.isascii() or not number.replace(".", "", 1).isdecimal():
        return None  # reject signs and exponents; Excel writes too few digits with an exponent
    count = COUNTS[kind]
    try:
        moment = _EPOCH + timedelta(milliseconds=round((float(number) - count.epoch) * count.milliseconds))
    except OverflowError:
        return None
    if not _FIRST <= moment.year <= _LAST:
        return None
    return moment.replace(tzinfo=None) if count.is_local else moment


def other_kind(number: str) -> str | None:
    """Return a format in which a number would be a time, in words with the option; None if there is none."""
    for kind, count in COUNTS.items():
        if (moment := counted(number, kind)) is not None:
            return f"{moment:%Y-%m-%d} in {count.said}: dates={kind!r}"
    return None
