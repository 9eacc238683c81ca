"""The format of times, lengths of time and numbers in a report."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
UNKNOWN = "\N{EN DASH}"


def moment(value: datetime | None) -> str:
    """Format a time in UTC to the minute, or to the second if it has seconds."""
    if value is None:
        return UNKNOWN
    value = value.astimezone(UTC)
    return f"{value:%Y-%m-%d %H:%M:%S}" if value.second else f"{value:%Y-%m-%d %H:%M}"


def span(start: datetime | None, end: datetime | None) -> str:
    """Write a range of time, the day once if it is one day."""
    if start is None or end is None:
        return f"{moment(start)} to {moment(end)}" if start or end else UNKNOWN
    if start.astimezone(UTC).date() == end.astimezone(UTC).date():
        return f"{moment(start)} to {moment(end)[11:]}"
    return f"{moment(start)} to {moment(end)}"


def length(value: timedelta | None) -> str:
    """Write a length of time with its two largest units."""
    if value is None:
        return UNKNOWN
    if value < _MINUTE:
        return f"{value.total_seconds():.0f} s"
    if value < _HOUR:
        return _two(value, _MINUTE, "min", timedelta(seconds=1), "s")
    if value < _DAY:
        return _two(value, _HOUR, "h", _MINUTE, "min")
    return _two(value, _DAY, "d", _HOUR, "h")


def share(value: float | None, digits: int = 0) -> str:
    """Write a share as a percentage."""
    if value is None:
        return UNKNOWN
    text = f"{100 * value:.{digits}f} %"
    return f"< {10**-digits:g} %" if value > 0 and float(text[:-2]) == 0 else text


def number(value: float | None) -> str:
    """Write a number with four digits that matter."""
    return UNKNOWN if value is None else f"{value:,.4g}"


def count(value: int, one: str, many: str | None = None) -> str:
    """Write a number of things."""
    return f"{value:,} {one if value == 1 else many or one + 's'}"


def _two(value: timedelta, unit: timedelta, name: str, small: timedelta, small_name: str) -> str:
    whole, rest = divmod(value, unit)
    parts = rest // small
    return f"{whole} {name} {parts} {small_name}" if parts else f"{whole} {name}"
