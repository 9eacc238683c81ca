"""The format of a plant's export, as far as it cannot be detected."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from l4e_sdk.data.export_counts import COUNTS
from l4e_sdk.errors import InvalidValueError

if TYPE_CHECKING:
    from collections.abc import Mapping

DateOrder: TypeAlias = Literal["ymd", "dmy", "mdy", "unix", "unix-ms", "excel"]
"""The order of year, month and day in dates, or the kind of number that encodes a time."""

GOOD: Final = ("Good", "192", "0x000000C0")
"""Values that OPC servers and most historians use for good quality. The value 0 is good in some and bad in others."""
_DECIMALS: Final = (".", ",")
_THOUSANDS: Final = ("", ".", ",", "'", " ")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportFormat:
    """The format of a plant's export. Members decide everything that could be read in two ways; nothing is guessed.

    Raises:
        InvalidValueError: a member is invalid, or two members contradict each other.
    """

    zone: str | None = None
    """The time zone of times without a zone: ``"UTC"``, ``"Europe/Berlin"``."""
    dates: DateOrder = "ymd"
    """The order of dates: ``"dmy"`` for 31.01.2024 and 31-Jan-24, ``"mdy"`` for 1/31/2024.

    Or the kind of number: ``"unix"`` seconds and ``"unix-ms"`` milliseconds since 1970 in UTC, ``"excel"`` days since
    1900 in local time. Numbers are rounded to the millisecond.
    """
    decimal: Literal[".", ","] = "."
    """The decimal sign."""
    thousands: str = ""
    """The thousands separator, if there is one: ``"."``, ``","``, ``"'"`` or a space."""
    delimiter: str | None = None
    """The separator of cells. Default: the most frequent of ``; , |`` and tab in the header."""
    encoding: str = "utf-8"
    """The character encoding; ``"cp1252"`` in many older systems. A byte order mark overrides it."""
    skip_lines: int = 0
    """The number of lines above the header to skip."""
    time_columns: tuple[str, ...] = ()
    """The column with the time, or the two columns with date and time. Default: the first column."""
    tag_column: str | None = None
    """The column with the sensor's name, for files with one reading per row."""
    value_column: str | None = None
    """The column with the reading, for files with ``tag_column``."""
    tag_is_file_name: bool = False
    """Whether each file has one sensor with the file's name: ``oil_temp.csv`` with ``Time,Value``."""
    machine_separator: str | None = None
    """The separator between machine and sensor in a name: ``"."`` in ``pump1.speed``."""
    machine_column: str | None = None
    """The column with the machine of a row. If its cell is empty, the row belongs to the file's machine."""
    quality_column: str | None = None
    """The column with the quality of a row's readings. Readings without good quality become empty cells."""
    good: tuple[str, ...] = GOOD
    """The values that mean good quality, in upper or lower case."""
    states: Mapping[str, float] = field(default_factory=dict)
    """Numbers for words: ``{"RUN": 1, "STOP": 0}``."""
    names: Mapping[str, str] = field(default_factory=dict)
    """New names of columns or tags by their old names. All other names are reduced to letters, digits and ``_``."""

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
        """Return the columns that the format names, which a header must have."""
        others = (self.tag_column, self.value_column, self.machine_column, self.quality_column)
        return (*self.time_columns, *(name for name in others if name is not None))

    def clock(self) -> ZoneInfo | None:
        """Return the zone of times without a zone; None if it is unknown."""
        if self.zone is None:
            return None
        try:
            return ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise InvalidValueError(
                f"zone is {self.zone!r}, which is not a known zone; write it as in 'UTC' or 'Europe/Berlin'."
            ) from None
