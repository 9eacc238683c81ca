"""A trained model: a detector, its threshold and the sensors it knows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, NotRequired, Self, TypedDict, cast

import numpy as np

from l4e_sdk.local.detection import files
from l4e_sdk.local.detection.arrays import checked_mask, checked_times, checked_values
from l4e_sdk.local.detection.assessment import Assessment, anomaly_scores
from l4e_sdk.local.detection.buckets import Buckets, Clock
from l4e_sdk.local.detection.cleaning import Cleaning
from l4e_sdk.local.detection.counters import Counters
from l4e_sdk.local.detection.cross_validation import CrossValidation, History, cuts_of
from l4e_sdk.local.detection.errors import (
    DamagedModelError,
    InsufficientDataError,
    InvalidInputError,
    TooFewRowsError,
)
from l4e_sdk.local.detection.findings import Findings, Searched, find
from l4e_sdk.local.detection.lagged_t2 import NAME, LaggedT2
from l4e_sdk.local.detection.measured import follow_each_other, sources
from l4e_sdk.local.detection.memory import Lasting, Memory
from l4e_sdk.local.detection.model_selection import SHARE, Choice, Goal
from l4e_sdk.local.detection.notices import of_frozen
from l4e_sdk.local.detection.sensors import Movement, checked_sensors, dropped_sensors
from l4e_sdk.local.detection.smoothing import causal_mean
from l4e_sdk.local.detection.usual import echoes, usual_hour, usual_present
from l4e_sdk.local.detection.watch import Margins, Watch

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from l4e_sdk.local.detection.arrays import Arrays, Mask, Times, Values, Vector
    from l4e_sdk.local.detection.evaluation import Range
    from l4e_sdk.local.detection.files import Facts, Json
    from l4e_sdk.local.detection.model_selection import ChoiceFacts
    from l4e_sdk.local.detection.notices import Notice

FEWEST_ROWS = 50
"""Usable training rows that a model needs."""

_SHOWN = 5  # reasons in a message
_NO_CEILING = 1e6  # alarms a month
_LEAST = 1e-3  # of a statistic; below this nothing moves at all
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
    alarms_per_month: float
    usual: float
    shift: float
    present: float
    codes: dict[str, list[float]]


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
    memory: Memory | None = None
    """What was learned of hours; None of a short history."""
    alarms_per_month: float = 2.0
    """The ceiling on alarm events."""
    usual: float = 0.0
    """The logarithm of what the statistic of an hour usually is in the history."""
    shift: float = 0.0
    """How far above that it was at the history's end."""
    present: float = np.inf
    """What 99 % of the history's rows stay below when their past is not looked at."""
    codes: dict[str, tuple[float, ...]] = field(default_factory=dict)
    """Per sensor, the numbers that mean missing."""
    findings: Findings = field(default_factory=Findings)
    """What the training found out about the history; known after a fit only."""

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
        goal: Goal | None = None,
        missing_codes: Collection[float] = (),
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
            goal: How rare alarms are to be; two events a month if not given.
            missing_codes: Numbers that historians and loggers write where there is no reading.
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
        gapless = follow_each_other(measured) and int(np.count_nonzero(usable & measured)) >= FEWEST_ROWS
        if gapless:
            usable = usable & measured
        normal = usable & ~_beside(labelled, len(values), LaggedT2().lag_rows)
        rows = np.flatnonzero(normal)
        if len(rows) < FEWEST_ROWS:
            raise TooFewRowsError(len(rows), FEWEST_ROWS)
        dropped = dropped_sensors(names, times, values, normal)
        if len(dropped) == len(names):
            reasons = "; ".join(f"{name}: {reason}" for name, reason in list(dropped.items())[:_SHOWN])
            raise InsufficientDataError(
                f"no sensor has enough readings in the {len(rows):,} usable training rows ({reasons}); "
                "choose other sensors, or a training range in which they were read"
            )
        kept = _kept(values, names, dropped)
        learned = [name for name in names if name not in dropped]
        cuts = cuts_of(rows)
        goal = goal or Goal()
        raw = Movement.measure(kept, normal, cuts)
        cleaning = Cleaning.fit(kept, normal, raw.lowest.min(axis=0), raw.highest.max(axis=0), missing_codes)
        kept = cleaning.cleaned(kept)
        exact = _by_column(precise, learned)
        counters = Counters.fit(kept, normal, exact)
        kept = counters.steps(times, kept, rate_seconds, exact)
        judged = [event for event in labelled if usable[event].any()]
        clock = Clock.of(rate_seconds)
        study = LaggedT2().study(times, kept, normal, cuts=cuts, clock=clock)
        unseen = CrossValidation(study, Movement.measure(kept, normal, cuts), cuts)
        history = History(times, kept, usable, normal, judged, float(rate_seconds))
        trained = study.detector()
        scored = unseen.scored(history, trained)
        choice = unseen.choice(history, scored, goal)
        memory = Memory.fit(
            study.buckets,
            clock,
            clock.numbers(times[cuts]).tolist(),
            study.preparation.scaling.scale.astype(np.float64),
            study.lasted,
            alarms_per_month=SHARE * goal.alarms_per_month,
        )
        usual, shift = usual_hour(scored, choice.kept.smoothing_rows)
        present = usual_present(trained, times, kept, normal)
        wild = [cells._replace(column=names.index(learned[cells.column])) for cells in cleaning.wild]
        findings = find(
            Searched(names, dropped, wild, times, kept, scored, choice.kept, trained, memory, study.buckets)
        )
        return cls(
            trained,
            choice,
            names,
            float(rate_seconds),
            dropped,
            len(rows),
            _named(counters, learned),
            gapless,
            memory,
            goal.alarms_per_month,
            usual,
            0.0 if goal.risk else shift,
            present,
            {learned[column]: codes for column, codes in cleaning.codes.items()},
            findings,
        )

    @property
    def threshold(self) -> float:
        """The level of the smoothed score above which a row is anomalous."""
        return self.choice.kept.level

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
        """Judge rows that nothing is known before, but for those to look back to; see `judge`."""
        return self.judge(times, values, off, history_rows=history_rows, precise=precise, measured=measured)[
            0
        ]

    def judge(
        self,
        times: Times,
        values: Values,
        off: Mask | None = None,
        *,
        history_rows: int = 0,
        precise: Mapping[str, Vector] = _NONE_PRECISE,
        measured: Mask | None = None,
        live: Live | None = None,
    ) -> tuple[Assessment, Live]:
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
            live: What is known after the row before; nothing, if not given.

        Returns:
            The verdicts, and what is known after the last row.

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
        times = checked_times(times, len(values))
        clock = self.memory.clock if self.memory else None
        prepared = self._prepared(times, values, precise)
        found = self.detector.examine(
            times,
            prepared,
            shown,
            history=lead,
            clock=clock,
            first=history_rows,
        )
        smooth = causal_mean(found.scores, shown[lead:], rows=self.smoothing_rows)
        source = sources(shown[lead:], off[lead:])[history_rows - lead :]
        contributions, off = found.contributions[history_rows - lead :], off[history_rows:]
        if not shown[history_rows:].all():
            contributions = found.contributions[source]
        before = self.detector.present(times[:lead], prepared[:lead])
        present = np.concatenate([before, found.present])
        echo = echoes(present, shown, self.present, self._reach + self.smoothing_rows - 1)[lead:][source]
        judged = _Judged(times[history_rows:], smooth[source], echo, contributions, off, found.buckets)
        return self._verdicts(judged, live)

    def _verdicts(self, rows: _Judged, live: Live | None) -> tuple[Assessment, Live]:
        """Hold scored rows against the levels, as these are after all that came before."""
        if not len(rows.times):
            return self._nothing(rows), live or self._begun(0.0)
        seconds = rows.times.astype("datetime64[us]").astype(np.int64) / 1e6
        live = live or self._begun(float(seconds[0]))
        logs = np.log(np.maximum(np.nan_to_num(rows.statistic), _LEAST))
        above, holding = logs - np.log(self.choice.kept.level), logs - np.log(self.choice.kept.hold)
        known = Buckets.joined([live.buckets, rows.buckets], self.detector.sensor_count)
        lasting = self._lasting(rows.times, known)
        margins = Margins(above, holding, lasting.above, lasting.holding, logs, rows.echo)
        watch, judged = live.watch.through(seconds, ~rows.off, margins, rate_seconds=self.rate_seconds)
        shares = _lasting_shares(rows.contributions, lasting, rows.statistic, self.choice.kept.usual)
        verdicts = Assessment(
            anomaly_score=anomaly_scores(judged.height),
            anomalous=judged.anomalous,
            contributions=self._spread(shares),
            off=rows.off,
            holding=judged.holding,
            covered=judged.covered,
            frozen=self._frozen(rows.buckets),
            regime=watch.regime,
        )
        return verdicts, Live(
            watch, known.newest(self.memory.clock.memory + 2) if self.memory else rows.buckets
        )

    def _lasting(self, times: Times, known: Buckets) -> Lasting:
        if self.memory is None:
            return Lasting.nothing(len(times), self.detector.sensor_count)
        numbers = self.memory.clock.numbers(times)
        return self.memory.judge(numbers, known.with_numbers(numbers))

    def _nothing(self, rows: _Judged) -> Assessment:
        none = np.zeros(0, np.bool_)
        return Assessment(np.empty(0), none, self._spread(rows.contributions), none, none, none)

    def _frozen(self, buckets: Buckets) -> tuple[Notice, ...]:
        """Return what the rows themselves show of sensors that stand still for too long."""
        if self.memory is None:
            return ()
        learned = [name for name in self.sensors if name not in self.dropped]
        return tuple(of_frozen(self.memory.stillness.frozen(buckets), learned, self.memory.clock))

    def _begun(self, first: float) -> Live:
        """Return what is known of a machine before its first row."""
        # Who sets a risk asks for a share of rows, whatever that is in events.
        ceiling = self.alarms_per_month if self.choice.kept.risk is None else _NO_CEILING
        watch = Watch.begun(first, alarms_per_month=ceiling, usual=self.usual, shift=self.shift)
        return Live(watch, Buckets.empty(self.detector.sensor_count))

    def describe(self) -> Facts:
        """Return the facts of the model as plain JSON data."""
        return {
            "detector": NAME,
            "lag_rows": self.detector.lag_rows,
            "smoothing_rows": self.smoothing_rows,
            "threshold": self.threshold,
            "threshold_method": self.choice.kept.method,
            "risk": self.choice.kept.risk,
            "alarms_per_month": self.alarms_per_month,
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
            "alarms_per_month": self.alarms_per_month,
            "usual": self.usual,
            "shift": self.shift,
            "present": self.present,
            "codes": {name: list(codes) for name, codes in self.codes.items()},
        }
        arrays = self.detector.state() | (self.memory.state() if self.memory else {})
        files.write(folder, cast("Facts", facts), arrays)

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
            Memory.from_state(arrays, float(facts["rate_seconds"])),
            float(facts["alarms_per_month"]),
            float(facts["usual"]),
            float(facts["shift"]),
            float(facts["present"]),
            {name: tuple(float(code) for code in codes) for name, codes in facts["codes"].items()},
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
        columns = {
            name: column for column, name in enumerate(n for n in self.sensors if n not in self.dropped)
        }
        kept = Cleaning(codes={columns[name]: codes for name, codes in self.codes.items()}).live(kept)
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


class _Judged(NamedTuple):
    """Rows that were scored."""

    times: Times
    statistic: Vector
    """The smoothed score."""
    echo: Mask
    """Rows that are usual in themselves, and look back to one that was not."""
    contributions: Values
    off: Mask
    buckets: Buckets
    """The rows added up by quarters of an hour."""


class Live(NamedTuple):
    """What a model remembers of a live machine, from one judgement to the next."""

    watch: Watch
    buckets: Buckets
    """The newest twelve hours."""


def _lasting_shares(contributions: Values, lasting: Lasting, statistic: Vector, usual: float) -> Values:
    """Give rows that only a lasting level or an excursion makes anomalous the shares of the sensors behind it.

    Where the score is unusual as well, its own shares tell the cause better.
    """
    rows = np.flatnonzero((lasting.above > 0) & ~(statistic > usual))
    if not len(rows):
        return contributions
    weights = np.maximum(lasting.ratios[rows], 0) ** 2
    result = contributions.copy()
    result[rows] = weights / weights.sum(axis=1, keepdims=True)
    return result


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
