"""Hotelling's T² of each row together with its recent past."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

import numpy as np

from l4e_sdk.local.detection.base import Detector, Examination, readable
from l4e_sdk.local.detection.blocks import Block, blocks
from l4e_sdk.local.detection.errors import DamagedModelError, InsufficientDataError
from l4e_sdk.local.detection.gaussian import Gaussian, Moments
from l4e_sdk.local.detection.lags import LAGS, bridged, with_past
from l4e_sdk.local.detection.scaling import Scaling
from l4e_sdk.local.detection.season import Season

if TYPE_CHECKING:
    from l4e_sdk.local.detection.arrays import Arrays, Mask, Times, Values

_RIDGE = 0.05  # in squared deviations: what no sensor is trusted below
_FEWEST_ROWS = 20
_MOST_MISSING = 0.3  # of a row's sensors; rows that lack more teach nothing


class LaggedT2(Detector):
    """How unlikely a row and its recent past are, given how the sensors usually move together.

    Readings are standardised, their daily course is taken out, and each row is set beside the rows 1, 2, 4 and
    8 steps before. The score is the squared distance of that long row from its mean in the metric of its
    covariance, per dimension: about 1 on normal rows. A sensor's part is the absolute sum of its terms over the
    lags, an exact split of the distance.

    Readings that are missing, now or in the past, add nothing: the distance is that of the readings there are.
    """

    name: ClassVar[str] = "lagged_t2"

    def __init__(self, *, lags: tuple[int, ...] = LAGS, ridge: float = _RIDGE) -> None:
        self.lags = lags
        self.ridge = ridge
        self._sensors = 0

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
            "step": np.array(self.step_.astype(np.int64)),
            "centre": self.scaling_.centre,
            "scale": self.scaling_.scale,
            "season": self.season_.weights,
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
        size = sensors * len(lags)
        floats = {name: state[name].astype(np.float32, copy=False) for name in _FLOATS}
        expected = {"centre": (sensors,), "scale": (sensors,), "mean": (size,), "precision": (size, size)}
        if floats["season"].shape[1:] != (sensors,):
            raise ValueError(f"season has shape {floats['season'].shape}, not (waves, {sensors})")
        for name, shape in expected.items():
            if floats[name].shape != shape:
                raise ValueError(f"{name} has shape {floats[name].shape}, not {shape}")
        detector = cls(lags=lags, ridge=float(state["ridge"]))
        detector.step_ = np.timedelta64(int(state["step"]), "us")
        detector.scaling_ = Scaling(floats["centre"], floats["scale"])
        detector.season_ = Season(floats["season"])
        detector.gaussian_ = Gaussian(floats["mean"], floats["precision"])
        detector._sensors = sensors
        return detector

    def _fit(self, times: Times, values: Values, usable: Mask) -> None:
        sensors = values.shape[1]
        self.step_ = _step(times)
        self.scaling_ = Scaling.fit(values, usable)
        self.season_ = Season.fit(times, values, usable, self.scaling_)
        moments = Moments(sensors * len(self.lags))
        for block in blocks(len(values), history=self.lag_rows):
            moments.add(self._normal_rows(block, times, values, usable))
        if moments.count < _FEWEST_ROWS:
            raise InsufficientDataError(
                f"only {moments.count} usable rows have {self.lag_rows} usable rows before them; "
                f"at least {_FEWEST_ROWS} are needed"
            )
        self.gaussian_ = moments.gaussian(self.ridge)
        self._sensors = sensors

    def _normal_rows(self, block: Block, times: Times, values: Values, usable: Mask) -> Values:
        """Return the block's rows with a complete usable past; what a sensor lacks there counts as its mean."""
        readings = readable(values[block.read], usable[block.read])
        marks = usable[block.read, None].astype(np.float32)
        whole = (with_past(times[block.read], marks, self.lags, self.step_) == 1).all(axis=(1, 2))
        whole[: block.history] = False
        past = bridged(self._past(times[block.read], readings)[whole])
        rows: Values = past[np.isnan(past[:, 0]).mean(axis=1) <= _MOST_MISSING]
        np.nan_to_num(rows, copy=False)
        return rows.reshape(len(rows), len(self.lags) * values.shape[1])

    def _past(self, times: Times, values: Values) -> Values:
        standard = self.season_.remove(times, self.scaling_.standardise(values))
        return with_past(times, standard, self.lags, self.step_)

    def _examine(self, times: Times, values: Values, history: int) -> Examination:
        past = self._past(times, values)[history:]
        past[np.isnan(past[:, 0]).all(axis=1)] = np.nan  # what is not there now is not judged by its past
        rows, lags, sensors = past.shape
        parts = self.gaussian_.split(past.reshape(rows, -1)).reshape(rows, lags, sensors).sum(axis=1)
        scores = parts.sum(axis=1, dtype=np.float64) / (lags * sensors)
        return Examination(np.maximum(scores, 0), np.abs(parts))


_FLOATS = ("centre", "scale", "season", "mean", "precision")


def _step(times: Times) -> np.timedelta64:
    """Return the usual time between rows."""
    if len(times) < 2:
        return np.timedelta64(0, "us")
    return np.timedelta64(int(np.median(np.diff(times).astype(np.int64))), "us")
