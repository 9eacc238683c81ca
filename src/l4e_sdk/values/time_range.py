"""A range of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Self

from l4e_sdk._durations import later
from l4e_sdk._missing import is_missing, refusal
from l4e_sdk.errors import InvalidValueError

if TYPE_CHECKING:
    from l4e_sdk._durations import CalendarDuration


@dataclass(frozen=True, slots=True)
class TimeRange:
    """The range from a start to a later end. The start is inside the range, the end is not.

    Both times are stored in UTC, whatever their zone.

    >>> TimeRange.starting(datetime(2024, 1, 1, tzinfo=UTC), "P3M").duration.days
    91

    Raises:
        InvalidValueError: a time has no zone, or the end is not after the start.
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        for name in ("start", "end"):
            object.__setattr__(self, name, _in_utc(name, getattr(self, name)))
        if self.start >= self.end:
            raise InvalidValueError(f"end is {self.end}, which is not after start, {self.start}; swap them.")

    @classmethod
    def starting(cls, start: datetime, length: timedelta | CalendarDuration | str) -> Self:
        """Return the range that begins at a start and has a length: a ``timedelta``, a calendar duration or ISO 8601.

        Raises:
            InvalidValueError: the duration cannot be parsed, or is not positive.
        """
        return cls(start, later(_in_utc("start", start), length))

    @property
    def duration(self) -> timedelta:
        """The length of the range."""
        return self.end - self.start

    def overlaps(self, other: TimeRange) -> bool:
        """Return whether the two ranges have a time in common."""
        return self.start < other.end and other.start < self.end

    def __contains__(self, moment: datetime) -> bool:
        """Return whether a time is in the range."""
        return self.start <= _in_utc("moment", moment) < self.end

    def __str__(self) -> str:
        """Return the range as an ISO 8601 interval."""
        return f"{self.start.isoformat()}/{self.end.isoformat()}"


def _in_utc(name: str, moment: datetime) -> datetime:
    if is_missing(moment):
        raise InvalidValueError(f"{name} {refusal(moment)}.")
    if not isinstance(moment, datetime):
        raise InvalidValueError(f"{name} is {moment!r}; give a datetime with a time zone.")
    if moment.utcoffset() is None:
        raise InvalidValueError(
            f"{name} is {moment.isoformat()}, which has no time zone; "
            f"write {moment.isoformat()}+00:00 for UTC, or datetime(..., tzinfo=UTC)."
        )
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise InvalidValueError(
            f"{name} is {moment}; give a moment in the years 1 to 9999 of UTC."
        ) from error
