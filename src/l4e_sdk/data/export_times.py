"""Times of an export, converted to UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Final

from l4e_sdk.data.export_counts import COUNTS, counted, other_kind
from l4e_sdk.data.export_numbers import ExportNumbers
from l4e_sdk.data.row_scan import Tally
from l4e_sdk.errors import InvalidValueError

if TYPE_CHECKING:
    from l4e_sdk.data.export_format import ExportFormat

_MONTHS: Final = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], start=1
    )
}
_YEAR, _MONTH, _DAY = r"(?P<year>\d{4}|\d{2})", r"(?P<month>\d{1,2}|[A-Za-z]{3})", r"(?P<day>\d{1,2})"
_TIME: Final = (
    r"(?:[T, ] *(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r" ?(?P<half>[AaPp]\.?[Mm]\.?)? ?(?P<zone>Z|[+-]\d{2}:?\d{2})?)?"
)
_SHAPES: Final = {
    order: re.compile(date + _TIME, re.ASCII)
    for order, date in (
        ("ymd", rf"(?P<year>\d{{4}})[-/. ]{_MONTH}[-/. ]{_DAY}"),
        ("dmy", rf"{_DAY}[-/. ]{_MONTH}[-/. ]{_YEAR}"),
        ("mdy", rf"{_MONTH}[-/. ]{_DAY}[-/. ]{_YEAR}"),
    )
}
_NOON: Final = 12
_SHOWN: Final = 60
_SAID: Final = {
    "ymd": "with year, month and day",
    "dmy": "with day, month and year",
    "mdy": "with month, day and year",
    **{kind: f"in {count.said}" for kind, count in COUNTS.items()},
}


class ExportTimes:
    """A reader of the times of one file, row by row."""

    def __init__(self, written: ExportFormat) -> None:
        self.timeless = Tally()
        """Texts that are not times in the given format."""
        self.repeated = Tally()
        """Times in the repeated hour when clocks are set back, resolved by the order of rows."""
        self.lost = Tally()
        """Times in an hour that clocks skip, or in a repeated hour if the rows do not ascend."""
        self._dates, self._numbers = written.dates, ExportNumbers(written)
        self._clock = written.clock()
        self._last: dict[str, datetime] = {}
        self._other_kind: str | None = None

    def read(self, text: str, line: int, series: str = "") -> datetime | None:
        """Return a time in UTC; None if the cell is not a time or is ambiguous.

        Args:
            text: the cell.
            line: the line number, for counts.
            series: the series whose rows must ascend.

        Raises:
            InvalidValueError: the time has no zone and the format has none, or the number is a time in another format.
        """
        moment = self._counted(text) if self._dates in COUNTS else self._dated(text)
        if moment is None:
            self.timeless.add(line, text)
            self._other_kind = self._other_kind or self._other_kind_of(text)
            return None
        if moment.tzinfo is None:
            moment = self._placed(moment, text, line, series)
        if moment is not None:
            moment = moment.astimezone(UTC)
            self._last[series] = moment
        return moment

    def refusal(self) -> str:
        """Return the fault and the remedy if no row has a time."""
        remedy = (
            "say what comes first with dates='ymd', 'dmy' or 'mdy', and where the time is with time_columns="
        )
        text = self.timeless.text[:_SHOWN]
        return f"{text!r} is not a time {_SAID[self._dates]}, nor is that of any other row; {self._other_kind or remedy}"

    def _dated(self, text: str) -> datetime | None:
        found = _SHAPES[self._dates].fullmatch(text.strip())
        try:
            return None if found is None else _written(found)
        except ValueError:  # February 31, or 13 pm
            return None

    def _counted(self, text: str) -> datetime | None:
        try:
            number = self._numbers.number(text)
        except InvalidValueError as error:
            raise InvalidValueError(f"the time {error}") from None
        return None if number is None else counted(number, self._dates)

    def _other_kind_of(self, text: str) -> str | None:
        try:
            number = self._numbers.number(text)
        except InvalidValueError:
            return None
        other = None if number is None else other_kind(number)
        return other and f"{text.strip()} is {other}"

    def _placed(self, local: datetime, text: str, line: int, series: str) -> datetime | None:
        """Return the UTC time of a local time.

        Of two candidates, return the first that is not before the previous row.
        """
        if self._clock is None:
            raise InvalidValueError(
                f"the time {text.strip()!r} has no zone; say where the clock is that wrote it: zone='Europe/Berlin', "
                "or zone='UTC'."
            )
        early = local.replace(tzinfo=self._clock)
        late = early.replace(fold=1)
        shift = (early.utcoffset() or timedelta(0)) - (late.utcoffset() or timedelta(0))
        if not shift:
            return early
        last = self._last.get(series)
        if shift < timedelta(0) or (last is not None and late.astimezone(UTC) < last):
            self.lost.add(line, text)
            return None
        self.repeated.add(line, text)
        return early if last is None or early.astimezone(UTC) > last else late


def _written(found: re.Match[str]) -> datetime:
    """Return a time as it is written, with its zone if it has one.

    Raises:
        ValueError: the day or hour does not exist.
    """
    part = found.groupdict()
    month = int(part["month"]) if part["month"].isdecimal() else _MONTHS.get(part["month"].lower(), 0)
    year = int(part["year"]) + (2000 if len(part["year"]) == 2 else 0)
    hour = int(part["hour"] or 0)
    if part["half"]:
        if not 1 <= hour <= _NOON:
            raise ValueError(hour)
        hour = hour % _NOON + (_NOON if part["half"][0] in "Pp" else 0)
    fraction = int(f"{part['fraction'] or 0:0<6}"[:6])
    numbers = (year, month, int(part["day"]), hour, int(part["minute"] or 0), int(part["second"] or 0))
    return datetime(*numbers, fraction, tzinfo=_zone(part["zone"]))


def _zone(text: str | None) -> timezone | None:
    if text is None or text == "Z":
        return None if text is None else UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))
