"""CSV files for tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from l4e_sdk.local.timeseries.ingest import SourceFile

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

START = datetime(2023, 3, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def upload(folder: Path, key: str, content: str | bytes) -> SourceFile:
    """Put a file where an ingestion finds it."""
    path = folder / key
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return SourceFile("plant", key, path, path.stat().st_size)


def table(rows: Iterable[Iterable[object]], header: str = "Timestamp,a,b") -> str:
    """Write rows as CSV: a datetime or text, then numbers."""
    return "\n".join([header, *(",".join(map(_cell, row)) for row in rows)]) + "\n"


def _cell(value: object) -> str:
    return f"{value:%Y-%m-%d %H:%M:%S}" if isinstance(value, datetime) else str(value)


def minutes(count: int, start: datetime = START) -> list[datetime]:
    """Return so many minutes in a row."""
    return [start + index * MINUTE for index in range(count)]
