"""The reason why too few training rows are left: the first rule that excludes each row, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from l4e_sdk.local.timeseries.labels import mask

if TYPE_CHECKING:
    from l4e_sdk.local.detection.arrays import Mask
    from l4e_sdk.local.tasks.labels import Ranges
    from l4e_sdk.local.timeseries.matrix import Matrix

_LABELLED: Final = "labelled"
_OFF: Final = "off"
_INCOMPLETE: Final = "missing too many sensors"
_FLAGGED: Final = "flagged by inference"
_BESIDE: Final = "beside labels or without a reading"

_SHOWN: Final = 3
_LONGER: Final = "choose a longer training range"


@dataclass(frozen=True, slots=True)
class Shortage:
    """A training range of which too little is left."""

    matrix: Matrix
    training: Mask
    """The rows of the range."""
    labels: Ranges
    doubts: Mask | None
    """Rows that inference flagged."""
    complete: Mask
    """Rows in which enough sensors have readings."""
    off_condition: str | None
    """The condition in the user's spelling."""

    def reason(self, usable: int, least: int) -> str:
        """Return the number of rows that each rule excludes, with the remedy, in words.

        Args:
            usable: how many rows are left.
            least: how many are needed.
        """
        total = int(self.training.sum())
        if not total:
            return "no sensor was read in the training range; choose another range"
        taken = {name: count for name, count in self._taken(usable).items() if count}
        rows = f"{usable:,} usable training rows of {total:,}"
        if taken:
            rows += ": " + ", ".join(f"{count:,} {name}" for name, count in taken.items())
        most = max(taken, key=lambda name: taken[name], default="")
        return f"{rows}; at least {least} are needed. {self._remedy(most)}"

    def _taken(self, usable: int) -> dict[str, int]:
        doubts = np.zeros_like(self.training) if self.doubts is None else self.doubts
        rules = {
            _LABELLED: mask(self.matrix.timestamps, self.labels),
            _OFF: self.matrix.off,
            _INCOMPLETE: ~self.complete,
            _FLAGGED: doubts,
        }
        left, taken = self.training.copy(), dict[str, int]()
        for name, rows in rules.items():
            taken[name] = int(np.count_nonzero(left & rows))
            left &= ~rows
        # Sensors that the model excludes for other reasons.
        taken[_BESIDE] = int(left.sum()) - usable
        return taken

    def _remedy(self, most: str) -> str:
        condition = f"{self.off_condition} " if self.off_condition else ""
        if self.matrix.off[self.training].all() and self.training.any():
            return f"The off-condition {condition}holds in every row; correct it."
        remedies = {
            _LABELLED: f"Label the faults only, or {_LONGER}.",
            _OFF: f"Correct the off-condition {condition}or {_LONGER}.",
            _INCOMPLETE: f"Leave out the sensors with the fewest readings: {self._emptiest()}.",
            _FLAGGED: f"Label what is normal as NO_ANOMALY, or {_LONGER}.",
        }
        return remedies.get(most, f"{_LONGER.capitalize()} or a finer sampling rate.")

    def _emptiest(self) -> str:
        readings = np.count_nonzero(~np.isnan(self.matrix.values[self.training]), axis=0)
        order = np.argsort(readings, kind="stable")[:_SHOWN]
        return ", ".join(f"{self.matrix.sensors[column]} ({readings[column]:,})" for column in order)
