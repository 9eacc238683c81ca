"""The timestamp formats that CSV files may use (service/ingestion#timestamps).

In addition to the documented formats, seconds may have a fraction, of which six digits are used. Dates with slashes
need no leading zeros, and surrounding spaces are ignored. A zone, even `Z`, is not supported. No text matches two
formats.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

_TIMES: Final = ("HH:mm:ss", "HH:mm")
NAMES: Final = (
    *(
        f"{date}{gap}{time}"
        for date in ("yyyy-MM-dd", "yyyy/MM/dd", "yyyyMMdd", "yyyy MM dd")
        for gap in " T"
        for time in _TIMES
    ),
    *(f"yyyy-MM-dd-{time}" for time in ("HH-mm-ss", *_TIMES)),
    *("yyyyMMddHHmmss", "yyyyMMddHHmm"),
)
"""The 21 documented formats."""

STAMP: Final = "%Y-%m-%dT%H:%M:%S.%f"
"""The format of timestamps in files of this package, in UTC, as in AWS's notebooks."""

# The first year digit is not 0, so that a torn "0023-01-01" is reported and not taken for the reign of Claudius.
# Seconds end at 59: some parsers would silently move a second 60 into the next minute.
_DIGITS: Final = {
    "yyyy": "[1-9][0-9]{3}",
    "MM": "[0-9]{2}",
    "dd": "[0-9]{2}",
    "HH": "[0-9]{2}",
    "mm": "[0-9]{2}",
    "ss": "[0-5][0-9]",
}
_DIRECTIVES: Final = {"yyyy": "%Y", "MM": "%m", "dd": "%d", "HH": "%H", "mm": "%M", "ss": "%S"}
_TOKEN: Final = re.compile("yyyy|MM|dd|HH|mm|ss")


@dataclass(frozen=True, slots=True)
class Format:
    """One format, with seconds that have a fraction or not."""

    shape: str
    """A regular expression for a text as a whole, with a group for each number: year to second, then the fraction."""
    directives: str
    """The format for a parser of the C family, which also accepts signs, spaces and missing zeros."""


class StampReader:
    """Reads timestamps one by one, quickly where the format does not change."""

    def __init__(self) -> None:
        self._matches = [re.compile(each.shape).fullmatch for each in FORMATS]

    def read(self, text: str) -> datetime | None:
        """Return the time as aware UTC; None if the text has no supported format."""
        text = text.strip()
        for position, matches in enumerate(self._matches):
            found = matches(text)
            if found is not None:
                self._matches.insert(0, self._matches.pop(position))
                return _moment(found.groups())
        return None


def _moment(parts: tuple[str, ...]) -> datetime | None:
    numbers = [int(part) for part in parts[:6]]
    if len(parts) == 7:  # with a fraction
        numbers.append(int(f"{parts[6]:0<6}"[:6]))
    try:
        return datetime(*numbers, tzinfo=UTC)  # type: ignore[misc,arg-type]  # year to microsecond, never the zone
    except ValueError:  # the 31st of February
        return None


def _format(name: str, *, fraction: bool = False) -> Format:
    digits, tail = dict(_DIGITS), ""
    if "/" in name:  # the guide's own example rows say 2020/1/1 0:05
        digits |= dict.fromkeys(("MM", "dd", "HH"), "[0-9]{1,2}")
    if fraction:
        tail = r"\.([0-9]{1,9})"
    shape = _TOKEN.sub(lambda token: f"({digits[token[0]]})", name)
    directives = _TOKEN.sub(lambda token: _DIRECTIVES[token[0]], name)
    return Format(shape + tail, directives + ("%.f" if fraction else ""))


FORMATS: Final = (
    *(_format(name) for name in NAMES),
    *(_format(name, fraction=True) for name in NAMES if name.endswith(":ss")),
)
"""All formats that are read."""
