"""Readings as one array: all sensors of a model on one grid of instants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from l4e_sdk.local.timeseries.fill import fill_forward
from l4e_sdk.local.timeseries.grid import DataLimitError, Grid
from l4e_sdk.local.timeseries.joining import joined
from l4e_sdk.local.timeseries.off_condition import OffCondition, OffConditionError
from l4e_sdk.local.timeseries.rate import Sampling, fitting_rate, native_rate, sampling
from l4e_sdk.local.timeseries.readings import TIME

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from numpy.typing import NDArray

    from l4e_sdk.local.timeseries.readings import Readings
    from l4e_sdk.local.timeseries.schema import DataSchema

__all__ = ["DataLimitError", "Matrix", "load_matrix", "native_rate"]

_MAX_SENSORS: Final = 300  # columns in training data (spec 3.9)
_CELLS_AT_ONCE: Final = 2**24
_FRESH: Final = timedelta(minutes=15)
_FRESH_STEPS: Final = 3
_ROW: Final = "@row"


@dataclass(frozen=True, slots=True, eq=False)
class Matrix:
    """The sensors of a model, row by row.

    Gaps of any length are filled forward, as the service does. A detector may want to know better: `stale` marks
    the cells whose reading is older than 15 minutes, three rows and three usual spacings of its component.
    """

    timestamps: NDArray[np.datetime64]
    """The right edge of each row's interval: naive UTC in microseconds."""
    values: NDArray[np.float32]
    """(rows, sensors): the mean of the readings in the interval, else the previous value; NaN before the first."""
    stale: NDArray[np.bool_]
    """(rows, sensors): values that were carried forward for too long to say anything about now."""
    off: NDArray[np.bool_]
    """Rows in which the machine was off."""
    sensors: tuple[str, ...]
    r"""``component\sensor``, in the order of the schema."""
    rate: timedelta

    def fresh_values(self) -> NDArray[np.float32]:
        """Return the values with the stale ones missing."""
        return np.where(self.stale, np.float32(np.nan), self.values)


def load_matrix(
    sources: Sequence[Readings],
    schema: DataSchema,
    *,
    rate: timedelta | None = None,
    start: datetime | None = None,
    end: datetime | None = None,
    off_condition: OffCondition | None = None,
) -> Matrix:
    """Read the sensors of a schema on one grid.

    Only readings from start to end, both included, are used: nothing outside a range can leak into it. The rows
    reach from the first of these readings to the last; without readings there are none. Memory holds the matrix
    and a few of its columns.

    Args:
        sources: where the readings are; where two have the same instant, the earlier source wins.
        schema: the components and sensors wanted.
        rate: the length of a row's interval; the data's own rate when not given.
        start: the first instant, aware.
        end: the last instant, aware.
        off_condition: when the machine is off, judged by the latest reading up to each row.

    Raises:
        DataLimitError: more than 1,500,000 rows or 300 sensors.
        OffConditionError: no source has the sensor of the off-condition.
    """
    if schema.columns > _MAX_SENSORS:
        raise DataLimitError(
            f"{schema.columns} sensors are selected; a model can have {_MAX_SENSORS}, so select fewer"
        )
    found = {name: sampling(sources, name, start, end) for name in schema.names}
    samplings = [one for one in found.values() if one is not None]
    rate = rate or fitting_rate(samplings)
    grid = _grid(samplings, rate)
    values = np.full((grid.rows, schema.columns), np.nan, np.float32)
    stale = np.zeros(values.shape, np.bool_)
    for component, sensors, columns in _portions(schema, grid.rows):
        block = _binned(joined(sources, component, sensors, start, end), sensors, grid)
        stale[:, columns] = fill_forward(block, _fresh_rows(found[component], rate)).T
        values[:, columns] = block.T
    off = np.zeros(grid.rows, np.bool_)
    if off_condition:
        readings = joined(sources, off_condition.component, (off_condition.sensor,), start, end)
        off = _off(off_condition, readings, grid)
    return Matrix(grid.timestamps, values, stale, off, schema.sensor_names, rate)


def _grid(samplings: Sequence[Sampling], rate: timedelta) -> Grid:
    if not samplings:
        return Grid(0, 0, rate)
    return Grid.covering(min(one.first for one in samplings), max(one.last for one in samplings), rate)


def _portions(schema: DataSchema, rows: int) -> Iterator[tuple[str, tuple[str, ...], slice]]:
    """Cut the sensors of each component into portions that are cheap to hold beside the matrix."""
    size = max(1, _CELLS_AT_ONCE // max(rows, 1))
    column = 0
    for component in schema.components:
        for begin in range(0, len(component.sensors), size):
            sensors = component.sensors[begin : begin + size]
            yield component.name, sensors, slice(column, column + len(sensors))
            column += len(sensors)


def _fresh_rows(found: Sampling | None, rate: timedelta) -> int:
    spacing = found.spacing if found and found.spacing else timedelta(0)
    return int(max(_FRESH, _FRESH_STEPS * rate, _FRESH_STEPS * spacing) / rate)


def _binned(frame: pl.DataFrame, sensors: Sequence[str], grid: Grid) -> NDArray[np.float32]:
    """Return the mean of the readings in each row: (sensors, rows)."""
    block = np.full((len(sensors), grid.rows), np.nan, np.float32)
    rows = grid.positions(frame[TIME].to_numpy())
    if np.any(np.diff(rows) == 0):
        means = (
            frame.with_columns(pl.Series(_ROW, rows))
            .group_by(_ROW)
            .agg(pl.exclude(TIME).cast(pl.Float64).mean())
        )
        frame, rows = means, means[_ROW].to_numpy()
    for index, sensor in enumerate(sensors):
        if sensor in frame.columns:
            block[index, rows] = frame[sensor].cast(pl.Float32).to_numpy()
    block[np.isinf(block)] = np.nan  # beyond 3.4e38, which no sensor reads and no detector can square
    return block


def _off(condition: OffCondition, readings: pl.DataFrame, grid: Grid) -> NDArray[np.bool_]:
    if condition.sensor not in readings.columns:
        raise OffConditionError(f"the data lacks the sensor of the off-condition {condition}")
    readings = readings.select(TIME, pl.col(condition.sensor).cast(pl.Float64)).drop_nulls()
    rows = np.maximum(grid.positions(readings[TIME].to_numpy()), 0)
    last_in_row = np.append(np.diff(rows) > 0, [True] * (len(rows) > 0)) & (rows < grid.rows)
    latest = np.full((1, grid.rows), np.nan)
    latest[0, rows[last_in_row]] = readings[condition.sensor].to_numpy()[last_in_row]
    fill_forward(latest, grid.rows)
    return condition.holds(latest[0])
