"""Times of an export that are numbers: what they count, and since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST, _LAST = 1980, 2100
"""Years in which no number is a time in two kinds, nor one of digits such as 202401311300."""


@dataclass(frozen=True, slots=True)
class _Count:
    said: str
    milliseconds: int
    """How long one is."""
    epoch: int
    """The number of 1970-01-01."""
    is_local: bool


COUNTS: Final[Mapping[str, _Count]] = {
    "unix": _Count("seconds since 1970", 1000, 0, is_local=False),
    "unix-ms": _Count("milliseconds since 1970", 1, 0, is_local=False),
    "excel": _Count("days of Excel", 86_400_000, 25_569, is_local=True),
}
"""By the kind of number, as ``ExportFormat.dates`` has it."""


def counted(number: str, kind: str) -> datetime | None:
    """Return the time that a number stands for, to the millisecond; None if it is none of the years 1980 to 2100.

    Args:
        number: digits, perhaps with a decimal point and more of them; any other text is no time.
        kind: what they count.

    Returns:
        a time in UTC, or a local one without a zone if the kind is so.
    """
    if not number.isascii() or not number.replace(".", "", 1).isdecimal():
        return None  # a sign or an exponent, of which Excel writes too few digits
    count = COUNTS[kind]
    try:
        moment = _EPOCH + timedelta(milliseconds=round((float(number) - count.epoch) * count.milliseconds))
    except OverflowError:
        return None
    if not _FIRST <= moment.year <= _LAST:
        return None
    return moment.replace(tzinfo=None) if count.is_local else moment


def other_kind(number: str) -> str | None:
    """Return in words what a number would be, with the option that says so; None if it is no time in any kind."""
    for kind, count in COUNTS.items():
        if (moment := counted(number, kind)) is not None:
            return f"{moment:%Y-%m-%d} in {count.said}: dates={kind!r}"
    return None
