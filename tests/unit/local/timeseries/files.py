"""CSV files and readings for tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from l4e_sdk.local.timeseries.ingest import SourceFile
from l4e_sdk.local.timeseries.object_bytes import OnDisk
from l4e_sdk.local.timeseries.readings import TIME, narrowed, nothing, span_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    import polars as pl

    from l4e_sdk.local.timeseries.readings import Span

START = datetime(2023, 3, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def upload(folder: Path, key: str, content: str | bytes) -> SourceFile:
    """Put a file where an ingestion finds it."""
    path = folder / key
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return SourceFile("plant", key, OnDisk(path), path.stat().st_size)


def table(rows: Iterable[Iterable[object]], header: str = "Timestamp,a,b") -> str:
    """Write rows as CSV: a datetime or text, then numbers."""
    return "\n".join([header, *(",".join(map(_cell, row)) for row in rows)]) + "\n"


def _cell(value: object) -> str:
    return f"{value:%Y-%m-%d %H:%M:%S}" if isinstance(value, datetime) else str(value)


def minutes(count: int, start: datetime = START) -> list[datetime]:
    """Return so many minutes in a row."""
    return [start + index * MINUTE for index in range(count)]


@dataclass(frozen=True)
class FrameReadings:
    """Readings that are in memory."""

    frames: Mapping[str, pl.DataFrame]

    def span(self) -> Span | None:
        return span_of(frame[TIME] for frame in self.frames.values())

    def scan(
        self,
        component: str,
        sensors: Sequence[str] | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> pl.LazyFrame:
        return narrowed(self.frames.get(component, nothing()).lazy(), sensors, start, end)
