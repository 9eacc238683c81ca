"""Timestamps of CSV files, read a column at a time (service/ingestion#timestamps)."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

import polars as pl

from l4e_sdk._rules.layout.timestamps import FORMATS, Format

_SAMPLE: Final = 10


def parse(column: pl.Series) -> pl.Series:
    """Parse texts as naive UTC datetimes in microseconds; null for a text without a supported format.

    `layout.timestamps` has the formats. Digits after the sixth of a fraction are dropped, and surrounding spaces are
    ignored.
    """
    texts = column.cast(pl.String).str.strip_chars()
    ranked = _ranked(texts)
    parsed = _read(texts, ranked[0])
    if parsed.null_count() == texts.null_count():
        return parsed.rename(column.name)
    left = (parsed.is_null() & texts.is_not_null()).arg_true()
    return parsed.scatter(left, _first_that_fits(texts.gather(left), ranked[1:])).rename(column.name)


def _ranked(texts: pl.Series) -> list[Format]:
    """Return the formats, those first that fit most of a sample: files rarely mix formats."""
    sample = texts.drop_nulls().gather_every(max(1, len(texts) // _SAMPLE)).head(_SAMPLE)
    likely, fitting = list(FORMATS), Counter[Format]()
    for text in sample.to_list():
        # No text fits two formats, and the one that fitted the last text is tried first.
        for position, one in enumerate(likely):
            if re.fullmatch(one.shape, text):
                fitting[one] += 1
                likely.insert(0, likely.pop(position))
                break
    return sorted(FORMATS, key=lambda one: fitting[one], reverse=True)


def _first_that_fits(texts: pl.Series, formats: list[Format]) -> pl.Series:
    parsed = pl.Series(values=[None] * len(texts), dtype=pl.Datetime("us"))
    for one in formats:
        left = parsed.is_null().arg_true()
        if not len(left):
            break
        parsed = parsed.scatter(left, _read(texts.gather(left), one))
    return parsed


def _read(texts: pl.Series, one: Format) -> pl.Series:
    fitting = pl.when(pl.col("text").str.contains(_whole(one))).then(pl.col("text"))
    parsed = fitting.str.to_datetime(one.directives, time_unit="us", strict=False)
    return texts.to_frame("text").select(parsed).to_series()


def _whole(one: Format) -> str:
    return f"^{one.shape}$"
