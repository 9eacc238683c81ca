"""Which sensors a model learns from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from l4e_sdk.local.detection.blocks import blocks
from l4e_sdk.local.detection.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from l4e_sdk.local.detection.arrays import Mask, Values, Vector

_LEAST_PRESENT = 0.6
"""Of the usable rows; a sensor that lacks more readings tells more about its outages than about the machine."""


def checked_sensors(sensors: Sequence[str], columns: int) -> tuple[str, ...]:
    """Return the names, one for each column and no two alike."""
    if len(sensors) != columns:
        raise InvalidInputError(
            f"sensors: {len(sensors)} names for {columns} columns of values; name every column"
        )
    if len(set(sensors)) != len(sensors):
        raise InvalidInputError("sensors: two columns have the same name; rename one of them")
    return tuple(sensors)


def dropped_sensors(sensors: Sequence[str], values: Values, usable: Mask) -> dict[str, str]:
    """Return the sensors with too few readings to learn from, each with the reason."""
    present = _present_share(values, usable)
    return {
        name: _reason(float(share))
        for name, share in zip(sensors, present, strict=True)
        if share < _LEAST_PRESENT
    }


def late_movers(values: Values, usable: Mask, split: int) -> Mask:
    """Return the sensors that never move in the usable rows before `split`, but do after it."""
    early = _still(values[:split], usable[:split])
    return early & ~_still(values, usable)


def _still(values: Values, usable: Mask) -> Mask:
    lowest = np.full(values.shape[1], np.inf)
    highest = np.full(values.shape[1], -np.inf)
    for block in blocks(len(values)):
        readings = values[block.rows][usable[block.rows]]
        lowest = np.fmin(lowest, np.fmin.reduce(readings, axis=0, initial=np.inf))
        highest = np.fmax(highest, np.fmax.reduce(readings, axis=0, initial=-np.inf))
    return lowest >= highest


def _reason(present: float) -> str:
    if present == 0:
        return "no reading in the usable training rows"
    return f"readings in only {present:.0%} of the usable training rows; at least {_LEAST_PRESENT:.0%} are needed"


def _present_share(values: Values, usable: Mask) -> Vector:
    count = np.zeros(values.shape[1], dtype=np.int64)
    for block in blocks(len(values)):
        there = ~np.isnan(values[block.rows])
        count += np.count_nonzero(there & usable[block.rows, None], axis=0)
    return count / max(int(np.count_nonzero(usable)), 1)
