"""A trained model: a detector, its threshold and the sensors it knows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self, TypedDict, cast

import numpy as np

from l4e_sdk.local.detection import files
from l4e_sdk.local.detection.arrays import checked_mask, checked_times, checked_values
from l4e_sdk.local.detection.assessment import Assessment, anomaly_scores
from l4e_sdk.local.detection.catalog import DEFAULT, DETECTORS
from l4e_sdk.local.detection.errors import DamagedModelError, InsufficientDataError, InvalidInputError
from l4e_sdk.local.detection.sensors import checked_sensors, dropped_sensors, late_movers
from l4e_sdk.local.detection.smoothing import SMOOTHING_ROWS, causal_mean
from l4e_sdk.local.detection.threshold import RISK, Threshold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from l4e_sdk.local.detection.arrays import Arrays, Mask, Times, Values, Vector
    from l4e_sdk.local.detection.base import Detector
    from l4e_sdk.local.detection.files import Facts

_FEWEST_ROWS = 50
_FIT_SHARE = 0.8


class ThresholdFacts(TypedDict):
    """The threshold on disk."""

    level: float
    risk: float
    method: str


class ModelFacts(TypedDict):
    """A model on disk, but for the arrays of its detector."""

    detector: str
    sensors: list[str]
    dropped: dict[str, str]
    rate_seconds: float
    fit_rows: int
    threshold: ThresholdFacts


@dataclass(frozen=True, eq=False)
class AnomalyModel:
    """Everything that training made."""

    detector: Detector
    threshold: Threshold
    sensors: tuple[str, ...]
    rate_seconds: float
    dropped: dict[str, str] = field(default_factory=dict)
    """Sensors that are not looked at, each with the reason."""
    fit_rows: int = 0

    @classmethod
    def fit(
        cls,
        times: Times,
        values: Values,
        sensors: Sequence[str],
        *,
        rate_seconds: float,
        usable: Mask | None = None,
        detector: str = DEFAULT,
        risk: float = RISK,
    ) -> Self:
        """Train on the usable rows.

        The first 80 % of them train a trial detector, whose scores on the newest 20 % calibrate the threshold: on
        rows it has not seen. The detector that is kept then learns from all of them. It knows the newest
        operation as well; having seen more, it scores new normal rows as low as the trial did or lower, so the
        threshold holds and errs to the quiet side.

        Args:
            times: One instant per row, in order.
            values: (rows, sensors), NaN where a reading is missing.
            sensors: The name of each column.
            rate_seconds: The sampling rate of the rows.
            usable: False for rows that show no normal operation: off, labelled, filled over long gaps.
            detector: A name of the catalog.
            risk: The share of normal rows that may exceed the threshold.

        Raises:
            InvalidInputError: an array has the wrong type or shape, or a setting is out of range.
            InsufficientDataError: fewer than 50 usable rows, or no sensor with enough readings.
        """
        values = checked_values(values)
        names = checked_sensors(sensors, values.shape[1])
        usable = checked_mask("usable", usable, len(values), default=True)
        times = checked_times(times, len(values))
        rows = np.flatnonzero(usable)
        if len(rows) < _FEWEST_ROWS:
            raise InsufficientDataError(
                f"{len(rows)} usable training rows; at least {_FEWEST_ROWS} are needed"
            )
        dropped = dropped_sensors(names, values, usable)
        if len(dropped) == len(names):
            raise InsufficientDataError("no sensor has enough readings in the usable training rows")
        kept = _kept(values, names, dropped)
        split = int(rows[int(_FIT_SHARE * len(rows))])
        threshold = Threshold.fit(_unseen_scores(detector, times, kept, usable, split), risk=risk)
        final = _new(detector).fit(times, kept, usable)
        return cls(final, threshold, names, float(rate_seconds), dropped, len(rows))

    @property
    def history_rows(self) -> int:
        """The rows that should come before the first row to assess."""
        return self.detector.lag_rows + SMOOTHING_ROWS - 1

    def score(self, times: Times, values: Values, off: Mask | None = None) -> Vector:
        """Return the detector's own score of each row, neither smoothed nor scaled."""
        values = checked_values(values, len(self.sensors))
        off = checked_mask("off", off, len(values), default=False)
        return self.detector.score(times, self._kept(values), ~off)

    def assess(
        self, times: Times, values: Values, off: Mask | None = None, *, history_rows: int = 0
    ) -> Assessment:
        """Judge rows.

        Args:
            times: One instant per row, in order.
            values: (rows, sensors) in the order of training.
            off: True where the machine was off.
            history_rows: How many of the first rows are there only to look back to (see `history_rows` of the
                model); the assessment begins after them.

        Raises:
            InvalidInputError: an array has the wrong type or shape.
        """
        values = checked_values(values, len(self.sensors))
        off = checked_mask("off", off, len(values), default=False)
        if not 0 <= history_rows <= len(values):
            raise InvalidInputError(
                f"history_rows: {history_rows} of {len(values)} rows; give 0 .. {len(values)}"
            )
        lead = min(history_rows, self.detector.lag_rows)
        found = self.detector.examine(times, self._kept(values), ~off, history=lead)
        smooth = causal_mean(found.scores, ~off[lead:])[history_rows - lead :]
        scores = anomaly_scores(smooth, self.threshold.level)
        return Assessment(
            anomaly_score=scores,
            anomalous=scores > 0.5,  # NaN, where the machine was off, is not
            contributions=self._spread(found.contributions[history_rows - lead :]),
            off=off[history_rows:],
        )

    def describe(self) -> Facts:
        """Return the facts of the model as plain JSON data."""
        return {
            "detector": self.detector.name,
            "lag_rows": self.detector.lag_rows,
            "smoothing_rows": SMOOTHING_ROWS,
            "threshold": self.threshold.level,
            "threshold_method": self.threshold.method,
            "risk": self.threshold.risk,
            "rate_seconds": self.rate_seconds,
            "fit_rows": self.fit_rows,
            "sensors": len(self.sensors),
            "dropped_sensors": [{"name": name, "reason": reason} for name, reason in self.dropped.items()],
        }

    def save(self, folder: Path) -> None:
        """Write the model to a folder as `model.json` and `arrays.npz`."""
        facts: ModelFacts = {
            "detector": self.detector.name,
            "sensors": list(self.sensors),
            "dropped": self.dropped,
            "rate_seconds": self.rate_seconds,
            "fit_rows": self.fit_rows,
            "threshold": {
                "level": self.threshold.level,
                "risk": self.threshold.risk,
                "method": self.threshold.method,
            },
        }
        files.write(folder, cast("Facts", facts), self.detector.state())

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read a model back; it answers bit for bit as the one that was saved.

        Raises:
            DamagedModelError: the folder holds no model, a damaged one, or one of an unknown format.
        """
        facts, arrays = files.read(folder)
        try:
            return cls._restored(cast("ModelFacts", facts), arrays)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise DamagedModelError(f"{folder}: the facts of the model are damaged: {error!r}") from error

    @classmethod
    def _restored(cls, facts: ModelFacts, arrays: Arrays) -> Self:
        sensors = tuple(str(name) for name in facts["sensors"])
        dropped = {name: str(reason) for name, reason in facts["dropped"].items()}
        detector = DETECTORS[facts["detector"]].from_state(arrays)
        if detector.sensor_count != len(sensors) - len(dropped):
            raise ValueError(f"{len(sensors)} sensors, of which {detector.sensor_count} are learned")
        stored = facts["threshold"]
        threshold = Threshold(float(stored["level"]), float(stored["risk"]), str(stored["method"]))
        return cls(
            detector, threshold, sensors, float(facts["rate_seconds"]), dropped, int(facts["fit_rows"])
        )

    def _kept(self, values: Values) -> Values:
        return _kept(values, self.sensors, self.dropped)

    def _spread(self, contributions: Values) -> Values:
        """Give the dropped sensors their columns back, with nothing in them."""
        if not self.dropped:
            return contributions
        spread = np.zeros((len(contributions), len(self.sensors)), np.float32)
        spread[:, [name not in self.dropped for name in self.sensors]] = contributions
        return spread


def _kept(values: Values, sensors: Sequence[str], dropped: Mapping[str, str]) -> Values:
    return values[:, [name not in dropped for name in sensors]] if dropped else values


def _unseen_scores(detector: str, times: Times, values: Values, usable: Mask, split: int) -> Vector:
    """Return the smoothed scores of the usable rows from `split` on by a trial detector that saw those before it.

    Sensors that first move after the split are left out: the trial would be startled by what the detector that is
    kept has learned, and the threshold would end far above anything.
    """
    late = late_movers(values, usable, split)
    known = values[:, ~late] if late.any() and not late.all() else values
    trial = _new(detector).fit(times[:split], known[:split], usable[:split])
    start = max(split - trial.lag_rows, 0)
    scores = trial.score(times[start:], known[start:], usable[start:], history=split - start)
    return causal_mean(scores, usable[split:])[usable[split:]]


def _new(name: str) -> Detector:
    if name not in DETECTORS:
        raise InvalidInputError(f"detector: {name!r} is unknown; choose one of {', '.join(DETECTORS)}")
    return DETECTORS[name]()
