"""From CSV files to a folder of sorted, graded sensor data (service/ingestion#csv)."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from l4e_sdk.local.timeseries.component_data import ComponentData, load
from l4e_sdk.local.timeseries.prefetch import Prefetch
from l4e_sdk.local.timeseries.quality import quality_summary
from l4e_sdk.local.timeseries.readings import TIME, span_of
from l4e_sdk.local.timeseries.sensor_data import write_component, write_manifest
from l4e_sdk.local.timeseries.survey import (
    Discarded,
    IngestionError,
    SourceFile,
    Survey,
    none_usable,
    survey,
)
from l4e_sdk.shapes.common import DataQualitySummary, IngestedFilesSummary, S3Object

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from pathlib import Path

    import polars as pl

    from l4e_sdk.local.timeseries.schema import DataSchema
    from l4e_sdk.shapes.ingestion import SensorStatisticsSummary

__all__ = ["Discarded", "Ingested", "IngestionError", "SourceFile", "ingest"]


@dataclass(frozen=True, slots=True)
class Ingested:
    """The result of an ingestion, with its statistics."""

    schema: DataSchema
    statistics: tuple[SensorStatisticsSummary, ...]
    """One per sensor, in the order of the schema."""
    quality: DataQualitySummary
    files: IngestedFilesSummary
    discarded: tuple[Discarded, ...]
    """The discarded files with the reasons, which the API has no member for."""
    start: datetime
    """The first instant, aware UTC."""
    end: datetime
    """The last instant, aware UTC."""
    size: int
    """Bytes of the files taken in."""


@dataclass(slots=True)
class _Tally:
    """The sums over all components that were read."""

    statistics: list[SensorStatisticsSummary] = field(default_factory=list)
    times: list[pl.Series] = field(default_factory=list)
    ingested: list[SourceFile] = field(default_factory=list)
    discarded: list[Discarded] = field(default_factory=list)
    unsupported: int = 0
    duplicates: int = 0

    def add(self, data: ComponentData) -> None:
        self.statistics += data.statistics()
        self.times.append(
            data.frame[TIME].gather(sorted({0, data.frame.height - 1}))
            if data.frame.height
            else data.frame[TIME]
        )
        self.ingested += data.ingested
        self.discarded += data.discarded
        self.unsupported += data.unsupported
        self.duplicates += data.duplicates


class _Progress:
    """Turns bytes read into the share of the whole."""

    def __init__(self, total: int, report: Callable[[float], None] | None) -> None:
        self._total = max(total, 1)
        self._report = report
        self._done = 0

    def add(self, count: int) -> None:
        self._done += count
        if self._report:
            self._report(min(self._done / self._total, 1.0))


def ingest(
    files: Sequence[SourceFile],
    *,
    prefix: str,
    key_pattern: str | None,
    schema: DataSchema | None,
    out: Path,
    progress: Callable[[float], None] | None = None,
) -> Ingested:
    """Read CSV files into a folder that `SensorData` opens.

    A single unusable file is discarded. Memory holds one component at a time, as numbers. The folder appears when all
    is done, and not at all when the job fails; one that a former attempt left is replaced.

    Args:
        files: all objects below the prefix.
        prefix: what their keys begin with.
        key_pattern: where the name of the component is in a key; see `layout`.
        schema: the schema of the dataset; detected when not given.
        out: the folder to make.
        progress: called with the share of the bytes that was read, from 0 to 1.

    Raises:
        IngestionError: the job fails as a whole (service/ingestion#failures).
    """
    found = survey(files, prefix=prefix, key_pattern=key_pattern, schema=schema)
    partial = out.with_name(f"{out.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    try:
        result = _ingest(found, partial, progress)
        if out.exists():
            shutil.rmtree(out)
        partial.rename(out)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return result


def _ingest(found: Survey, folder: Path, report: Callable[[float], None] | None) -> Ingested:
    tally = _Tally(discarded=list(found.discarded))
    progress = _Progress(_bytes_to_read(found), report)
    files = [found.files.get(component.name, ()) for component in found.schema.components]
    with Prefetch([file for each in files for file, _ in each]) as ahead:
        for component, each in zip(found.schema.components, files, strict=True):
            data = load(component, each, ahead, progress.add)
            write_component(folder, component.name, data.frame)
            tally.add(data)
    span = span_of(tally.times)
    if span is None:
        raise none_usable(tally.discarded)
    write_manifest(folder, found.schema, span)
    return _result(found.schema, tally, *span)


def _bytes_to_read(found: Survey) -> int:
    return sum(file.size - header.length for files in found.files.values() for file, header in files)


def _result(schema: DataSchema, tally: _Tally, start: datetime, end: datetime) -> Ingested:
    discarded = tuple(sorted(tally.discarded, key=lambda one: one.file.key))
    return Ingested(
        schema,
        tuple(tally.statistics),
        quality_summary(tally.statistics, unsupported=tally.unsupported, duplicates=tally.duplicates),
        IngestedFilesSummary(
            total_number_of_files=len(tally.ingested) + len(discarded),
            ingested_number_of_files=len(tally.ingested),
            discarded_files=tuple(S3Object(bucket=one.file.bucket, key=one.file.key) for one in discarded),
        ),
        discarded,
        start,
        end,
        sum(file.size for file in tally.ingested),
    )
