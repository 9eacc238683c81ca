"""Filling gaps forward from the previous reading (service/models#gaps)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def fill_forward(block: NDArray[np.floating], limit: int) -> None:
    """Fill missing cells of each sensor, in place, from its previous reading.

    Cells before the first reading of a sensor, and those whose previous reading is older than the limit, stay NaN.

    Args:
        block: (sensors, rows).
        limit: for how many rows a reading counts.
    """
    missing = np.isnan(block)
    holed = np.flatnonzero(missing.any(axis=1))  # most sensors of most plants lack nothing
    if not len(holed):
        return
    columns = np.arange(block.shape[1], dtype=np.int32)
    source = np.where(missing[holed], np.int32(-1), columns)
    np.maximum.accumulate(source, axis=1, out=source)
    # A cell without a reading that counts points to itself, or to the first row, which is missing like itself.
    np.copyto(source, columns, where=columns - source > limit)
    np.maximum(source, 0, out=source)
    block[holed] = np.take_along_axis(block[holed], source, axis=1)
