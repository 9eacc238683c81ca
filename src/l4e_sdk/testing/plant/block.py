"""Rows of a site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Consecutive rows of some sensors."""

    sensors: tuple[str, ...]
    """``component\\sensor``."""
    times: NDArray[np.datetime64]
    """UTC, in seconds."""
    values: NDArray[np.float32]
    """(rows, sensors)."""

    def __len__(self) -> int:
        return len(self.times)
