"""Filling gaps forward from the previous reading (spec 3.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def fill_forward(block: NDArray[np.floating], limit: int) -> NDArray[np.bool_]:
    """Fill missing cells of each sensor, in place, from its previous reading, over gaps of any length.

    Cells before the first reading of a sensor stay NaN.

    Args:
        block: (sensors, rows).
        limit: for how many rows a reading counts as fresh.

    Returns:
        True for cells whose reading is older than the limit.
    """
    columns = np.arange(block.shape[1], dtype=np.int32)
    source = np.where(np.isnan(block), np.int32(-1), columns)
    np.maximum.accumulate(source, axis=1, out=source)
    # A cell before the first reading points to the row -1 + 1 = 0, which is missing like itself.
    block[:] = np.take_along_axis(block, np.maximum(source, 0), axis=1)
    return (columns - source > limit) & (source >= 0)
