"""Readings as one array: all sensors of a model on one grid of instants."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np
import polars as pl

from l4e_sdk.local.timeseries.fill import fill_forward
from l4e_sdk.local.timeseries.grid import DataLimitError, Grid
from l4e_sdk.local.timeseries.joining import joined
from l4e_sdk.local.timeseries.off_condition import OffCondition, OffConditionError
from l4e_sdk.local.timeseries.precision import fits_single
from l4e_sdk.local.timeseries.rate import Sampling, fitting_rate, native_rate, sampling
from l4e_sdk.local.timeseries.readings import TIME

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import datetime

    from numpy.typing import NDArray

    from l4e_sdk.local.timeseries.readings import Readings
    from l4e_sdk.local.timeseries.schema import DataSchema

__all__ = ["DataLimitError", "Matrix", "load_matrix", "native_rate"]

_MAX_SENSORS: Final = 300  # columns in training data (service/limits#quotas)
_CELLS_AT_ONCE: Final = 2**24
_FRESH: Final = timedelta(minutes=15)
_FRESH_STEPS: Final = 3
_ROW: Final = "@row"
_Float = TypeVar("_Float", np.float32, np.float64)
_LARGEST: Final = float(np.finfo(np.float32).max)


@dataclass(frozen=True, slots=True, eq=False)
class Matrix:
    """The sensors of a model, row by row.

    A gap is filled forward for 15 minutes, three rows and three usual spacings of its component, whichever is most.
    The service fills gaps of any length; a detector that is shown old readings takes them for a machine at rest.
    """

    timestamps: NDArray[np.datetime64]
    """The right edge of each row's interval: naive UTC in microseconds."""
    values: NDArray[np.float32]
    """(rows, sensors): the mean of the readings in the interval, else the previous value; NaN without a recent one."""
    off: NDArray[np.bool_]
    """Rows in which the machine was off."""
    sensors: tuple[str, ...]
    r"""``component\sensor``, in the order of the schema."""
    rate: timedelta
    precise: dict[str, NDArray[np.float64]] = field(default_factory=dict)
    """The values of sensors whose steps single precision loses, such as a counter that has come far."""
    measured: NDArray[np.bool_] | None = None
    """Rows with a reading of any sensor; the others are filled throughout. None when all are."""

    def measured_in(self, rows: slice) -> NDArray[np.bool_] | None:
        """Return which of some rows have a reading; None when all have."""
        return None if self.measured is None else self.measured[rows]


def load_matrix(
    sources: Sequence[Readings],
    schema: DataSchema,
    *,
    rate: timedelta | None = None,
    start: datetime | None = None,
    end: datetime | None = None,
    off_condition: OffCondition | None = None,
    precise: Collection[str] | None = None,
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
        precise: the sensors to keep in double precision too; those that need it when not given.

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
    exact: dict[str, NDArray[np.float64]] = {}
    measured = np.zeros(grid.rows, np.bool_)
    for component, sensors, columns in _portions(schema, grid.rows):
        frame, rows = _binned(joined(sources, component, sensors, start, end), grid)
        measured[rows[_read(frame, sensors)]] = True
        fresh = fresh_rows(rate, sampled.spacing if (sampled := found[component]) else None)
        block = np.full((len(sensors), grid.rows), np.nan, np.float32)
        values[:, columns] = _filled(block, frame, sensors, rows, fresh).T
        names = dict(zip(sensors, schema.sensor_names[columns], strict=True))
        fine = [sensor for sensor in sensors if _is_precise(frame, sensor, names[sensor], precise)]
        wide = np.full((len(fine), grid.rows), np.nan)
        exact |= zip((names[sensor] for sensor in fine), _filled(wide, frame, fine, rows, fresh), strict=True)
    off = np.zeros(grid.rows, np.bool_)
    if off_condition:
        readings = joined(sources, off_condition.component, (off_condition.sensor,), start, end)
        off = _off(off_condition, readings, grid)
    return Matrix(grid.timestamps, values, off, schema.sensor_names, rate, exact, measured)


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


def fresh_rows(rate: timedelta, spacing: timedelta | None = None) -> int:
    """Return for how many rows after its own a reading counts.

    Args:
        rate: the length of a row's interval.
        spacing: the usual time between two readings, if it is known.
    """
    return int(max(_FRESH, _FRESH_STEPS * rate, _FRESH_STEPS * (spacing or timedelta(0))) / rate)


def _binned(frame: pl.DataFrame, grid: Grid) -> tuple[pl.DataFrame, NDArray[np.int64]]:
    """Return the mean of the readings in each row of the grid that has any, and which rows these are, in order."""
    rows = grid.positions(frame[TIME].to_numpy())
    if not np.any(np.diff(rows) == 0):
        return frame, rows
    placed = frame.with_columns(pl.Series(_ROW, rows))
    means = placed.group_by(_ROW, maintain_order=True).agg(pl.exclude(TIME).cast(pl.Float64).mean())
    single = [name for name, kind in frame.schema.items() if kind == pl.Float32]
    return means.with_columns(pl.col(single).cast(pl.Float32)), means[_ROW].to_numpy()


def _read(frame: pl.DataFrame, sensors: Sequence[str]) -> NDArray[np.bool_]:
    """Return which rows of a frame have a reading of any sensor."""
    wanted = set(sensors)
    # Not by name: of hundreds of columns, each would be looked for among all.
    known = [column for column in frame.get_columns() if column.name in wanted]
    if any(not column.null_count() for column in known):
        return np.ones(frame.height, np.bool_)
    read = np.zeros(frame.height, np.bool_)
    for column in known:
        read |= column.is_not_null().to_numpy()
    return read


def _filled(
    block: NDArray[_Float], frame: pl.DataFrame, sensors: Sequence[str], rows: NDArray[np.int64], fresh: int
) -> NDArray[_Float]:
    """Put readings into an empty block of (sensors, rows), and fill its gaps."""
    columns = set(frame.columns)
    known = [index for index, sensor in enumerate(sensors) if sensor in columns]
    if known:
        # All at once: column by column, a few rows of 300 sensors take ten times as long.
        kind = pl.Float32 if block.dtype == np.float32 else pl.Float64
        found = frame.select(pl.col([sensors[index] for index in known]).cast(kind)).to_numpy().T
        # Every sensor in every row, as in most plants: a copy, and no search for places.
        if found.shape == block.shape:
            block[:] = found
        else:
            block[np.ix_(np.array(known), rows)] = found
    # No sensor reads more than single precision holds, and no detector can square it.
    wild = np.abs(block) > _LARGEST
    if wild.any():
        block[wild] = np.nan
    fill_forward(block, fresh)
    return block


def _is_precise(frame: pl.DataFrame, sensor: str, name: str, wanted: Collection[str] | None) -> bool:
    # A value in single precision loses nothing by this conversion.
    if wanted is not None and name not in wanted:
        return False
    if sensor not in frame.columns or frame[sensor].dtype != pl.Float64:  # a frame's schema is slow to make
        return False
    return wanted is not None or not fits_single(frame[sensor])


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
