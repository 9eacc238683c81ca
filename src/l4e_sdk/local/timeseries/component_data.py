"""The readings of one component, joined from its files."""

from __future__ import annotations

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from l4e_sdk._rules.layout.csv_header import Header, UnreadableFileError
from l4e_sdk.local.timeseries.csv_file import Table, read_table
from l4e_sdk.local.timeseries.quality import Counts, sensor_statistics
from l4e_sdk.local.timeseries.quoted import first_cell, unreadable_time
from l4e_sdk.local.timeseries.readings import TIME, in_order, nothing
from l4e_sdk.local.timeseries.survey import Discarded, SourceFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from l4e_sdk.local.timeseries.prefetch import Prefetch
    from l4e_sdk.local.timeseries.schema import Component
    from l4e_sdk.shapes.ingestion import SensorStatisticsSummary


@dataclass(frozen=True, slots=True)
class ComponentData:
    """The contents of a component's files."""

    component: Component
    frame: pl.DataFrame
    """The column `TIME`, ascending and unique, and one Float64 column per sensor."""
    counts: dict[str, Counts]
    """The counts of each sensor in any file."""
    unsupported: int
    duplicates: int
    ingested: tuple[SourceFile, ...]
    discarded: tuple[Discarded, ...]

    def statistics(self) -> list[SensorStatisticsSummary]:
        """Judge each sensor, in the order of the schema; several at a time, as numpy lets go of the interpreter."""
        instants = self.frame[TIME].to_numpy()
        with ThreadPoolExecutor(pl.thread_pool_size()) as pool:
            return list(pool.map(lambda sensor: self._judged(sensor, instants), self.component.sensors))

    def _judged(self, sensor: str, instants: NDArray[np.datetime64]) -> SensorStatisticsSummary:
        column = self.frame[sensor]
        times = instants[column.is_not_null().to_numpy()] if column.null_count() else instants
        values = column.drop_nulls().to_numpy()
        return sensor_statistics(
            self.component.name, sensor, times, values, self.counts.get(sensor, Counts())
        )


def load(
    component: Component,
    files: Sequence[tuple[SourceFile, Header]],
    ahead: Prefetch,
    on_bytes: Callable[[int], None],
) -> ComponentData:
    """Read the files of a component, which come next in ``ahead``, and join their rows.

    Of rows with the same timestamp the last one stays, in the order of files and lines. Files with different columns
    complement each other: their rows with the same timestamp become one.
    """
    groups: defaultdict[tuple[str, ...], list[Table]] = defaultdict(list)
    discarded: list[Discarded] = []
    for file, header in files:
        try:
            with ahead.next() as path:
                table = read_table(path, header, on_bytes=on_bytes)
                _check_usable(table, path, header)
        except (UnreadableFileError, FileNotFoundError) as error:
            reason = "it was removed meanwhile" if isinstance(error, OSError) else str(error)
            discarded.append(Discarded(file, reason))
        else:
            groups[tuple(table.frame.columns[1:])].append(table)
    return _joined(component, groups, files, discarded)


def _check_usable(table: Table, path: Path, header: Header) -> None:
    if not table.frame.height and table.unsupported:
        raise UnreadableFileError(
            f"none of its {table.unsupported} timestamps has a supported format; {unreadable_time(path, header)}"
        )
    if not table.frame.height:
        raise UnreadableFileError("it has no rows")
    if not any(table.frame[name].count() for name in table.frame.columns if name != TIME):
        raise UnreadableFileError(
            f"none of its cells is a number; {first_cell(path, header, header.sensors[0])}"
        )


def _joined(
    component: Component,
    groups: dict[tuple[str, ...], list[Table]],
    files: Sequence[tuple[SourceFile, Header]],
    discarded: list[Discarded],
) -> ComponentData:
    counts: defaultdict[str, Counts] = defaultdict(Counts)
    frames, duplicates = [], 0
    for sensors, tables in groups.items():
        rows = pl.concat([table.frame for table in tables], rechunk=False)
        frames.append(in_order(rows))
        repeats = rows.height - frames[-1].height
        duplicates += repeats
        for sensor, counted in _counts(sensors, tables, repeats):
            counts[sensor] += counted
    lost = {one.file.key for one in discarded}
    return ComponentData(
        component,
        _completed(_merged(frames), component.sensors),
        dict(counts),
        sum(table.unsupported for tables in groups.values() for table in tables),
        duplicates,
        tuple(file for file, _ in files if file.key not in lost),
        tuple(discarded),
    )


def _counts(sensors: Sequence[str], tables: Sequence[Table], duplicates: int) -> Iterator[tuple[str, Counts]]:
    rows = sum(table.frame.height for table in tables)
    unsupported = sum(table.unsupported for table in tables)
    missing = np.sum([table.missing for table in tables], axis=0)
    invalid = np.sum([table.invalid for table in tables], axis=0)
    for index, sensor in enumerate(sensors):
        yield sensor, Counts(rows, unsupported, duplicates, int(missing[index]), int(invalid[index]))


def _merged(frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
    if len(frames) < 2:
        return frames[0] if frames else nothing()
    rows = pl.concat(frames, how="diagonal")
    return rows.group_by(TIME).agg(pl.all().drop_nulls().last()).sort(TIME)


def _completed(frame: pl.DataFrame, sensors: Sequence[str]) -> pl.DataFrame:
    absent = [pl.lit(None, pl.Float64).alias(sensor) for sensor in sensors if sensor not in frame.columns]
    return frame.with_columns(absent).select(TIME, *sensors)
