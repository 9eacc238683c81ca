"""The arrays that detectors read and write."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from l4e_sdk.local.detection.errors import InvalidInputError

Times: TypeAlias = NDArray[np.datetime64]
"""One instant per row, UTC, unit microsecond, never going backwards."""

Values: TypeAlias = NDArray[np.float32]
"""One row per instant, one column per sensor; NaN is a missing reading."""

Mask: TypeAlias = NDArray[np.bool_]
"""One truth value per row, or per cell."""

Vector: TypeAlias = NDArray[np.float64]
"""One number per row, or per sensor."""

Matrix: TypeAlias = NDArray[np.float64]
"""A square table of sums or covariances."""

Arrays: TypeAlias = dict[str, NDArray[np.generic]]
"""Named arrays: what a fitted detector is made of on disk."""


def checked_times(times: Times, rows: int) -> Times:
    """Return the times in microseconds, one for each of `rows`.

    Raises:
        InvalidInputError: the times are no datetime64 vector of that length, or go backwards.
    """
    if times.ndim != 1 or times.dtype.kind != "M":
        raise InvalidInputError(f"times: a vector of datetime64 is needed, this is {_shape(times)}")
    if len(times) != rows:
        raise InvalidInputError(f"times: {len(times)} instants for {rows} rows of values; give one per row")
    times = times.astype("datetime64[us]", copy=False)
    if np.isnat(times).any():
        raise InvalidInputError("times: every row needs an instant; remove the rows without one")
    if (times[1:] < times[:-1]).any():
        raise InvalidInputError("times: rows go backwards in time; sort them first")
    return times


def checked_values(values: Values, sensors: int | None = None) -> Values:
    """Return the values as float32, refusing any shape but (rows, sensors)."""
    if values.ndim != 2 or values.dtype.kind not in "fiu":
        raise InvalidInputError(
            f"values: a matrix (rows, sensors) of numbers is needed, this is {_shape(values)}"
        )
    if sensors is not None and values.shape[1] != sensors:
        raise InvalidInputError(
            f"values: {values.shape[1]} sensors where {sensors} were fitted; give the same columns"
        )
    return values.astype(np.float32, copy=False)


def checked_mask(name: str, mask: Mask | None, rows: int, *, default: bool) -> Mask:
    """Return a mask with one truth value per row; `default` everywhere when there is none."""
    if mask is None:
        return np.full(rows, default)
    if mask.dtype != np.bool_ or mask.shape != (rows,):
        raise InvalidInputError(f"{name}: a vector of {rows} truth values is needed, this is {_shape(mask)}")
    return mask


def readable(values: Values, usable: Mask) -> Values:
    """Return the values with the rows that are not usable missing."""
    return values if usable.all() else np.where(usable[:, None], values, np.float32(np.nan))


def _shape(array: NDArray[np.generic]) -> str:
    return f"{array.dtype} of shape {array.shape}"
