"""Points in time: epoch seconds on the wire, aware UTC datetimes in Python."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import PlainSerializer, PlainValidator

from l4e_sdk._missing import is_missing


def to_utc(value: object) -> datetime:
    """Read a point in time: epoch seconds, an aware datetime, or an ISO 8601 text with an offset.

    The result carries ``datetime.UTC`` itself, so it prints, pickles and compares like one made by hand.

    Raises:
        ValueError: the value is none of these, has no time zone, or lies outside the years 1 to 9999.
    """
    try:
        if is_missing(value):
            raise ValueError(f"{value!r} is not a time")
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return datetime.fromtimestamp(value, UTC)
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        if isinstance(moment, datetime) and moment.utcoffset() is not None:
            return moment.astimezone(UTC)
    except (OverflowError, OSError) as error:
        raise ValueError(f"{value!r} lies outside the years 1 to 9999") from error
    if isinstance(moment, datetime):
        raise ValueError(f"{value!r} has no time zone; add tzinfo, e.g. datetime(..., tzinfo=UTC)")  # noqa: TRY004 - pydantic collects ValueError only
    raise ValueError(f"expected a datetime or epoch seconds, got {type(value).__name__}")


def to_epoch(value: datetime) -> int | float:
    """Return epoch seconds: a whole number unless there is a fraction."""
    seconds = value.timestamp()
    return int(seconds) if seconds.is_integer() else seconds


Timestamp = Annotated[datetime, PlainValidator(to_utc), PlainSerializer(to_epoch, when_used="json")]
"""An aware UTC datetime. pydantic would guess milliseconds for large numbers; the service always means seconds."""
