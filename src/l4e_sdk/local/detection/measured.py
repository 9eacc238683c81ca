"""Rows that nobody measured: their values are those of the row before, and show nothing of the machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from l4e_sdk.local.detection.arrays import Mask

_USUALLY = 0.9


def follow_each_other(measured: Mask) -> bool:
    """Return whether the next measured row is usually the next row.

    Where it is not, rows are finer than the readings or these come irregularly. To leave out the rows between them
    would then leave too little: every row needs five that were measured.
    """
    steps = np.diff(np.flatnonzero(measured))
    return bool(len(steps)) and float(np.mean(steps == 1)) >= _USUALLY


def sources(shown: Mask, off: Mask) -> NDArray[np.intp]:
    """Return for each row the last one that shows something, itself included.

    A row where the machine was off, and one with no such row since then, is its own source.
    """
    places = np.arange(len(shown))
    last = np.maximum.accumulate(np.where(shown | off, places, 0))
    return np.where(shown[last], last, places)
