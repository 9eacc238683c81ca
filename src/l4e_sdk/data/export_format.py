"""How a plant's export is written, as far as its files do not say so themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from l4e_sdk.errors import InvalidValueError

if TYPE_CHECKING:
    from collections.abc import Mapping

DateOrder: TypeAlias = Literal["ymd", "dmy", "mdy"]
"""Which of year, month and day comes first, second and last."""

_ORDERS: Final = ("ymd", "dmy", "mdy")
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
    """The order of dates: ``"dmy"`` for 31.01.2024 and 31-Jan-24, ``"mdy"`` for 1/31/2024."""
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
    states: Mapping[str, float] = field(default_factory=dict)
    """Numbers for words: ``{"RUN": 1, "STOP": 0}``."""
    names: Mapping[str, str] = field(default_factory=dict)
    """New names of columns or tags, by the old ones; others become letters, digits and ``_``."""

    def __post_init__(self) -> None:
        choices = (
            ("dates", self.dates, _ORDERS),
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
        if (self.tag_column is None) != (self.value_column is None):
            raise InvalidValueError("tag_column= and value_column= go together; give both.")
        if self.tag_column is not None and self.tag_is_file_name:
            raise InvalidValueError(
                "tag_column= and tag_is_file_name= are given; the sensor's name is in one of them."
            )
        if self.machine_separator == "":
            raise InvalidValueError("machine_separator is empty; give the sign behind the machine's name.")
        self.clock()

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
