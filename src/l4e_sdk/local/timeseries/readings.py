"""The form of sensor data after reading: one frame per component, one row per timestamp."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Protocol

import polars as pl

from l4e_sdk.local.timeseries.instants import literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

TIME: Final = "@time"
"""The column of instants, naive UTC in microseconds. No sensor can have this name: `@` is forbidden in headers."""
TIME_TYPE: Final = pl.Datetime("us")

Span = tuple[datetime, datetime]


class Readings(Protocol):
    """Readings of components that can be asked for a range of time."""

    def span(self) -> Span | None:
        """Return the first and the last instant, aware UTC; None without data."""
        ...

    def scan(
        self,
        component: str,
        sensors: Sequence[str] | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> pl.LazyFrame:
        """Return the readings of a component, from start to end, both included.

        Args:
            component: its name; one without readings gives no rows.
            sensors: the columns wanted, all when not given; those that the component lacks are left out.
            start: the first instant, aware.
            end: the last instant, aware.

        Returns:
            the column `TIME`, unique and ascending, and one column per sensor; null where nothing was read.
        """
        ...


def nothing() -> pl.DataFrame:
    """Return a frame without rows and sensors."""
    return pl.DataFrame(schema={TIME: TIME_TYPE})


def narrowed(
    frame: pl.LazyFrame, sensors: Sequence[str] | None, start: datetime | None, end: datetime | None
) -> pl.LazyFrame:
    """Return only the sensors and the range asked for."""
    if sensors is not None:
        names = frame.collect_schema().names()
        known = set(names)
        wanted = [TIME, *(sensor for sensor in sensors if sensor in known)]
        if wanted != names:
            frame = frame.select(pl.col(wanted))  # as one expression: one each takes hundreds of sensors long
    if start is not None:
        frame = frame.filter(pl.col(TIME) >= literal(start))
    if end is not None:
        frame = frame.filter(pl.col(TIME) <= literal(end))
    return frame


def in_order(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame sorted by time; of rows with the same instant the last stays (service/ingestion#duplicates)."""
    times = frame[TIME].to_numpy()
    if (times[1:] > times[:-1]).all():
        return frame
    ordered = frame.sort(TIME, maintain_order=True)
    return ordered.filter((pl.col(TIME) != pl.col(TIME).shift(-1)).fill_null(value=True))


def span_of(times: Iterable[pl.Series]) -> Span | None:
    """Return the first and the last timestamp in several columns; None without timestamps."""
    bounds = [
        bound for column in times for bound in (column.min(), column.max()) if isinstance(bound, datetime)
    ]
    return (min(bounds).replace(tzinfo=UTC), max(bounds).replace(tzinfo=UTC)) if bounds else None


def file_stem(component: str) -> str:
    """Return a file name for a component that is safe and unique on every file system.

    A component may be called `..`, `CON` or differ from another in case only; the digest keeps such names apart.
    """
    readable = re.sub(r"[^a-z0-9_\-]", "-", component.lower())[:40]
    return f"{readable}-{hashlib.sha256(component.encode()).hexdigest()[:12]}"
