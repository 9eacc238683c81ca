"""The interface of a detector."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar, NamedTuple, Self, final

import numpy as np

from l4e_sdk.local.detection.arrays import checked_mask, checked_times, checked_values
from l4e_sdk.local.detection.blocks import blocks
from l4e_sdk.local.detection.errors import NotFittedError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from l4e_sdk.local.detection.arrays import Arrays, Mask, Times, Values, Vector

_SCORED_AT_ONCE = 1024  # rows, each of which is set beside its past: what is made of more leaves the cache


class Examination(NamedTuple):
    """What a detector has to say about rows."""

    scores: Vector
    """One score per row; higher is more anomalous."""
    contributions: Values
    """The share of each sensor in each row's score: (rows, sensors), not negative, rows sum to 1."""


class _Readings(NamedTuple):
    """A block of rows."""

    times: Times
    readings: Values
    history: int
    """How many of the first rows are there only to look back to."""


class Detector(ABC):
    """An estimator that learns normal behaviour and scores how far rows are from it.

    The public methods check their input and are final; a new detector writes `_fit`, `_study`, `_examine`, `state` and
    `from_state`, and enters itself in the catalog, where the battery of `tests/checks` finds it.
    """

    name: ClassVar[str]
    """The name under which the catalog and saved models know the detector."""

    @property
    @abstractmethod
    def lag_rows(self) -> int:
        """The rows of history that the score of a row depends on."""

    @property
    @abstractmethod
    def sensor_count(self) -> int:
        """The number of sensors it was fitted on; 0 before that."""

    @final
    def fit(self, times: Times, values: Values, usable: Mask | None = None) -> Self:
        """Learn normal behaviour from the usable rows.

        Args:
            times: One instant per row.
            values: (rows, sensors), NaN where a reading is missing.
            usable: False for rows that show no normal operation. They are not learned from, nor are the
                `lag_rows` rows after them.

        Raises:
            InvalidInputError: an array has the wrong type or shape.
            InsufficientDataError: too few rows are left to learn from.
        """
        values = checked_values(values)
        times = checked_times(times, len(values))
        self._fit(times, values, checked_mask("usable", usable, len(values), default=True))
        return self

    @final
    def study(
        self, times: Times, values: Values, usable: Mask | None = None, *, cuts: Sequence[int] = ()
    ) -> Study:
        """Read a history once, cut into parts, for detectors that each leave out one of them.

        Units and the daily course are measured over all parts; how the sensors move together is kept apart.

        Args:
            times: As in `fit`.
            values: As in `fit`.
            usable: As in `fit`.
            cuts: The rows, in order, at which new parts begin.

        Raises:
            InvalidInputError: an array has the wrong type or shape.
        """
        values = checked_values(values)
        times = checked_times(times, len(values))
        usable = checked_mask("usable", usable, len(values), default=True)
        return self._study(times, values, usable, (0, *cuts, len(values)))

    @final
    def score(self, times: Times, values: Values, usable: Mask | None = None, *, history: int = 0) -> Vector:
        """Score rows; higher is more anomalous. The arguments, and but for rounding the scores, are those of `examine`."""
        scores = [self._score(*block) for block in self._blockwise(times, values, usable, history)]
        return np.concatenate(scores) if scores else np.empty(0)

    @final
    def contributions(
        self, times: Times, values: Values, usable: Mask | None = None, *, history: int = 0
    ) -> Values:
        """Share each row's score among the sensors: (rows, sensors), not negative, rows sum to 1."""
        return self.examine(times, values, usable, history=history).contributions

    @final
    def examine(
        self, times: Times, values: Values, usable: Mask | None = None, *, history: int = 0
    ) -> Examination:
        """Score rows and share the scores among the sensors, in one pass.

        Args:
            times: One instant per row.
            values: (rows, sensors) in the order of the fit; NaN where a reading is missing.
            usable: False for rows whose readings mean nothing (the machine was off). Their own score means
                nothing either, and other rows do not look back to them.
            history: How many of the first rows are there only to look back to; nothing is said about them.

        Raises:
            InvalidInputError: an array has the wrong type or shape.
            NotFittedError: `fit` was not called before.
        """
        rows = max(len(values) - history, 0)
        result = Examination(np.empty(rows), np.empty((rows, self.sensor_count), np.float32))
        done = 0
        for block in self._blockwise(times, values, usable, history):
            found = self._examine(*block)
            part = slice(done, done := done + len(found.scores))
            result.scores[part] = found.scores
            result.contributions[part] = shares(
                found.contributions, np.isnan(block.readings[block.history :])
            )
        return result

    @abstractmethod
    def state(self) -> Arrays:
        """Return all that was learned as named arrays, enough for `from_state`."""

    @classmethod
    @abstractmethod
    def from_state(cls, state: Arrays) -> Self:
        """Make the fitted detector again.

        Raises:
            DamagedModelError: an array is missing or has the wrong shape.
        """

    @abstractmethod
    def _fit(self, times: Times, values: Values, usable: Mask) -> None:
        """Learn from checked arrays."""

    @abstractmethod
    def _study(self, times: Times, values: Values, usable: Mask, bounds: Sequence[int]) -> Study:
        """Study the parts of checked arrays between the bounds; the first is 0, the last the number of rows."""

    @abstractmethod
    def _examine(self, times: Times, values: Values, history: int) -> Examination:
        """Examine a block of checked rows but for the first `history`; shares need not be normalised."""

    def _score(self, times: Times, values: Values, history: int) -> Vector:
        """Score a block as `_examine` does, but for rounding; for those that are faster where nothing is shared."""
        return self._examine(times, values, history).scores

    def _blockwise(
        self, times: Times, values: Values, usable: Mask | None, history: int
    ) -> Iterator[_Readings]:
        """Yield the checked rows block by block, each with those that it looks back to."""
        if not self.sensor_count:
            raise NotFittedError(f"{self.name} has not learned anything yet; call fit first")
        values = checked_values(values, self.sensor_count)
        times = checked_times(times, len(values))
        usable = checked_mask("usable", usable, len(values), default=True)
        for block in blocks(len(values), begin=history, history=self.lag_rows, size=_SCORED_AT_ONCE):
            readings = readable(values[block.read], usable[block.read])
            yield _Readings(times[block.read], readings, block.history)


class Study(ABC):
    """A history that was read once, by its parts."""

    @abstractmethod
    def detector(self, *, without: int | None = None, sensors: Mask | None = None) -> Detector:
        """Return a detector fitted to all parts but one.

        Args:
            without: The place of the part to leave out; None leaves out nothing.
            sensors: False for sensors to leave out; None keeps all.

        Raises:
            InsufficientDataError: too few rows are left to learn from.
        """


def readable(values: Values, usable: Mask) -> Values:
    """Return the values with the rows that are not usable missing."""
    return values if usable.all() else np.where(usable[:, None], values, np.float32(np.nan))


def shares(parts: Values, missing: Mask) -> Values:
    """Normalise each row to 1; a missing reading contributes nothing, and a row of nothing is shared evenly."""
    parts = np.where(missing, np.float32(0), parts)
    total = parts.sum(axis=1, keepdims=True)
    result = np.full_like(parts, 1 / parts.shape[1])
    np.divide(parts, total, out=result, where=total > 0)
    return result
