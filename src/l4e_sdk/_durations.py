"""ISO 8601 durations: fixed lengths of time, and calendar durations.

``PT5M`` and ``P180D`` are fixed lengths and become ``timedelta``. ``P1M`` is not a fixed length, because a month has 28
to 31 days. It becomes a ``CalendarDuration``, which follows the calendar when you add it to a date.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Self, TypeVar

from l4e_sdk.errors import InvalidValueError

Day = TypeVar("Day", bound=date)

_DURATION: Final = re.compile(
    r"P(?=[\dT])(?:(?P<years>\d{1,9})Y)?(?:(?P<months>\d{1,9})M)?(?:(?P<weeks>\d{1,9})W)?(?:(?P<days>\d{1,9})D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d{1,9})H)?(?:(?P<minutes>\d{1,9})M)?(?:(?P<seconds>\d{1,9}(?:\.\d{1,6})?)S)?)?",
    re.ASCII,
)
_CALENDAR: Final = ("years", "months", "days")


@dataclass(frozen=True, slots=True)
class CalendarDuration:
    """A calendar duration of whole years, months and days, for example the value of ``RetrainingFrequency``.

    Calendar durations have no order: a month may be longer or shorter than 30 days. If an estimate is enough, compare
    ``approximate_days``.

    >>> str(CalendarDuration.parse("P3M15D"))
    'P3M15D'
    """

    years: int = 0
    months: int = 0
    days: int = 0

    def __post_init__(self) -> None:
        for name in _CALENDAR:
            count: object = getattr(self, name)
            if isinstance(count, bool) or not isinstance(count, int) or count < 0:
                raise InvalidValueError(
                    f"{name} is {count!r}; a calendar duration counts in whole numbers from 0."
                )

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse ``P[n]Y[n]M[n]D``.

        Raises:
            InvalidValueError: the text is not such a duration. A bare ``P`` is not one either.
        """
        parts = _parts(text)
        if not parts.keys() <= set(_CALENDAR):
            raise InvalidValueError(
                f"{text!r} has parts beside years, months and days; write for example 'P3M15D'."
            )
        return cls(**{name: int(count) for name, count in parts.items()})

    @property
    def approximate_days(self) -> int:
        """The number of days; a year counts 365 and a month 30 (service/retraining#settings)."""
        return 365 * self.years + 30 * self.months + self.days

    def add_to(self, day: Day) -> Day:
        """Return the date or time that is this much later.

        Years and months are added first. They keep the day of the month, or use the last day of a shorter month: 31
        January plus ``P1M`` is 28 or 29 February.

        Raises:
            InvalidValueError: the result would be after the year 9999.
        """
        years, month = divmod(day.month - 1 + self.months, 12)
        year = day.year + self.years + years
        try:
            last = calendar.monthrange(year, month + 1)[1]
            return day.replace(year=year, month=month + 1, day=min(day.day, last)) + timedelta(days=self.days)
        except (ValueError, OverflowError) as error:
            raise InvalidValueError(
                f"{self} after {day} is beyond the year 9999; use a shorter duration."
            ) from error

    def __str__(self) -> str:
        counts = ((self.years, "Y"), (self.months, "M"), (self.days, "D"))
        return "P" + ("".join(f"{count}{unit}" for count, unit in counts if count) or "0D")


def parse_duration(text: str) -> timedelta:
    """Parse a length of time: ``PT5M``, ``PT1H30M``, ``P180D``, ``P2W``.

    Raises:
        InvalidValueError: the text is not an ISO 8601 duration, or has months or years, which have no fixed length.
    """
    parts = _parts(text)
    if parts.keys() & {"years", "months"}:
        raise InvalidValueError(
            f"{text!r} has no fixed length; give it in days, or use CalendarDuration.parse."
        )
    return _length(parts)


def format_duration(length: timedelta) -> str:
    """Format a length of time in its largest units up to days: ``PT5M``, ``PT1H30M``, ``P180D``.

    Raises:
        InvalidValueError: the length is negative.
    """
    if length < timedelta(0):
        raise InvalidValueError(f"{length} is negative; a duration is zero or more.")
    minutes, seconds = divmod(length.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    fraction = f".{length.microseconds:06d}".rstrip("0") if length.microseconds else ""
    time = "".join(f"{count}{unit}" for count, unit in ((hours, "H"), (minutes, "M")) if count)
    if seconds or fraction:
        time += f"{seconds}{fraction}S"
    day = f"{length.days}D" if length.days else ""
    return f"P{day}T{time}" if time else f"P{day}" if day else "PT0S"


def span(name: str, value: object) -> timedelta:
    """Return a length of time after checking that it is not negative.

    Raises:
        InvalidValueError: the value is negative, or not a ``timedelta``; the message has the name.
    """
    if not isinstance(value, timedelta):
        told = f", for example timedelta(seconds={value})" if isinstance(value, (int, float)) else ""
        raise InvalidValueError(f"{name} is {value!r}; pass a timedelta{told}.")
    if value < timedelta(0):
        raise InvalidValueError(f"{name} is {value}, which is negative; pass a length of time from zero on.")
    return value


def later(moment: datetime, by: timedelta | CalendarDuration | str) -> datetime:
    """Return a time plus a length, a calendar duration or an ISO 8601 duration.

    In a text, years, months, weeks and days follow the calendar, and are added before hours, minutes and seconds.

    Raises:
        InvalidValueError: the text is not a duration, or the result would be after the year 9999.
    """
    if isinstance(by, str):
        parts = _parts(by)
        steps = CalendarDuration(**{name: int(parts.pop(name)) for name in _CALENDAR if name in parts})
        return later(steps.add_to(moment), _length(parts))
    if isinstance(by, CalendarDuration):
        return by.add_to(moment)
    try:
        return moment + by
    except OverflowError as error:
        raise InvalidValueError(
            f"{by} after {moment} is beyond Python's calendar; use a shorter duration."
        ) from error


def _parts(text: str) -> dict[str, str]:
    match = _DURATION.fullmatch(text)
    if match is None:
        raise InvalidValueError(
            f"{text[:60]!r} is no ISO 8601 duration; write for example 'PT5M', 'P180D' or 'P3M15D'."
        )
    return {name: count for name, count in match.groupdict().items() if count is not None}


def _length(parts: dict[str, str]) -> timedelta:
    try:
        return timedelta(
            **{name: float(count) if "." in count else int(count) for name, count in parts.items()}
        )
    except OverflowError as error:
        raise InvalidValueError(
            f"{parts} is longer than Python can count; use a shorter duration."
        ) from error
