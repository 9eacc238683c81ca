"""Which settings a model is given, by labels that it never learned from.

Every row is scored by a detector that did not learn from its part of the history. The labelled events then show
what each of a few candidates would have found, and the other rows show its false alarms.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, NamedTuple, Self, TypedDict, cast

import numpy as np

from l4e_sdk.local.detection.peaks import MONTH, Peaks
from l4e_sdk.local.detection.ranking import area_under_roc
from l4e_sdk.local.detection.smoothing import SMOOTHING_ROWS, causal_mean
from l4e_sdk.local.detection.threshold import Threshold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from l4e_sdk.local.detection.arrays import Mask, Times, Vector

SMOOTHINGS = (SMOOTHING_ROWS, 1, 15)
"""Rows to average over; the default first."""

RISK_FACTORS = (1.0, 10.0, 0.1)
"""Times the risk that was asked for, which comes first; without one the ceiling on alarms says all."""

SHARE = 0.5
"""Of the ceiling: the score has half of it, lasting levels the other half."""

_LEAST_RISK, _MOST_RISK = 1e-9, 0.1
_LEAST_SCORE = 1e-3
_HOLD = 0.7  # of a threshold that was asked for by a risk


@dataclass(frozen=True, slots=True)
class Goal:
    """How rare alarms are to be."""

    alarms_per_month: float = 2.0
    risk: float | None = None
    """The share of normal rows that may exceed the threshold, in place of the ceiling."""


class CandidateFacts(TypedDict):
    """A candidate as plain data."""

    smoothing_rows: int
    level: float
    hold: float
    usual: float
    method: str
    risk: float | None
    peaks: int
    set_aside: int
    identified: int
    alarms_per_month: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """Settings, the threshold that they lead to, and what that found in rows it was not made from."""

    smoothing_rows: int
    level: float
    """Above this a row is anomalous."""
    hold: float
    """Above this an event goes on."""
    usual: float
    """What 99 % of the history's rows stay below."""
    method: str
    """`peaks`, or how a threshold of a risk was found (see `Threshold`)."""
    risk: float | None = None
    """The risk that was asked for, if any."""
    peaks: int = 0
    """Disturbances of the history."""
    set_aside: int = 0
    """The largest of them, which did not count."""
    identified: int = 0
    """Labelled events with a row above the threshold."""
    alarms_per_month: float = 0.0
    """Events in the unlabelled history, but for as many as were set aside."""


class TrialFacts(TypedDict):
    """The figures of a trial as plain data."""

    labels: int
    recall: float
    alarms_per_month: float
    auc: float


@dataclass(frozen=True, slots=True)
class Trial:
    """How a model stands the test of its own labels: each event is judged by the candidate that the others chose."""

    labels: int
    recall: float
    """The share of the labelled events that were identified."""
    alarms_per_month: float
    """Alarm events in the unlabelled history."""
    auc: float
    """Area under the ROC curve of labelled against unlabelled rows."""


class ChoiceFacts(TypedDict):
    """A choice on disk."""

    candidates: list[CandidateFacts]
    chosen: int
    reason: str
    trial: TrialFacts | None


@dataclass(frozen=True, slots=True)
class Choice:
    """The candidates of a training and the one that was kept."""

    candidates: tuple[Candidate, ...]
    chosen: int
    reason: str
    trial: Trial | None = None
    """None without labels to try by."""

    @property
    def kept(self) -> Candidate:
        """The candidate that the model follows."""
        return self.candidates[self.chosen]

    def facts(self) -> ChoiceFacts:
        """Return the choice as plain data."""
        return {
            "candidates": [cast("CandidateFacts", asdict(one)) for one in self.candidates],
            "chosen": self.chosen,
            "reason": self.reason,
            "trial": cast("TrialFacts", asdict(self.trial)) if self.trial else None,
        }

    @classmethod
    def of(cls, facts: ChoiceFacts) -> Self:
        """Make the choice again.

        Raises:
            KeyError, TypeError, ValueError: a fact is missing or of another kind.
        """
        candidates = tuple(_candidate(one) for one in facts["candidates"])
        chosen = int(facts["chosen"])
        if not 0 <= chosen < len(candidates):
            raise ValueError(f"candidate {chosen} of {len(candidates)} was chosen")
        trial = facts["trial"]
        return cls(candidates, chosen, str(facts["reason"]), _trial(trial) if trial else None)


class Scored(NamedTuple):
    """Rows scored by detectors that did not learn from them."""

    times: Times
    scores: Vector
    judged: Mask
    """False for rows without a meaning."""
    normal: Mask
    """True for rows that are neither labelled nor beside a label."""
    parts: Sequence[slice]
    """The rows of each part of the history; thresholds are made from all of them."""
    labels: Sequence[slice]
    """The rows of each labelled event."""
    newest: Vector
    """The scores of the last part by the detector that is kept, which learned from it."""
    rate_seconds: float


def default_choice(scored: Scored, goal: Goal, reason: str) -> Choice:
    """Keep the defaults; no label takes part."""
    return Choice((_tried(Smooth.of(scored, SMOOTHING_ROWS), scored, goal)[0],), 0, reason)


def choose(scored: Scored, goal: Goal) -> Choice:
    """Choose among the candidates by the labelled events.

    Of the candidates that alarm no more often on the unlabelled history than the ceiling allows, the one that
    identifies most events is kept; the defaults, when it identifies no more than they do.

    Args:
        scored: The rows with at least one labelled event.
        goal: How rare alarms are to be, for the defaults.
    """
    smooth = {rows: Smooth.of(scored, rows) for rows in SMOOTHINGS}
    tried = [_tried(smooth[rows], scored, one) for rows in SMOOTHINGS for one in _goals(goal)]
    candidates = tuple(candidate for candidate, _ in tried)
    hits = np.array([found for _, found in tried])
    alarms = np.array([one.alarms_per_month for one in candidates])
    chosen = _best(hits, alarms, goal.alarms_per_month)
    return Choice(
        candidates,
        chosen,
        _reason(candidates, chosen, len(scored.labels), goal.alarms_per_month),
        _trial_of(hits, alarms, smooth[candidates[chosen].smoothing_rows].all, scored, goal.alarms_per_month),
    )


def _goals(goal: Goal) -> list[Goal]:
    if goal.risk is None:
        return [goal]
    risks = [min(max(goal.risk * factor, _LEAST_RISK), _MOST_RISK) for factor in RISK_FACTORS]
    return [Goal(goal.alarms_per_month, risk) for risk in risks]


class Smooth(NamedTuple):
    """Scores averaged over the last rows."""

    rows: int
    all: Vector
    """Over all rows that mean something."""
    normal: Vector
    """Over the normal ones of them alone, so that no labelled row moves a threshold; NaN elsewhere."""
    newest: Vector
    """The same for the newest rows, by the detector that is kept."""

    @classmethod
    def of(cls, scored: Scored, rows: int) -> Self:
        """Average the scores."""
        normal = scored.normal & scored.judged
        return cls(
            rows,
            causal_mean(scored.scores, scored.judged, rows=rows),
            causal_mean(scored.scores, normal, rows=rows),
            causal_mean(scored.newest, normal[scored.parts[-1]], rows=rows),
        )


def _tried(smooth: Smooth, scored: Scored, goal: Goal) -> tuple[Candidate, list[bool]]:
    found = _by_risk(smooth, scored, goal.risk) if goal.risk else _by_ceiling(smooth, scored, goal)
    hits = [bool((smooth.all[event] > found.level).any()) for event in scored.labels]
    alarms = _alarms_per_month(smooth, scored, found)
    return replace(found, identified=sum(hits), alarms_per_month=alarms), hits


def _by_ceiling(smooth: Smooth, scored: Scored, goal: Goal) -> Candidate:
    found = Peaks.of(logs_of(smooth, scored), scored.rate_seconds).level(SHARE * goal.alarms_per_month)
    return Candidate(
        smoothing_rows=smooth.rows,
        level=float(np.exp(found.level)),
        hold=float(np.exp(found.hold)),
        usual=float(np.exp(found.usual)),
        method="peaks",
        peaks=found.peaks,
        set_aside=found.set_aside,
    )


def _by_risk(smooth: Smooth, scored: Scored, risk: float) -> Candidate:
    parts = [smooth.normal[part] for part in scored.parts]
    threshold = Threshold.fit_parts([part[~np.isnan(part)] for part in parts], risk=risk)
    threshold = threshold.raised(smooth.newest[~np.isnan(smooth.newest)])
    usual = min(float(np.nanquantile(smooth.normal, 0.99)), threshold.level)
    return Candidate(
        smoothing_rows=smooth.rows,
        level=threshold.level,
        hold=max(_HOLD * threshold.level, float(np.sqrt(threshold.level * usual))),
        usual=usual,
        method=threshold.method,
        risk=threshold.risk,
    )


def logs_of(smooth: Smooth, scored: Scored) -> list[tuple[Times, Vector]]:
    """Return instants and logarithms of the normal rows of each part."""
    parts = []
    for part in scored.parts:
        known = ~np.isnan(smooth.normal[part])
        parts.append(
            (scored.times[part][known], np.log(np.maximum(smooth.normal[part][known], _LEAST_SCORE)))
        )
    return parts


def _alarms_per_month(smooth: Smooth, scored: Scored, found: Candidate) -> float:
    """Return how many events a month the unlabelled history has, but for as many as were set aside."""
    known = ~np.isnan(smooth.normal)
    events = opened(smooth.normal[known], found.level, found.hold)
    months = max(int(known.sum()) * scored.rate_seconds / MONTH, 1e-9)
    return max(events - found.set_aside, 0) / months


def opened(values: Vector, level: float, hold: float) -> int:
    """Return how many events open above a level, each going on while the value is above `hold`."""
    above, below = np.flatnonzero(values > level), np.flatnonzero(values <= hold)
    return len(np.unique(np.searchsorted(below, above)))


def _best(hits: Mask, alarms: Vector, ceiling: float) -> int:
    """Return the place of the best candidate; place 0 holds the defaults."""
    found = hits.sum(axis=1)
    better = np.flatnonzero((alarms <= ceiling) & (found > found[0]))
    if alarms[0] > ceiling:  # the defaults are no better than a quiet candidate that finds as much
        better = np.flatnonzero((alarms <= ceiling) & (found >= found[0]))
    if not len(better):
        return 0
    return int(min(better, key=lambda place: (-found[place], alarms[place], place)))


def _trial_of(hits: Mask, alarms: Vector, smooth: Vector, scored: Scored, ceiling: float) -> Trial:
    """Judge each event by the candidate that is best for the other events."""
    events = hits.shape[1]
    picks = [_best(np.delete(hits, event, axis=1), alarms, ceiling) for event in range(events)]
    labelled = np.zeros(len(smooth), dtype=np.bool_)
    for event in scored.labels:
        labelled[event] = True
    compared = scored.judged & (labelled | scored.normal)
    return Trial(
        labels=events,
        recall=float(np.mean([hits[pick, event] for event, pick in enumerate(picks)])),
        alarms_per_month=float(np.mean(alarms[picks])),
        auc=area_under_roc(smooth[compared], labelled[compared]),
    )


def _reason(candidates: Sequence[Candidate], chosen: int, labels: int, ceiling: float) -> str:
    default, kept = candidates[0], candidates[chosen]
    if not chosen:
        return (
            f"The defaults identify {default.identified} of {labels} labelled events; no candidate with at most "
            f"{ceiling:g} alarms a month on the unlabelled history identifies more."
        )
    risk = "" if kept.risk is None else f" at risk {kept.risk:g}"
    return (
        f"A mean over {kept.smoothing_rows} rows{risk} identifies {kept.identified} of {labels} labelled events with "
        f"{kept.alarms_per_month:.1f} alarms a month on the unlabelled history; the defaults {default.identified} with "
        f"{default.alarms_per_month:.1f}."
    )


def _candidate(facts: CandidateFacts) -> Candidate:
    risk = facts["risk"]
    return Candidate(
        int(facts["smoothing_rows"]),
        float(facts["level"]),
        float(facts["hold"]),
        float(facts["usual"]),
        str(facts["method"]),
        None if risk is None else float(risk),
        int(facts["peaks"]),
        int(facts["set_aside"]),
        int(facts["identified"]),
        float(facts["alarms_per_month"]),
    )


def _trial(facts: TrialFacts) -> Trial:
    return Trial(
        int(facts["labels"]), float(facts["recall"]), float(facts["alarms_per_month"]), float(facts["auc"])
    )
