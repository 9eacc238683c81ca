"""The names of inference input files: component, delimiter, local time (service/inference#file-names)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

_OFFSET: Final = re.compile(r"(?P<sign>[+-])(?P<hours>\d{2}):(?P<minutes>[0-5]\d)", re.ASCII)
_SUFFIX: Final = ".csv"


@dataclass(frozen=True, slots=True)
class _Stamp:
    shape: str
    length: int
    directives: str


_EPOCH: Final = "EPOCH"
_STAMPS: Final = {
    # Ten digits reach from 2001 to 2286; a fixed length keeps `pump1` + "" + seconds readable.
    _EPOCH: _Stamp(r"\d{10}", 10, ""),
    "yyyy-MM-dd-HH-mm-ss": _Stamp(r"\d{4}(?:-\d{2}){5}", 19, "%Y-%m-%d-%H-%M-%S"),
    "yyyyMMddHHmmss": _Stamp(r"\d{14}", 14, "%Y%m%d%H%M%S"),
}
TIMESTAMP_FORMATS: Final = tuple(_STAMPS)
"""The formats of times in names."""
DELIMITERS: Final = ("-", "_", " ", "")
"""The separators between component and time."""
DEFAULT_TIMESTAMP_FORMAT: Final = "yyyyMMddHHmmss"
DEFAULT_DELIMITER: Final = "-"
"""The names of files when the scheduler leaves them open (service/inference#settings)."""


@dataclass(frozen=True, slots=True)
class InputNames:
    """The naming of an inference scheduler's input files.

    >>> names = InputNames("live/in/", delimiter="_", offset=timedelta(hours=5, minutes=30))
    >>> names.key("press-07", datetime(2024, 3, 11, 13, tzinfo=UTC))
    'live/in/press-07_20240311183000.csv'
    """

    prefix: str = ""
    delimiter: str = DEFAULT_DELIMITER
    timestamp_format: str = DEFAULT_TIMESTAMP_FORMAT
    offset: timedelta = timedelta(0)
    """The offset of local time from UTC. Epoch seconds are never shifted."""

    def key(self, component: str, moment: datetime) -> str:
        """Return the key of a file."""
        return f"{self.prefix}{component}{self.delimiter}{self._written(moment)}{_SUFFIX}"

    def parse(self, key: str) -> tuple[str, datetime] | None:
        """Return the component and the instant that a key names; None if it is named otherwise."""
        stem = key.removeprefix(self.prefix).removesuffix(_SUFFIX)
        if key != f"{self.prefix}{stem}{_SUFFIX}" or "/" in stem:
            return None
        stamp = _STAMPS[self.timestamp_format]
        head, written = stem[: -stamp.length], stem[-stamp.length :]
        component = head.removesuffix(self.delimiter)
        if head != f"{component}{self.delimiter}" or not re.fullmatch(stamp.shape, written, re.ASCII):
            return None
        moment = self._read(written)
        return (component, moment) if component and moment else None

    def _written(self, moment: datetime) -> str:
        if self.timestamp_format == _EPOCH:
            return f"{int(moment.timestamp()):010d}"
        local = moment.astimezone(UTC) + self.offset
        return local.strftime(_STAMPS[self.timestamp_format].directives)

    def _read(self, written: str) -> datetime | None:
        if self.timestamp_format == _EPOCH:
            return datetime.fromtimestamp(int(written), UTC)
        try:
            local = datetime.strptime(written, _STAMPS[self.timestamp_format].directives).replace(tzinfo=UTC)
            return local - self.offset
        except (ValueError, OverflowError):  # the 31st of February
            return None


def parse_offset(text: str | None) -> timedelta:
    """Read an `InputTimeZoneOffset` such as ``+05:30``; UTC when there is none.

    Raises:
        ValueError: the text is something else.
    """
    if text is None:
        return timedelta(0)
    match = _OFFSET.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a time zone offset; write for example '+05:30'")
    length = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"]))
    return -length if match["sign"] == "-" else length
