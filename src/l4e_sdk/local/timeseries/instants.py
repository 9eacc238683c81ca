"""Aware datetimes outside, naive UTC inside: polars and numpy count microseconds and know no zone."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import polars as pl


def naive(moment: datetime) -> datetime:
    """Return an aware datetime as naive UTC.

    Raises:
        ValueError: it has no time zone.
    """
    if moment.utcoffset() is None:
        raise ValueError(f"{moment!r} has no time zone; add tzinfo, e.g. datetime(..., tzinfo=UTC)")
    return moment.astimezone(UTC).replace(tzinfo=None)


def literal(moment: datetime) -> pl.Expr:
    """Return an aware datetime as it compares with a column of instants."""
    return pl.lit(naive(moment), dtype=pl.Datetime("us"))


def datetime64(moment: datetime) -> np.datetime64:
    """Return an aware datetime as it compares with an array of instants."""
    return np.datetime64(naive(moment), "us")


def aware(time: np.datetime64) -> datetime:
    """Return the aware UTC datetime of an instant."""
    moment: datetime = time.astype("datetime64[us]").item()
    return moment.replace(tzinfo=UTC)
