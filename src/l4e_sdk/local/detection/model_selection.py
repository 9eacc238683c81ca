"""Which settings a model is given, by labels that it never learned from.

Every row is scored by a detector that did not learn from its part of the history. The labelled events then show
what each of a few candidates would have found, and the other rows show its false alarms.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, NamedTuple, Self, TypedDict, cast

import numpy as np

from l4e_sdk.local.detection.ranking import area_under_roc
from l4e_sdk.local.detection.smoothing import SMOOTHING_ROWS, causal_mean
from l4e_sdk.local.detection.threshold import Threshold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from l4e_sdk.local.detection.arrays import Mask, Vector

SMOOTHINGS = (SMOOTHING_ROWS, 1, 15)
"""Rows to average over; the default first."""

RISK_FACTORS = (1.0, 10.0, 0.1)
"""Times the risk that was asked for, which comes first."""

BUDGET = 0.005
"""The share of unlabelled rows that a candidate may raise an alarm in."""

_LEAST_RISK, _MOST_RISK = 1e-9, 0.1


class CandidateFacts(TypedDict):
    """A candidate as plain data."""

    smoothing_rows: int
    risk: float
    level: float
    method: str
    identified: int
    alarm_share: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """Settings, the threshold that they lead to, and what that found in rows it was not made from."""

    smoothing_rows: int
    risk: float
    level: float
    method: str
    identified: int
    """Labelled events with a row above the threshold."""
    alarm_share: float
    """The share of the unlabelled rows above the threshold."""


class TrialFacts(TypedDict):
    """The figures of a trial as plain data."""

    labels: int
    recall: float
    alarm_share: float
    auc: float


@dataclass(frozen=True, slots=True)
class Trial:
    """How a model stands the test of its own labels: each event is judged by the candidate that the others chose."""

    labels: int
    recall: float
    """The share of the labelled events that were identified."""
    alarm_share: float
    """The share of the unlabelled rows with an alarm."""
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

    @property
    def threshold(self) -> Threshold:
        """The threshold of the candidate that was kept."""
        return Threshold(self.kept.level, self.kept.risk, self.kept.method)

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


def default_choice(scored: Scored, risk: float, reason: str) -> Choice:
    """Keep the defaults; no label takes part."""
    return Choice((_tried(_Smooth.of(scored, SMOOTHING_ROWS), scored, risk)[0],), 0, reason)


def choose(scored: Scored, risk: float) -> Choice:
    """Choose among the candidates by the labelled events.

    Of the candidates with alarms in at most 0.5 % of the unlabelled rows, the one that identifies most events is
    kept; the defaults, when it identifies no more than they do.

    Args:
        scored: The rows with at least one labelled event.
        risk: The share of normal rows that may exceed the threshold, for the defaults.
    """
    smooth = {rows: _Smooth.of(scored, rows) for rows in SMOOTHINGS}
    risks = [min(max(risk * factor, _LEAST_RISK), _MOST_RISK) for factor in RISK_FACTORS]
    tried = [_tried(smooth[rows], scored, one) for rows in SMOOTHINGS for one in risks]
    candidates = tuple(candidate for candidate, _ in tried)
    hits = np.array([found for _, found in tried])
    shares = np.array([one.alarm_share for one in candidates])
    chosen = _best(hits, shares)
    return Choice(
        candidates,
        chosen,
        _reason(candidates, chosen, len(scored.labels)),
        _trial_of(hits, shares, smooth[candidates[chosen].smoothing_rows].all, scored),
    )


class _Smooth(NamedTuple):
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


def _tried(smooth: _Smooth, scored: Scored, risk: float) -> tuple[Candidate, list[bool]]:
    parts = [smooth.normal[part] for part in scored.parts]
    threshold = Threshold.fit_parts([part[~np.isnan(part)] for part in parts], risk=risk)
    threshold = threshold.raised(smooth.newest[~np.isnan(smooth.newest)])
    hits = [bool((smooth.all[event] > threshold.level).any()) for event in scored.labels]
    normal = smooth.normal[~np.isnan(smooth.normal)]
    share = float(np.mean(normal > threshold.level))
    return Candidate(smooth.rows, threshold.risk, threshold.level, threshold.method, sum(hits), share), hits


def _best(hits: Mask, shares: Vector) -> int:
    """Return the place of the best candidate; place 0 holds the defaults."""
    found = hits.sum(axis=1)
    better = np.flatnonzero((shares <= BUDGET) & (found > found[0]))
    if shares[0] > BUDGET:  # the defaults are no better than a quiet candidate that finds as much
        better = np.flatnonzero((shares <= BUDGET) & (found >= found[0]))
    if not len(better):
        return 0
    return int(min(better, key=lambda place: (-found[place], shares[place], place)))


def _trial_of(hits: Mask, shares: Vector, smooth: Vector, scored: Scored) -> Trial:
    """Judge each event by the candidate that is best for the other events."""
    events = hits.shape[1]
    picks = [_best(np.delete(hits, event, axis=1), shares) for event in range(events)]
    labelled = np.zeros(len(smooth), dtype=np.bool_)
    for event in scored.labels:
        labelled[event] = True
    compared = scored.judged & (labelled | scored.normal)
    return Trial(
        labels=events,
        recall=float(np.mean([hits[pick, event] for event, pick in enumerate(picks)])),
        alarm_share=float(np.mean(shares[picks])),
        auc=area_under_roc(smooth[compared], labelled[compared]),
    )


def _reason(candidates: Sequence[Candidate], chosen: int, labels: int) -> str:
    default, kept = candidates[0], candidates[chosen]
    if not chosen:
        return (
            f"The defaults identify {default.identified} of {labels} labelled events; no candidate with alarms in at "
            f"most {BUDGET:.1%} of the unlabelled rows identifies more."
        )
    return (
        f"A mean over {kept.smoothing_rows} rows at risk {kept.risk:g} identifies {kept.identified} of {labels} "
        f"labelled events with alarms in {kept.alarm_share:.2%} of the unlabelled rows; the defaults "
        f"{default.identified} with {default.alarm_share:.2%}."
    )


def _candidate(facts: CandidateFacts) -> Candidate:
    return Candidate(
        int(facts["smoothing_rows"]),
        float(facts["risk"]),
        float(facts["level"]),
        str(facts["method"]),
        int(facts["identified"]),
        float(facts["alarm_share"]),
    )


def _trial(facts: TrialFacts) -> Trial:
    return Trial(
        int(facts["labels"]), float(facts["recall"]), float(facts["alarm_share"]), float(facts["auc"])
    )
