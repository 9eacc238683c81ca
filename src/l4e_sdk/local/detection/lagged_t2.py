"""Hotelling's T² of each row together with its recent past."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple, Self

import numpy as np

from l4e_sdk.local.detection.arrays import checked_mask, checked_times, checked_values, readable
from l4e_sdk.local.detection.blocks import blocks
from l4e_sdk.local.detection.buckets import Buckets
from l4e_sdk.local.detection.errors import DamagedModelError, InsufficientDataError, NotFittedError
from l4e_sdk.local.detection.excursion import Lasted
from l4e_sdk.local.detection.gaussian import Gaussian
from l4e_sdk.local.detection.lags import LAGS
from l4e_sdk.local.detection.preparation import Preparation
from l4e_sdk.local.detection.products import LaggedProducts
from l4e_sdk.local.detection.scaling import Scaling
from l4e_sdk.local.detection.season import Season
from l4e_sdk.local.detection.tail_scaling import TailScaling

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from l4e_sdk.local.detection.arrays import Arrays, Mask, Times, Values, Vector
    from l4e_sdk.local.detection.buckets import Clock
    from l4e_sdk.local.detection.tail_scaling import Extremes

_RIDGE = 0.05  # in squared deviations: what no sensor is trusted below
_FEWEST_ROWS = 20
_SCORED_AT_ONCE = 1024  # rows, each of which is set beside its past: what is made of more leaves the cache

NAME: Final = "lagged_t2"
"""The detector's name in saved models."""


class Examination(NamedTuple):
    """Scores of rows, and the sensors' shares in them."""

    scores: Vector
    """One score per row; higher is more anomalous."""
    contributions: Values
    """The share of each sensor in each row's score: (rows, sensors), not negative, rows sum to 1."""
    present: Vector
    """The score of each row without its past."""
    buckets: Buckets
    """The rows added up by quarters of an hour; none without a clock."""


class _Readings(NamedTuple):
    """A block of rows."""

    times: Times
    readings: Values
    history: int
    """How many of the first rows are there only to look back to."""


class LaggedT2:
    """Learns normal behaviour, and scores how unlikely a row and its recent past are, given how the sensors usually move together.

    Readings are standardised, their daily course is taken out, rare ones are brought as close as those of a normal
    distribution, and each row is set beside the rows 1, 2, 4 and 8 steps before. The score is the squared distance of
    that long row from its mean in the metric of its covariance, per dimension: about 1 on normal rows. A sensor's part
    is the absolute sum of its terms over the lags, an exact split of the distance.

    Readings that are missing, now or in the past, add nothing: the distance is that of the readings there are.
    """

    def __init__(self, *, lags: tuple[int, ...] = LAGS, ridge: float = _RIDGE) -> None:
        self.lags = lags
        self.ridge = ridge
        self._sensors = 0

    @classmethod
    def of(
        cls,
        preparation: Preparation,
        gaussian: Gaussian,
        present: Gaussian,
        lags: tuple[int, ...],
        ridge: float,
    ) -> Self:
        """Make the detector from what was learned.

        Args:
            preparation: What is usual for each sensor alone.
            gaussian: The distribution of rows beside their past.
            present: That of rows alone.
            lags: The rows to look back.
            ridge: What no sensor is trusted below.
        """
        detector = cls(lags=lags, ridge=ridge)
        detector._learn(preparation, gaussian, present)
        return detector

    @property
    def lag_rows(self) -> int:
        """The rows of history that the score of a row depends on."""
        return max(self.lags)

    @property
    def sensor_count(self) -> int:
        """The number of sensors it was fitted on; 0 before that."""
        return self._sensors

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
        study = self.study(times, values, usable)
        self._learn(study.preparation, study.gaussian(), study.present())
        return self

    def study(
        self,
        times: Times,
        values: Values,
        usable: Mask | None = None,
        *,
        cuts: Sequence[int] = (),
        clock: Clock | None = None,
    ) -> LaggedStudy:
        """Read a history once, cut into parts, for detectors that each leave out one of the parts.

        Units and the daily course are measured over all parts; how the sensors move together is kept apart.

        Args:
            times: As in `fit`.
            values: As in `fit`.
            usable: As in `fit`.
            cuts: The rows, in order, at which new parts begin.
            clock: How to add up rows by quarters of an hour; they are not without one.

        Raises:
            InvalidInputError: an array has the wrong type or shape.
        """
        values = checked_values(values)
        times = checked_times(times, len(values))
        usable = checked_mask("usable", usable, len(values), default=True)
        bounds = (0, *cuts, len(values))
        plain = Preparation.fit(times, values, usable)
        study = LaggedStudy(plain, plain.extremes(times, values, usable, bounds), self.lags, self.ridge)
        added: list[Buckets] = []
        for start, stop in pairwise(bounds):
            study.parts.append(part := LaggedProducts(values.shape[1], self.lags))
            study.lasted.append(lasted := Lasted(values.shape[1]))
            for block in blocks(stop, begin=start, history=2 * self.lag_rows):
                readings, whole = study.preparation.lesson(block, times, values, usable, self.lags)
                part.add(readings, whole)
                if clock:
                    lasted.add(readable(values[block.read], usable[block.read])[max(block.history - 2, 0) :])
                    numbers = clock.numbers(times[block.rows])
                    mine = readings[block.history :]
                    added.append(Buckets.of(numbers, mine, values[block.rows], usable[block.rows]))
        study.buckets = Buckets.joined(added, values.shape[1])
        return study

    def score(self, times: Times, values: Values, usable: Mask | None = None, *, history: int = 0) -> Vector:
        """Score rows; higher is more anomalous. The arguments, and but for rounding the scores, are those of `examine`."""
        scores = [self._score(*block) for block in self._blockwise(times, values, usable, history)]
        return np.concatenate(scores) if scores else np.empty(0)

    def present(self, times: Times, values: Values) -> Vector:
        """Score rows without their past."""
        scores = [
            self.present_.distances(self.preparation_.standard(times[block.rows], values[block.rows]))
            for block in blocks(len(values))
        ]
        return np.concatenate(scores) / self.sensor_count if scores else np.empty(0)

    def contributions(
        self, times: Times, values: Values, usable: Mask | None = None, *, history: int = 0
    ) -> Values:
        """Share each row's score among the sensors: (rows, sensors), not negative, rows sum to 1."""
        return self.examine(times, values, usable, history=history).contributions

    def examine(
        self,
        times: Times,
        values: Values,
        usable: Mask | None = None,
        *,
        history: int = 0,
        clock: Clock | None = None,
        first: int = 0,
    ) -> Examination:
        """Score rows and share the scores among the sensors, in one pass.

        Args:
            times: One instant per row.
            values: (rows, sensors) in the order of the fit; NaN where a reading is missing.
            usable: False for rows whose readings mean nothing (the machine was off). Their own score means
                nothing either, and other rows do not look back to them.
            history: How many of the first rows are there only to look back to; nothing is said about them.
            clock: How to add up rows by quarters of an hour; they are not without one.
            first: The first row to add up.

        Raises:
            InvalidInputError: an array has the wrong type or shape.
            NotFittedError: `fit` was not called before.
        """
        rows = max(len(values) - history, 0)
        shares = np.empty((rows, self.sensor_count), np.float32)
        buckets = self._added_up(times, values, usable, clock, first)
        result = Examination(np.empty(rows), shares, np.empty(rows), buckets)
        done = 0
        for block in self._blockwise(times, values, usable, history):
            scores, parts, present = self._examine(*block)
            part = slice(done, done := done + len(scores))
            result.scores[part], result.present[part] = scores, present
            result.contributions[part] = _shares(parts, np.isnan(block.readings[block.history :]))
        return result

    def state(self) -> Arrays:
        """Return all that was learned as named arrays, enough for `from_state`."""
        return {
            "lags": np.array(self.lags, np.int64),
            "ridge": np.array(self.ridge),
            "step": np.array(self.preparation_.step.astype(np.int64)),
            "centre": self.preparation_.scaling.centre,
            "scale": self.preparation_.scaling.scale,
            "season": self.preparation_.season.weights,
            "stretch": self.preparation_.tails.stretch,
            "mean": self.gaussian_.mean,
            "precision": self.gaussian_.precision,
            "present_precision": self.present_.precision,
        }

    @classmethod
    def from_state(cls, state: Arrays) -> Self:
        """Make the fitted detector again.

        Raises:
            DamagedModelError: an array is missing or has the wrong shape.
        """
        try:
            return cls._restored(state)
        except (KeyError, TypeError, ValueError) as error:
            raise DamagedModelError(f"the saved {NAME} detector is damaged: {error}") from error

    @classmethod
    def _restored(cls, state: Arrays) -> Self:
        sensors = len(state["centre"])
        lags = tuple(int(lag) for lag in state["lags"])
        size = sensors * len(lags)
        floats = {name: state[name].astype(np.float32, copy=False) for name in _FLOATS}
        expected: dict[str, tuple[int, ...]] = dict.fromkeys(("centre", "scale", "stretch"), (sensors,))
        expected |= {"mean": (size,), "precision": (size, size), "present_precision": (sensors, sensors)}
        if floats["season"].shape[1:] != (sensors,):
            raise ValueError(f"season has shape {floats['season'].shape}, not (waves, {sensors})")
        for name, shape in expected.items():
            if floats[name].shape != shape:
                raise ValueError(f"{name} has shape {floats[name].shape}, not {shape}")
        preparation = Preparation(
            np.timedelta64(int(state["step"]), "us"),
            Scaling(floats["centre"], floats["scale"]),
            Season(floats["season"]),
            TailScaling(floats["stretch"]),
        )
        gaussian = Gaussian(floats["mean"], floats["precision"])
        present = Gaussian(floats["mean"][:sensors], floats["present_precision"])
        return cls.of(preparation, gaussian, present, lags, float(state["ridge"]))

    def _learn(self, preparation: Preparation, gaussian: Gaussian, present: Gaussian) -> None:
        self.preparation_, self.gaussian_, self.present_ = preparation, gaussian, present
        self._sensors = len(preparation.scaling.centre)

    def _blockwise(
        self, times: Times, values: Values, usable: Mask | None, history: int
    ) -> Iterator[_Readings]:
        """Yield the checked rows block by block, each with those that it looks back to."""
        if not self.sensor_count:
            raise NotFittedError("the detector has not learned anything yet; call fit first")
        values = checked_values(values, self.sensor_count)
        times = checked_times(times, len(values))
        usable = checked_mask("usable", usable, len(values), default=True)
        for block in blocks(len(values), begin=history, history=self.lag_rows, size=_SCORED_AT_ONCE):
            readings = readable(values[block.read], usable[block.read])
            yield _Readings(times[block.read], readings, block.history)

    def _examine(self, times: Times, values: Values, history: int) -> tuple[Vector, Values, Vector]:
        """Return scores, shares and scores without the past of a block of checked rows but for the first `history`; shares are not normalised yet."""
        rows = self._long(times, values, history)
        parts = self.gaussian_.split(rows).reshape(len(rows), len(self.lags), -1).sum(axis=1)
        scores = parts.sum(axis=1, dtype=np.float64) / rows.shape[1]
        present = self.present_.distances(rows[:, : self.sensor_count]) / self.sensor_count
        return np.maximum(scores, 0), np.abs(parts), np.maximum(present, 0)

    def _added_up(
        self, times: Times, values: Values, usable: Mask | None, clock: Clock | None, first: int
    ) -> Buckets:
        added: list[Buckets] = []
        usable = checked_mask("usable", usable, len(values), default=True)
        if clock is None:
            return Buckets.empty(self.sensor_count)
        for block in blocks(len(values), begin=first):
            standard = self.preparation_.standard(times[block.rows], values[block.rows])
            numbers = clock.numbers(times[block.rows])
            added.append(Buckets.of(numbers, standard, values[block.rows], usable[block.rows]))
        return Buckets.joined(added, self.sensor_count)

    def _score(self, times: Times, values: Values, history: int) -> Vector:
        """Score a block as `_examine` does, but for rounding; faster, because nothing is shared."""
        rows = self._long(times, values, history)
        scores: Vector = np.maximum(self.gaussian_.distances(rows) / rows.shape[1], 0)
        return scores

    def _long(self, times: Times, values: Values, history: int) -> Values:
        """Return rows with their past: (rows, lags x sensors)."""
        past = self.preparation_.past(times, values, self.lags)[history:]
        past[np.isnan(past[:, 0]).all(axis=1)] = np.nan  # what is not there now is not judged by its past
        return past.reshape(len(past), -1)


class LaggedStudy:
    """The sums over each part of a history, and how its readings were prepared."""

    def __init__(
        self, preparation: Preparation, extremes: Extremes, lags: tuple[int, ...], ridge: float
    ) -> None:
        self.preparation = preparation.tailed(extremes.tails())
        self.extremes = extremes
        self.lags = lags
        self.ridge = ridge
        self.parts: list[LaggedProducts] = []
        self.buckets = Buckets.empty(len(preparation.scaling.centre))
        """All parts added up by quarters of an hour."""
        self.lasted: list[Lasted] = []
        """What lasted in each part."""

    def detector(self, *, without: int | None = None, sensors: Mask | None = None) -> LaggedT2:
        """Return a detector fitted to all parts but one.

        Args:
            without: The place of the part to leave out; None leaves out nothing.
            sensors: False for sensors to leave out; None keeps all.

        Raises:
            InsufficientDataError: too few rows are left to learn from.
        """
        preparation = self.preparation
        if without is not None:  # what is rare in the part must not be measured by itself
            preparation = preparation.tailed(self.extremes.tails(without))
        if sensors is not None:
            preparation = preparation.of(sensors)
        products = self._products(without)
        gaussian = products.gaussian(self.ridge, sensors)
        return LaggedT2.of(
            preparation, gaussian, products.present(self.ridge, sensors), self.lags, self.ridge
        )

    def gaussian(self, without: int | None = None, sensors: Mask | None = None) -> Gaussian:
        """Return the distribution of the rows and their past over all parts but one."""
        return self._products(without).gaussian(self.ridge, sensors)

    def present(self) -> Gaussian:
        """Return the distribution of the rows alone."""
        return self._products(None).present(self.ridge)

    def _products(self, without: int | None) -> LaggedProducts:
        products = LaggedProducts.sum(part for place, part in enumerate(self.parts) if place != without)
        if products.count < _FEWEST_ROWS:
            raise InsufficientDataError(
                f"only {products.count} usable rows have {max(self.lags)} usable rows before them; "
                f"at least {_FEWEST_ROWS} are needed"
            )
        return products


def _shares(parts: Values, missing: Mask) -> Values:
    """Normalise each row to 1; a missing reading contributes nothing, and a row of nothing is shared evenly."""
    parts = np.where(missing, np.float32(0), parts)
    total = parts.sum(axis=1, keepdims=True)
    result = np.full_like(parts, 1 / parts.shape[1])
    np.divide(parts, total, out=result, where=total > 0)
    return result


_FLOATS = ("centre", "scale", "season", "stretch", "mean", "precision", "present_precision")
