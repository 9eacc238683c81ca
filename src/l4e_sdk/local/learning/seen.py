"""Whether anything was read in a window: a number, of a sensor that the model looks at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from l4e_sdk.local.timeseries import placeholders
from l4e_sdk.local.timeseries.readings import TIME

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from l4e_sdk.local.timeseries.off_condition import OffCondition

_LARGEST: Final = float(np.finfo(np.float32).max)


@dataclass(frozen=True, slots=True)
class Unseen:
    """The rows of a window without a reading."""

    rows: dict[str, pl.DataFrame]
    """The rows of each component. A number that is not a reading became an empty cell."""
    instead: str
    """The content of the cells in place of readings, in words."""
    says_off: bool
    """Whether the sensor of the off-condition was read."""


def unseen(
    rows: Mapping[str, pl.DataFrame], looked_at: Collection[str], condition: OffCondition | None
) -> Unseen | None:
    r"""Return the rows of a window if no cell of them is a reading; None if any is.

    Args:
        rows: per component, the column `TIME` and its sensors.
        looked_at: the sensors that the model judges by, as ``component\sensor``.
        condition: when the machine is off.
    """
    numbers: list[np.ndarray] = []
    for component, frame in rows.items():
        for column in frame.get_columns():
            if column.name == TIME or f"{component}\\{column.name}" not in looked_at:
                continue
            found = column.drop_nulls().to_numpy()
            # Most windows are known to have a reading by their first cell.
            if len(found) and abs(found[0]) <= _LARGEST and float(found[0]) not in placeholders.ALL:
                return None
            if len(found):
                numbers.append(found)
    return _judged(rows, numbers, condition)


def _judged(
    rows: Mapping[str, pl.DataFrame], numbers: list[np.ndarray], condition: OffCondition | None
) -> Unseen | None:
    found = np.concatenate(numbers) if numbers else np.empty(0)
    within = found[np.abs(found) <= _LARGEST]
    sensors = sum(bool(np.any(np.abs(one) <= _LARGEST)) for one in numbers)
    value = placeholders.placeholder(within, sensors)
    if len(within) and value is None:
        return None
    says_off = condition is not None and _is_read(rows[condition.component][condition.sensor], value)
    emptied = {component: _without(frame, value) for component, frame in rows.items()}
    if value is not None:
        instead = f"all numbers are the placeholder {value:g}"
    elif len(found):
        instead = f"all numbers are beyond single precision, such as {float(found[0]):g}"
    else:
        instead = ""
    return Unseen(emptied, instead, says_off)


def _is_read(column: pl.Series, placeholder: float | None) -> bool:
    found = column.drop_nulls().to_numpy()
    return bool(np.any((np.abs(found) <= _LARGEST) & (found != placeholder)))


def _without(frame: pl.DataFrame, placeholder: float | None) -> pl.DataFrame:
    cells = pl.exclude(TIME)
    is_read = cells.abs() <= _LARGEST
    if placeholder is not None:
        is_read &= cells != placeholder
    return frame.with_columns(pl.when(is_read).then(cells).name.keep())
