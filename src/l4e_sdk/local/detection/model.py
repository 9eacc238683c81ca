"""A trained model: a detector, its threshold and the sensors it knows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NotRequired, Self, TypedDict, cast

import numpy as np

from l4e_sdk.local.detection import files
from l4e_sdk.local.detection.arrays import checked_mask, checked_times, checked_values
from l4e_sdk.local.detection.assessment import Assessment, anomaly_scores
from l4e_sdk.local.detection.counters import Counters
from l4e_sdk.local.detection.cross_validation import CrossValidation, History, cuts_of
from l4e_sdk.local.detection.errors import (
    DamagedModelError,
    InsufficientDataError,
    InvalidInputError,
    TooFewRowsError,
)
from l4e_sdk.local.detection.lagged_t2 import NAME, LaggedT2
from l4e_sdk.local.detection.measured import follow_each_other, sources
from l4e_sdk.local.detection.model_selection import Choice
from l4e_sdk.local.detection.sensors import Movement, checked_sensors, dropped_sensors
from l4e_sdk.local.detection.smoothing import causal_mean
from l4e_sdk.local.detection.threshold import usual_risk

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from l4e_sdk.local.detection.arrays import Arrays, Mask, Times, Values, Vector
    from l4e_sdk.local.detection.evaluation import Range
    from l4e_sdk.local.detection.files import Facts, Json
    from l4e_sdk.local.detection.model_selection import ChoiceFacts
    from l4e_sdk.local.detection.threshold import Threshold

_FEWEST_ROWS = 50
_SHOWN = 5  # reasons in a message
_NONE_PRECISE: Mapping[str, Vector] = {}


class ModelFacts(TypedDict):
    """A model on disk, but for the arrays of its detector."""

    detector: str
    sensors: list[str]
    dropped: dict[str, str]
    counters: dict[str, int]
    gapless: NotRequired[bool]
    rate_seconds: float
    fit_rows: int
    choice: ChoiceFacts


@dataclass(frozen=True, eq=False)
class AnomalyModel:
    """Everything that training made."""

    detector: LaggedT2
    choice: Choice
    """The settings that were tried, and the one that is kept."""
    sensors: tuple[str, ...]
    rate_seconds: float
    dropped: dict[str, str] = field(default_factory=dict)
    """Sensors that are not looked at, each with the reason."""
    fit_rows: int = 0
    counters: dict[str, int] = field(default_factory=dict)
    """Sensors whose steps are looked at in place of their readings: 1 counts up, -1 counts down."""
    gapless: bool = False
    """Whether readings follow each other row by row, so that a row without any shows nothing."""

    @classmethod
    def fit(
        cls,
        times: Times,
        values: Values,
        sensors: Sequence[str],
        *,
        rate_seconds: float,
        usable: Mask | None = None,
        labels: Sequence[Range] = (),
        risk: float | None = None,
        precise: Mapping[str, Vector] = _NONE_PRECISE,
        measured: Mask | None = None,
    ) -> Self:
        """Train on the usable rows.

        Each fifth of the history is scored by a trial detector that did not see it, and these scores calibrate the
        threshold: on rows that were not learned from, and from the whole span, so that a change inside one fifth
        does not set it alone. The detector that is kept then learns from all rows; having seen more, it scores new
        normal rows as low as the trials did or lower, so the threshold errs to the quiet side. Where the plant
        changed lately, the rows since then lie farther out than the others; the threshold is raised to what they
        usually reach. With fewer than 500 rows the newest fifth alone calibrates.

        Labelled rows, and those within the detector's reach of one, are neither learned from nor calibrated on.
        They choose among a few settings instead (see `choice`).

        Args:
            times: One instant per row, in order.
            values: (rows, sensors), NaN where a reading is missing.
            sensors: The name of each column.
            rate_seconds: The sampling rate of the rows.
            usable: False for rows that mean nothing: the machine was off, or readings are filled over long gaps.
            labels: Ranges of abnormal behaviour, both ends inside.
            risk: The share of normal rows that may exceed the threshold; about one a week if not given.
            precise: The readings of sensors in double precision, where float32 cannot tell their steps: those of a
                counter are looked at.
            measured: False for rows that no sensor was read in, whose values are those of the row before. Where
                readings usually follow each other row by row, such rows show nothing and are left out; where they
                do not, the rows are finer than the readings, and all are learned from.

        Raises:
            InvalidInputError: an array has the wrong type or shape, or a setting is out of range.
            TooFewRowsError: fewer than 50 usable rows.
            InsufficientDataError: no sensor with enough readings.
        """
        values = checked_values(values)
        names = checked_sensors(sensors, values.shape[1])
        usable = checked_mask("usable", usable, len(values), default=True)
        times = checked_times(times, len(values))
        labelled = _label_rows(times, labels)
        measured = checked_mask("measured", measured, len(values), default=True)
        gapless = follow_each_other(measured) and int(np.count_nonzero(usable & measured)) >= _FEWEST_ROWS
        if gapless:
            usable = usable & measured
        normal = usable & ~_beside(labelled, len(values), LaggedT2().lag_rows)
        rows = np.flatnonzero(normal)
        if len(rows) < _FEWEST_ROWS:
            raise TooFewRowsError(len(rows), _FEWEST_ROWS)
        dropped = dropped_sensors(names, times, values, normal)
        if len(dropped) == len(names):
            reasons = "; ".join(f"{name}: {reason}" for name, reason in list(dropped.items())[:_SHOWN])
            raise InsufficientDataError(
                f"no sensor has enough readings in the {len(rows):,} usable training rows ({reasons}); "
                "choose other sensors, or a training range in which they were read"
            )
        kept = _kept(values, names, dropped)
        learned = [name for name in names if name not in dropped]
        exact = _by_column(precise, learned)
        counters = Counters.fit(kept, normal, exact)
        kept = counters.steps(times, kept, rate_seconds, exact)
        judged = [event for event in labelled if usable[event].any()]
        cuts = cuts_of(rows)
        study = LaggedT2().study(times, kept, normal, cuts=cuts)
        unseen = CrossValidation(study, Movement.measure(kept, normal, cuts), cuts)
        history = History(times, kept, usable, normal, judged)
        trained = study.detector()
        choice = unseen.choice(history, usual_risk(rate_seconds) if risk is None else risk, trained)
        counting = _named(counters, learned)
        return cls(trained, choice, names, float(rate_seconds), dropped, len(rows), counting, gapless)

    @property
    def threshold(self) -> Threshold:
        """The level of the smoothed score above which a row is anomalous."""
        return self.choice.threshold

    @property
    def smoothing_rows(self) -> int:
        """The rows that a score is averaged over before it is held against the threshold."""
        return self.choice.kept.smoothing_rows

    @property
    def history_rows(self) -> int:
        """The rows that should come before the first row to assess."""
        return self._reach + self.smoothing_rows - 1

    def score(
        self,
        times: Times,
        values: Values,
        off: Mask | None = None,
        *,
        precise: Mapping[str, Vector] = _NONE_PRECISE,
        measured: Mask | None = None,
    ) -> Vector:
        """Return the detector's own score of each row, neither smoothed nor scaled; 0 where a row shows nothing."""
        values = checked_values(values, len(self.sensors))
        off = checked_mask("off", off, len(values), default=False)
        shown = self._shown(off, checked_mask("measured", measured, len(values), default=True))
        return self.detector.score(times, self._prepared(times, values, precise), shown)

    def assess(
        self,
        times: Times,
        values: Values,
        off: Mask | None = None,
        *,
        history_rows: int = 0,
        precise: Mapping[str, Vector] = _NONE_PRECISE,
        measured: Mask | None = None,
    ) -> Assessment:
        """Judge rows.

        Args:
            times: One instant per row, in order.
            values: (rows, sensors) in the order of training.
            off: True where the machine was off.
            history_rows: How many of the first rows are there only to look back to (see `history_rows` of the
                model); the assessment begins after them.
            precise: Counters in double precision; see `fit`.
            measured: False for rows that no sensor was read in; see `fit`. Where they show nothing, they have the
                verdict of the last row that does.

        Raises:
            InvalidInputError: an array has the wrong type or shape.
        """
        values = checked_values(values, len(self.sensors))
        off = checked_mask("off", off, len(values), default=False)
        measured = checked_mask("measured", measured, len(values), default=True)
        if not 0 <= history_rows <= len(values):
            raise InvalidInputError(
                f"history_rows: {history_rows} of {len(values)} rows; give 0 .. {len(values)}"
            )
        shown = self._shown(off, measured)
        lead = self._lead(shown | off, shown, history_rows)
        found = self.detector.examine(times, self._prepared(times, values, precise), shown, history=lead)
        smooth = causal_mean(found.scores, shown[lead:], rows=self.smoothing_rows)
        source = sources(shown[lead:], off[lead:])[history_rows - lead :]
        contributions, off = found.contributions[history_rows - lead :], off[history_rows:]
        if not shown[history_rows:].all():
            contributions = found.contributions[source]
        statistic = np.where(off, np.nan, np.nan_to_num(smooth[source]))
        scores = anomaly_scores(statistic, self.threshold.level)
        return Assessment(
            anomaly_score=scores,
            anomalous=scores > 0.5,  # NaN, where the machine was off, is not
            contributions=self._spread(contributions),
            off=off,
        )

    def describe(self) -> Facts:
        """Return the facts of the model as plain JSON data."""
        return {
            "detector": NAME,
            "lag_rows": self.detector.lag_rows,
            "smoothing_rows": self.smoothing_rows,
            "threshold": self.threshold.level,
            "threshold_method": self.threshold.method,
            "risk": self.threshold.risk,
            "choice": cast("Facts", self.choice.facts()),
            "rate_seconds": self.rate_seconds,
            "fit_rows": self.fit_rows,
            "sensors": len(self.sensors),
            "counters": cast("Json", self.counters),
            "gapless": self.gapless,
            "dropped_sensors": [{"name": name, "reason": reason} for name, reason in self.dropped.items()],
        }

    def save(self, folder: Path) -> None:
        """Write the model to a folder as `model.json` and `arrays.npz`."""
        facts: ModelFacts = {
            "detector": NAME,
            "sensors": list(self.sensors),
            "dropped": self.dropped,
            "counters": self.counters,
            "gapless": self.gapless,
            "rate_seconds": self.rate_seconds,
            "fit_rows": self.fit_rows,
            "choice": self.choice.facts(),
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
        if facts["detector"] != NAME:
            raise ValueError(f"the detector {facts['detector']!r} is unknown")
        detector = LaggedT2.from_state(arrays)
        if detector.sensor_count != len(sensors) - len(dropped):
            raise ValueError(f"{len(sensors)} sensors, of which {detector.sensor_count} are learned")
        choice = Choice.of(facts["choice"])
        counters = {name: int(way) for name, way in facts["counters"].items()}
        return cls(
            detector,
            choice,
            sensors,
            float(facts["rate_seconds"]),
            dropped,
            int(facts["fit_rows"]),
            counters,
            bool(facts.get("gapless", False)),
        )

    @property
    def _reach(self) -> int:
        """The rows before a row that its own score depends on."""
        return self.detector.lag_rows + bool(self.counters)

    def _lead(self, known: Mask, shown: Mask, history_rows: int) -> int:
        """Return how many of the first rows are only looked back to; the others are scored.

        Where the first row to assess shows nothing, the last one that does is scored too, and those it is averaged with.
        """
        lead = min(history_rows, self._reach)
        before = np.flatnonzero(shown[:history_rows])
        if known[history_rows : history_rows + 1].all() or not len(before):
            return lead
        return min(lead, max(int(before[-1]) - self.smoothing_rows + 1, 0))

    def _shown(self, off: Mask, measured: Mask) -> Mask:
        """Return which rows show something of the machine at work."""
        return ~off & measured if self.gapless else ~off

    def _prepared(self, times: Times, values: Values, precise: Mapping[str, Vector]) -> Values:
        """Return what the detector looks at."""
        kept = _kept(values, self.sensors, self.dropped)
        learned = [name for name in self.sensors if name not in self.dropped]
        counters = Counters(np.array([self.counters.get(name, 0) for name in learned], np.int8))
        times = checked_times(times, len(values))
        return counters.steps(times, kept, self.rate_seconds, _by_column(precise, learned))

    def _spread(self, contributions: Values) -> Values:
        """Give the dropped sensors their columns back, with nothing in them."""
        if not self.dropped:
            return contributions
        spread = np.zeros((len(contributions), len(self.sensors)), np.float32)
        spread[:, [name not in self.dropped for name in self.sensors]] = contributions
        return spread


def _kept(values: Values, sensors: Sequence[str], dropped: Mapping[str, str]) -> Values:
    return values[:, [name not in dropped for name in sensors]] if dropped else values


def _by_column(precise: Mapping[str, Vector], sensors: Sequence[str]) -> dict[int, Vector]:
    return {column: precise[name] for column, name in enumerate(sensors) if name in precise}


def _named(counters: Counters, sensors: Sequence[str]) -> dict[str, int]:
    return {name: int(way) for name, way in zip(sensors, counters.ways, strict=True) if way}


def _label_rows(times: Times, labels: Sequence[Range]) -> list[slice]:
    """Return the rows of each labelled range that has any; ranges that touch are one event."""
    found: list[slice] = []
    for start, end in sorted(labels, key=lambda label: (label[0], label[1])):
        begin, stop = int(np.searchsorted(times, start, "left")), int(np.searchsorted(times, end, "right"))
        if begin >= stop:
            continue
        if found and begin <= found[-1].stop:
            found[-1] = slice(found[-1].start, max(stop, found[-1].stop))
        else:
            found.append(slice(begin, stop))
    return found


def _beside(events: Sequence[slice], rows: int, margin: int) -> Mask:
    """Return the rows inside the events, and up to `margin` rows from them: these see them, or see them coming."""
    beside = np.zeros(rows, dtype=np.bool_)
    for event in events:
        beside[max(event.start - margin, 0) : event.stop + margin] = True
    return beside
