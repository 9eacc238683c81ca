"""Data frames as CSV files of the service's layout, without pandas or polars as a requirement.

An object can only be a frame of a library that somebody has imported, so neither is imported here.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final, TypeAlias, TypeGuard

from l4e_sdk.errors import InvalidValueError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd
    import polars as pl

    Frame: TypeAlias = pd.DataFrame | pl.DataFrame
    """Sensor data in columns, with one column of times or, in pandas, a ``DatetimeIndex``."""

_STAMP: Final = "%Y-%m-%dT%H:%M:%S"
_TIME: Final = "Timestamp"
"""The header of times that have no name."""


def write_csv(frame: Frame, file: Path) -> None:
    """Write a frame: the times first, in UTC, with microseconds; naive times mean UTC, as in the service's files.

    Raises:
        InvalidValueError: it is no frame, or which column holds the times is not clear.
    """
    if _is_pandas(frame):
        _write_pandas(frame, file)
    elif _is_polars(frame):
        _write_polars(frame, file)
    else:
        raise InvalidValueError(
            f"data is a {type(frame).__name__}; pass a folder, or a DataFrame of pandas or polars."
        )


def _is_pandas(data: object) -> TypeGuard[pd.DataFrame]:
    library = sys.modules.get("pandas")
    return library is not None and isinstance(data, library.DataFrame)


def _is_polars(data: object) -> TypeGuard[pl.DataFrame]:
    library = sys.modules.get("polars")
    return library is not None and isinstance(data, library.DataFrame)


def _write_pandas(frame: pd.DataFrame, file: Path) -> None:
    if frame.index.dtype.kind == "M":
        frame = frame.rename_axis(index=frame.index.name or _TIME)
    else:
        times = frame.columns[[dtype.kind == "M" for dtype in frame.dtypes]]
        frame = frame.set_index(_only([str(name) for name in times]))
    if frame.index.tz is not None:
        frame = frame.tz_convert(None)
    frame.to_csv(file, date_format=f"{_STAMP}.%f")


def _write_polars(frame: pl.DataFrame, file: Path) -> None:
    time = _only([name for name, dtype in frame.schema.items() if dtype.base_type().__name__ == "Datetime"])
    if getattr(frame.schema[time], "time_zone", None):
        frame = frame.with_columns(frame[time].dt.convert_time_zone("UTC").dt.replace_time_zone(None))
    frame = frame.select([time, *(name for name in frame.columns if name != time)])
    frame.write_csv(file, datetime_format=f"{_STAMP}%.6f")


def _only(columns: Sequence[str]) -> str:
    if len(columns) != 1:
        found = f"several columns of times: {', '.join(columns)}" if columns else "no column of times"
        raise InvalidValueError(
            f"data has {found}; pass a frame with one such column, or in pandas with a DatetimeIndex."
        )
    return columns[0]
