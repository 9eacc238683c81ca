"""How a plant's export is written, as far as its files do not say so themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from l4e_sdk.data.export_counts import COUNTS
from l4e_sdk.errors import InvalidValueError

if TYPE_CHECKING:
    from collections.abc import Mapping

DateOrder: TypeAlias = Literal["ymd", "dmy", "mdy", "unix", "unix-ms", "excel"]
"""Which of year, month and day comes first, second and last; or as which number a time is written."""

GOOD: Final = ("Good", "192", "0x000000C0")
"""What OPC servers and most historians call a good quality; 0 is good to some of them and bad to others."""
_DECIMALS: Final = (".", ",")
_THOUSANDS: Final = ("", ".", ",", "'", " ")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportFormat:
    """How a plant's export is written. What can be read in two ways has to be said here; nothing is guessed.

    Raises:
        InvalidValueError: a member means nothing, or two contradict each other.
    """

    zone: str | None = None
    """Where clocks are that wrote times without a zone: ``"UTC"``, ``"Europe/Berlin"``."""
    dates: DateOrder = "ymd"
    """The order of dates: ``"dmy"`` for 31.01.2024 and 31-Jan-24, ``"mdy"`` for 1/31/2024.

    Or what a number counts: ``"unix"`` seconds and ``"unix-ms"`` milliseconds since 1970 in UTC, ``"excel"`` days since
    1900 in local time. They are rounded to the millisecond.
    """
    decimal: Literal[".", ","] = "."
    """The sign before the fraction of a number."""
    thousands: str = ""
    """The sign between thousands, if there is one: ``"."``, ``","``, ``"'"`` or a blank."""
    delimiter: str | None = None
    """What is between cells; without it, the sign that the header has most of, of ``; , |`` and the tabulator."""
    encoding: str = "utf-8"
    """How letters are written, ``"cp1252"`` in many older systems; a byte order mark goes before it."""
    skip_lines: int = 0
    """How many lines there are above the header."""
    time_columns: tuple[str, ...] = ()
    """The column with the time, or the two with date and time; the first one without it."""
    tag_column: str | None = None
    """The column with the name of the sensor, if each row has one reading."""
    value_column: str | None = None
    """The column with the reading then."""
    tag_is_file_name: bool = False
    """Whether each file has one sensor, whose name is the file's: ``oil_temp.csv`` with ``Time,Value``."""
    machine_separator: str | None = None
    """What parts the machine from the sensor in a name: ``"."`` in ``pump1.speed``."""
    machine_column: str | None = None
    """The column with the name of the machine that a row is of; where it is empty, it is that of the file."""
    quality_column: str | None = None
    """The column with the quality of a row's readings; those that are not good become empty cells."""
    good: tuple[str, ...] = GOOD
    """The qualities that are good, in capital letters or small ones."""
    states: Mapping[str, float] = field(default_factory=dict)
    """Numbers for words: ``{"RUN": 1, "STOP": 0}``."""
    names: Mapping[str, str] = field(default_factory=dict)
    """New names of columns or tags, by the old ones; others become letters, digits and ``_``."""

    def __post_init__(self) -> None:
        choices = (
            ("dates", self.dates, get_args(DateOrder)),
            ("decimal", self.decimal, _DECIMALS),
            ("thousands", self.thousands, _THOUSANDS),
        )
        for name, value, allowed in choices:
            if value not in allowed:
                raise InvalidValueError(f"{name} is {value!r}; it can be {', '.join(map(repr, allowed))}.")
        if self.decimal == self.thousands:
            raise InvalidValueError(f"decimal and thousands are both {self.decimal!r}; they have to differ.")
        if self.delimiter is not None and len(self.delimiter) != 1:
            raise InvalidValueError(f"delimiter is {self.delimiter!r}; it has to be one character.")
        self._check_times()
        self._check_columns()

    def _check_times(self) -> None:
        self.clock()
        count = COUNTS.get(self.dates)
        if count is None:
            return
        if len(self.time_columns) > 1:
            raise InvalidValueError(f"dates={self.dates!r} is one number; give time_columns= one column.")
        if not count.is_local and self.zone not in {None, "UTC"}:
            raise InvalidValueError(
                f"zone is {self.zone!r}, but dates={self.dates!r} counts from 1970 in UTC; leave the zone out."
            )

    def _check_columns(self) -> None:
        columns = self.named_columns()
        for name in columns:
            if columns.count(name) > 1:
                raise InvalidValueError(f"the column {name!r} is named twice; it can be one thing only.")
        wrong = (
            (
                (self.tag_column is None) != (self.value_column is None),
                "tag_column= and value_column= go together; give both.",
            ),
            (
                self.tag_column is not None and self.tag_is_file_name,
                "tag_column= and tag_is_file_name= are given; the sensor's name is in one of them.",
            ),
            (
                self.machine_separator == "",
                "machine_separator is empty; give the sign behind the machine's name.",
            ),
            (
                self.machine_column is not None and self.machine_separator is not None,
                "machine_column= and machine_separator= are given; the machine's name is in one of them.",
            ),
            (not self.good, "good is empty; give the qualities that are good."),
            (
                self.good != GOOD and self.quality_column is None,
                "good= is given without quality_column=; give both.",
            ),
        )
        for is_wrong, message in wrong:
            if is_wrong:
                raise InvalidValueError(message)

    def named_columns(self) -> tuple[str, ...]:
        """Return the columns that were named, which a header has to have."""
        others = (self.tag_column, self.value_column, self.machine_column, self.quality_column)
        return (*self.time_columns, *(name for name in others if name is not None))

    def clock(self) -> ZoneInfo | None:
        """Return the zone of times without one; None if it is not known."""
        if self.zone is None:
            return None
        try:
            return ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise InvalidValueError(
                f"zone is {self.zone!r}, which is no known zone; write it as in 'UTC' or 'Europe/Berlin'."
            ) from None
