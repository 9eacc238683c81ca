"""Readings from several places as if they were one: a dataset, and the inference data accumulated since."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from l4e_sdk.local.timeseries.readings import TIME, narrowed, nothing, span_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from l4e_sdk.local.timeseries.readings import Readings, Span
    from l4e_sdk.local.timeseries.schema import DataSchema


class InMemory:
    """Readings that are in memory.

    Args:
        frames: per component, the column `TIME`, unique and ascending, and its sensors.
    """

    def __init__(self, frames: Mapping[str, pl.DataFrame]) -> None:
        self._frames = frames

    def span(self) -> Span | None:
        """Return the first and the last instant, aware UTC; None without data."""
        return span_of(frame[TIME] for frame in self._frames.values())

    def scan(
        self,
        component: str,
        sensors: Sequence[str] | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> pl.LazyFrame:
        """Return the readings of a component; see `Readings.scan`."""
        return narrowed(self._frames.get(component, nothing()).lazy(), sensors, start, end)


class Held(InMemory):
    """Readings of a short range that are read once and asked for several times.

    Args:
        sources: the most trusted first.
        schema: the components and sensors to hold.
        start: the first instant, aware.
        end: the last instant, aware.
    """

    def __init__(
        self, sources: Sequence[Readings], schema: DataSchema, start: datetime, end: datetime
    ) -> None:
        super().__init__(
            {
                component.name: joined(sources, component.name, component.sensors, start, end)
                for component in schema.components
            }
        )


def joined(
    sources: Sequence[Readings],
    component: str,
    sensors: Sequence[str],
    start: datetime | None = None,
    end: datetime | None = None,
) -> pl.DataFrame:
    """Return the readings of a component from all sources; where two have the same instant, the earlier source wins.

    Args:
        sources: the most trusted first.
        component: whose readings.
        sensors: the columns wanted; those that no source has are left out.
        start: the first instant, aware.
        end: the last instant, aware.
    """
    whole = nothing()
    for source in sources:
        more = source.scan(component, sensors, start, end).collect()
        if not whole.height:
            whole = more
        elif more.height:
            more = more.join(whole.select(TIME), on=TIME, how="anti")
            whole = pl.concat([whole, more], how="diagonal_relaxed").sort(TIME)
    return whole
