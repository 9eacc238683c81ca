"""The timestamp formats that CSV files may use, read a column at a time (spec 3.2)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import polars as pl

_TIMES: Final = ("HH:mm:ss", "HH:mm")
FORMATS: Final = (
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

# The first year digit is not 0, so that a torn "0023-01-01" is reported and not taken for the reign of Claudius.
# Seconds end at 59: the parser below would silently move a second 60 into the next minute.
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
_SAMPLE: Final = 100


@dataclass(frozen=True, slots=True)
class _Format:
    shape: str
    """What a text must look like as a whole; the parser itself accepts signs, blanks and missing zeros."""
    directives: str

    def parse(self, texts: pl.Series) -> pl.Series:
        fitting = pl.when(pl.col("text").str.contains(self.shape)).then(pl.col("text"))
        parsed = fitting.str.to_datetime(self.directives, time_unit="us", strict=False)
        return texts.to_frame("text").select(parsed).to_series()

    def fits(self, texts: pl.Series) -> int:
        return int(texts.str.contains(self.shape).sum())


def _format(name: str, *, fraction: bool = False) -> _Format:
    digits, tail = dict(_DIGITS), ""
    if "/" in name:  # the guide's own example rows say 2020/1/1 0:05
        digits |= dict.fromkeys(("MM", "dd", "HH"), "[0-9]{1,2}")
    if fraction:
        tail = r"\.[0-9]{1,9}"
    shape = _TOKEN.sub(lambda token: digits[token[0]], name)
    directives = _TOKEN.sub(lambda token: _DIRECTIVES[token[0]], name)
    return _Format(f"^{shape}{tail}$", directives + ("%.f" if fraction else ""))


_ALL: Final = (
    *(_format(name) for name in FORMATS),
    *(_format(name, fraction=True) for name in FORMATS if name.endswith(":ss")),
)


def parse(column: pl.Series) -> pl.Series:
    """Read texts as naive UTC datetimes in microseconds; null where a text has no supported format.

    Beyond the documented formats, seconds may have a fraction (digits after the sixth are cut off), dates with
    slashes need no zeros in front, and blanks around a text do not count. A zone, even `Z`, is not supported.
    """
    texts = column.cast(pl.String).str.strip_chars()
    ranked = _ranked(texts)
    parsed = ranked[0].parse(texts)
    left = (parsed.is_null() & texts.is_not_null()).arg_true()
    if not len(left):
        return parsed.rename(column.name)
    return parsed.scatter(left, _first_that_fits(texts.gather(left), ranked[1:])).rename(column.name)


def _ranked(texts: pl.Series) -> list[_Format]:
    """Return the formats, those first that fit most of a sample: files rarely mix formats."""
    sample = texts.drop_nulls().gather_every(max(1, len(texts) // _SAMPLE)).head(_SAMPLE)
    return sorted(_ALL, key=lambda one: one.fits(sample), reverse=True)


def _first_that_fits(texts: pl.Series, formats: list[_Format]) -> pl.Series:
    parsed = pl.Series(values=[None] * len(texts), dtype=pl.Datetime("us"))
    for one in formats:
        left = parsed.is_null().arg_true()
        if not len(left):
            break
        parsed = parsed.scatter(left, one.parse(texts.gather(left)))
    return parsed
