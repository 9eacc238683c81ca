"""Numbers that historians, loggers and file formats write where there is no reading."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_NINES: Final = tuple(float("9" * digits) for digits in range(3, 9))
_FLOAT32: Final = float(np.finfo(np.float32).max)

_NEVER_READ: Final = frozenset(
    {
        *(-value for value in _NINES),
        -999.25,  # the null value of LAS files
        float(np.float32(9.9692099683868690e36)),  # the fill value of netCDF
        -(2.0**15),
        -(2.0**31),
        -(2.0**63),
        *(sign * 10.0**power for sign in (1, -1) for power in range(20, 39)),
        _FLOAT32,
        -_FLOAT32,
    }
)
"""Values that no real sensor measures."""

_SELDOM_READ: Final = frozenset({*_NINES, 2.0**15 - 1, 2.0**16 - 1, 2.0**31 - 1, 2.0**32 - 1})
"""A counter may pass these; several sensors do not show them together."""

ALL: Final = _NEVER_READ | _SELDOM_READ


def placeholder(numbers: NDArray[np.float64], sensors: int) -> float | None:
    """Return the placeholder that all numbers are; None if they are something else.

    Args:
        numbers: everything that some sensors were read as.
        sensors: how many sensors these are.
    """
    if not len(numbers) or np.any(numbers != numbers[0]):
        return None
    value = float(numbers[0])
    # Single precision rounds what was written.
    known = _NEVER_READ if sensors < 2 else ALL
    return value if value in known or value in {float(np.float32(one)) for one in known} else None
