"""Hotelling's T² of each row together with its recent past."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar, Self

import numpy as np

from l4e_sdk.local.detection.base import Detector, Examination, Study
from l4e_sdk.local.detection.blocks import blocks
from l4e_sdk.local.detection.errors import DamagedModelError, InsufficientDataError
from l4e_sdk.local.detection.gaussian import Gaussian
from l4e_sdk.local.detection.lags import LAGS
from l4e_sdk.local.detection.preparation import Preparation
from l4e_sdk.local.detection.products import LaggedProducts
from l4e_sdk.local.detection.scaling import Scaling
from l4e_sdk.local.detection.season import Season
from l4e_sdk.local.detection.tail_scaling import TailScaling

if TYPE_CHECKING:
    from collections.abc import Sequence

    from l4e_sdk.local.detection.arrays import Arrays, Mask, Times, Values, Vector
    from l4e_sdk.local.detection.tail_scaling import Extremes

_RIDGE = 0.05  # in squared deviations: what no sensor is trusted below
_FEWEST_ROWS = 20


class LaggedT2(Detector):
    """How unlikely a row and its recent past are, given how the sensors usually move together.

    Readings are standardised, their daily course is taken out, rare ones are brought as close as those of a normal
    distribution, and each row is set beside the rows 1, 2, 4 and 8 steps before. The score is the squared distance of that long row from its mean in the metric of its
    covariance, per dimension: about 1 on normal rows. A sensor's part is the absolute sum of its terms over the
    lags, an exact split of the distance.

    Readings that are missing, now or in the past, add nothing: the distance is that of the readings there are.
    """

    name: ClassVar[str] = "lagged_t2"

    def __init__(self, *, lags: tuple[int, ...] = LAGS, ridge: float = _RIDGE) -> None:
        self.lags = lags
        self.ridge = ridge
        self._sensors = 0

    @classmethod
    def of(cls, preparation: Preparation, gaussian: Gaussian, lags: tuple[int, ...], ridge: float) -> Self:
        """Make the detector from what was learned."""
        detector = cls(lags=lags, ridge=ridge)
        detector._learn(preparation, gaussian)
        return detector

    @property
    def lag_rows(self) -> int:
        """The rows of history that the score of a row depends on."""
        return max(self.lags)

    @property
    def sensor_count(self) -> int:
        """The number of sensors it was fitted on; 0 before that."""
        return self._sensors

    def state(self) -> Arrays:
        """Return all that was learned as named arrays."""
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
        }

    @classmethod
    def from_state(cls, state: Arrays) -> Self:
        """Make the fitted detector again."""
        try:
            return cls._restored(state)
        except (KeyError, TypeError, ValueError) as error:
            raise DamagedModelError(f"the saved {cls.name} detector is damaged: {error}") from error

    @classmethod
    def _restored(cls, state: Arrays) -> Self:
        sensors = len(state["centre"])
        lags = tuple(int(lag) for lag in state["lags"])
        state = {"stretch": TailScaling.normal(sensors).stretch, **state}  # models of format 2 have none
        size = sensors * len(lags)
        floats = {name: state[name].astype(np.float32, copy=False) for name in _FLOATS}
        expected: dict[str, tuple[int, ...]] = dict.fromkeys(("centre", "scale", "stretch"), (sensors,))
        expected |= {"mean": (size,), "precision": (size, size)}
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
        return cls.of(preparation, Gaussian(floats["mean"], floats["precision"]), lags, float(state["ridge"]))

    def _fit(self, times: Times, values: Values, usable: Mask) -> None:
        study = self._study(times, values, usable, (0, len(values)))
        self._learn(study.preparation, study.gaussian())

    def _study(self, times: Times, values: Values, usable: Mask, bounds: Sequence[int]) -> LaggedStudy:
        plain = Preparation.fit(times, values, usable)
        study = LaggedStudy(plain, plain.extremes(times, values, usable, bounds), self.lags, self.ridge)
        for start, stop in pairwise(bounds):
            study.parts.append(part := LaggedProducts(values.shape[1], self.lags))
            for block in blocks(stop, begin=start, history=2 * self.lag_rows):
                part.add(*study.preparation.lesson(block, times, values, usable, self.lags))
        return study

    def _learn(self, preparation: Preparation, gaussian: Gaussian) -> None:
        self.preparation_, self.gaussian_ = preparation, gaussian
        self._sensors = len(preparation.scaling.centre)

    def _examine(self, times: Times, values: Values, history: int) -> Examination:
        rows = self._long(times, values, history)
        parts = self.gaussian_.split(rows).reshape(len(rows), len(self.lags), -1).sum(axis=1)
        scores = parts.sum(axis=1, dtype=np.float64) / rows.shape[1]
        return Examination(np.maximum(scores, 0), np.abs(parts))

    def _score(self, times: Times, values: Values, history: int) -> Vector:
        rows = self._long(times, values, history)
        scores: Vector = np.maximum(self.gaussian_.distances(rows) / rows.shape[1], 0)
        return scores

    def _long(self, times: Times, values: Values, history: int) -> Values:
        """Return rows with their past: (rows, lags x sensors)."""
        past = self.preparation_.past(times, values, self.lags)[history:]
        past[np.isnan(past[:, 0]).all(axis=1)] = np.nan  # what is not there now is not judged by its past
        return past.reshape(len(past), -1)


class LaggedStudy(Study):
    """The sums over each part of a history, and how its readings were prepared."""

    def __init__(
        self, preparation: Preparation, extremes: Extremes, lags: tuple[int, ...], ridge: float
    ) -> None:
        self.preparation = preparation.tailed(extremes.tails())
        self.extremes = extremes
        self.lags = lags
        self.ridge = ridge
        self.parts: list[LaggedProducts] = []

    def detector(self, *, without: int | None = None, sensors: Mask | None = None) -> LaggedT2:
        """Return the detector that learned from all parts but one, of the given sensors."""
        preparation = self.preparation
        if without is not None:  # what is rare in the part must not be measured by itself
            preparation = preparation.tailed(self.extremes.tails(without))
        if sensors is not None:
            preparation = preparation.of(sensors)
        return LaggedT2.of(preparation, self.gaussian(without, sensors), self.lags, self.ridge)

    def gaussian(self, without: int | None = None, sensors: Mask | None = None) -> Gaussian:
        """Return the distribution of the rows and their past over all parts but one."""
        products = LaggedProducts.sum(part for place, part in enumerate(self.parts) if place != without)
        if products.count < _FEWEST_ROWS:
            raise InsufficientDataError(
                f"only {products.count} usable rows have {max(self.lags)} usable rows before them; "
                f"at least {_FEWEST_ROWS} are needed"
            )
        return products.gaussian(self.ridge, sensors)


_FLOATS = ("centre", "scale", "season", "stretch", "mean", "precision")
