"""Data frames as CSV files in the service's layout, without pandas or polars as a requirement.

An object can be a frame only if its library is already imported, so this module imports neither.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final, TypeAlias

from l4e_sdk._rules.layout.timestamps import STAMP
from l4e_sdk.errors import InvalidValueError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd
    import polars as pl
    from typing_extensions import TypeIs

    Frame: TypeAlias = pd.DataFrame | pl.DataFrame
    """Sensor data in columns, with one column of times or, in pandas, a ``DatetimeIndex``."""

_TIME: Final = "Timestamp"
"""The header of times that have no name."""


def header(frame: Frame) -> tuple[str, ...]:
    """Return the columns that ``write_csv`` writes, with the timestamps first.

    Raises:
        InvalidValueError: the object is not a frame, or the column with the timestamps is ambiguous.
    """
    if is_pandas(frame):
        frame = _indexed(frame)
        return _TIME if frame.index.name is None else str(frame.index.name), *map(str, frame.columns)
    if is_polars(frame):
        time = _time_of(frame)
        return time, *(name for name in frame.columns if name != time)
    raise _no_frame(frame)


def write_csv(frame: Frame, file: Path) -> None:
    """Write a frame as CSV, with the timestamps first, in UTC with microseconds. Naive times are in UTC.

    Raises:
        InvalidValueError: the object is not a frame, or the column with the timestamps is ambiguous.
    """
    if is_pandas(frame):
        _write_pandas(frame, file)
    elif is_polars(frame):
        _write_polars(frame, file)
    else:
        raise _no_frame(frame)


def is_frame(data: object) -> TypeIs[Frame]:
    """Return whether something is a frame of pandas or polars."""
    return is_pandas(data) or is_polars(data)


def is_pandas(data: object) -> TypeIs[pd.DataFrame]:
    """Return whether something is a frame of pandas."""
    library = sys.modules.get("pandas")
    return library is not None and isinstance(data, library.DataFrame)


def is_polars(data: object) -> TypeIs[pl.DataFrame]:
    """Return whether something is a frame of polars."""
    library = sys.modules.get("polars")
    return library is not None and isinstance(data, library.DataFrame)


def _no_frame(data: object) -> InvalidValueError:
    return InvalidValueError(
        f"data is a {type(data).__name__}; pass a folder, or a DataFrame of pandas or polars."
    )


def _write_pandas(frame: pd.DataFrame, file: Path) -> None:
    import pandas as pd

    frame = _indexed(frame)
    times = pd.DatetimeIndex(frame.index)
    if times.tz is not None:
        times = times.tz_convert(None)
    frame.set_index(times).to_csv(file, index_label=header(frame)[0], date_format=STAMP)


def _indexed(frame: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    if isinstance(frame.index, pd.DatetimeIndex):
        return frame
    return frame.set_index(_only([str(name) for name in frame.select_dtypes(["datetime", "datetimetz"])]))


def _write_polars(frame: pl.DataFrame, file: Path) -> None:
    import polars as pl

    time = _time_of(frame)
    times = frame[time]
    if isinstance(times.dtype, pl.Datetime) and times.dtype.time_zone is not None:
        times = times.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
    frame = frame.select(times, pl.exclude(time))
    frame.write_csv(file, datetime_format=STAMP.replace(".%f", "%.6f"))  # how chrono spells the same


def _time_of(frame: pl.DataFrame) -> str:
    import polars as pl

    return _only([name for name, dtype in frame.schema.items() if isinstance(dtype, pl.Datetime)])


def _only(columns: Sequence[str]) -> str:
    if len(columns) != 1:
        found = f"several columns of times: {', '.join(columns)}" if columns else "no column of times"
        raise InvalidValueError(
            f"data has {found}; pass a frame with one such column, or in pandas with a DatetimeIndex."
        )
    return columns[0]
