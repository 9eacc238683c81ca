"""Which of two model versions is better, and whether that is more than chance.

Source: service/model-versions#comparison, service/retraining#promotion.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

import numpy as np

from l4e_sdk.local.detection.peaks import MONTH

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from l4e_sdk.local.detection.arrays import Mask, Times, Vector
    from l4e_sdk.local.detection.assessment import Assessment
    from l4e_sdk.local.detection.evaluation import Evaluation

TOLERANCE = 0.01
"""Differences up to this are no differences."""

FLOOD = 0.5
"""With alarms outside of labels on a larger share of the days, labels are met by chance and alarms tell nothing."""

DRAWS = 1000
"""How often the days of the range are drawn anew."""

_BLOCK: Final = np.timedelta64(1, "D")
_INTERVAL: Final = (2.5, 97.5)  # percent
_SEED: Final = 0

Places: TypeAlias = "NDArray[np.intp]"


class Verdict(NamedTuple):
    """The outcome of a comparison."""

    wins: bool
    """Whether the challenger is better."""
    reason: str
    """Why, with the figures of the challenger first, in at most 170 characters."""


class Contender(NamedTuple):
    """One of the two models, on the rows that both have judged."""

    evaluation: Evaluation
    assessment: Assessment


@dataclass(frozen=True, slots=True, eq=False)
class _Measure:
    """One figure of both models, on all days and on each draw of days."""

    name: str
    new: float
    old: float
    differences: Vector
    more_is_better: bool = True

    @property
    def gain(self) -> float:
        """How much better the challenger is; negative if it is worse."""
        return round(self.new - self.old, 9) * (1 if self.more_is_better else -1)

    def verdict(self) -> Verdict:
        """Decide by this measure alone."""
        figures = f"{self.name} {self.new:.3f} against {self.old:.3f}"
        if self.gain < 0:
            return Verdict(wins=False, reason=f"worse: {figures} on the same labelled data.")
        low, high = (float(end) for end in np.percentile(self.differences, _INTERVAL))
        interval = f"95 % interval of the difference {low:.3f} to {high:.3f}"
        if low <= 0 <= high:
            return Verdict(
                wins=False, reason=f"not clearly better: {figures}, which may be chance ({interval})."
            )
        return Verdict(wins=True, reason=f"better: {figures} on the same labelled data ({interval}).")


def better(times: Times, challenger: Contender, champion: Contender) -> Verdict:
    """Decide whether the challenger beats the champion, both evaluated on the same rows and labels.

    Recall decides, then precision, lead time and AUC; the first measure in which the two differ by more than 0.01.
    When one of them raises alarms outside of labels on more than half of the days, this share decides before: such a
    model finds every label without knowing anything. On a full tie the champion stays, and also when the
    difference may be chance: the days of the range are drawn anew, with replacement, 1,000 times, and 95 % of the
    differences must lie on one side of 0. Whole days are drawn, because rows near each other are alike.

    Args:
        times: One instant per row of both assessments.
        challenger: The new model.
        champion: The model in use.
    """
    for measure in _measures(times, challenger, champion):
        if abs(measure.gain) > TOLERANCE:
            return measure.verdict()
    return Verdict(
        wins=False,
        reason="equal in recall, precision, lead time and AUC within 0.01.",
    )


def alarms_per_month(times: Times, contender: Contender) -> float:
    """Return how many events that touch no label there are in a month of rows with the machine on; 0 without such rows."""
    on = ~contender.assessment.off
    if not on.any() or len(times) < 2:
        return 0.0
    rate = float(np.median(np.diff(times)) / np.timedelta64(1, "s"))
    return len(contender.evaluation.unknown) / max(int(on.sum()) * rate / MONTH, 1e-9)


def _measures(times: Times, challenger: Contender, champion: Contender) -> Iterator[_Measure]:
    """Yield the figures that decide, the most important first."""
    blocks = ((times - times[0]) // _BLOCK).astype(np.intp)
    count = int(blocks[-1]) + 1
    weights = np.random.default_rng(_SEED).multinomial(count, np.full(count, 1 / count), size=DRAWS)
    new, old = (_Daily(times, blocks, count, each) for each in (challenger, champion))
    shares = new.alarm_days(), old.alarm_days()
    if max(shares) > FLOOD:
        change = _ratio(weights, *new.alarms()) - _ratio(weights, *old.alarms())
        yield _Measure("days with alarms outside of labels", *shares, change, more_is_better=False)
    one, other = challenger.evaluation, champion.evaluation
    change = _ratio(weights, *new.found()) - _ratio(weights, *old.found())
    yield _Measure("recall", one.recall, other.recall, change)
    change = _ratio(weights, *new.right()) - _ratio(weights, *old.right())
    yield _Measure("precision", one.precision, other.precision, change)
    change = _ratio(weights, *new.lead()) - _ratio(weights, *old.lead())
    name = "mean fractional lead time"
    yield _Measure(name, one.mean_fractional_lead_time, other.mean_fractional_lead_time, change)
    yield _Measure("AUC", one.auc, other.auc, new.areas(weights) - old.areas(weights))


class _Daily:
    """What each day adds to the measures of a model: a numerator and a denominator for each."""

    def __init__(self, times: Times, blocks: Places, count: int, contender: Contender) -> None:
        self._times = times
        self._blocks = blocks
        self._count = count
        self._evaluation, self._assessment = contender
        self._labelled = _labelled(times, self._evaluation)

    def alarms(self) -> tuple[Vector, Vector]:
        """Days with an alarm outside of labels, and days with unlabelled rows."""
        quiet = ~self._labelled & ~self._assessment.off
        alarms = self._of_rows(quiet & self._assessment.anomalous) > 0
        return alarms.astype(np.float64), (self._of_rows(quiet) > 0).astype(np.float64)

    def alarm_days(self) -> float:
        """Return the share of the days with unlabelled rows that have an alarm outside of labels; 0 without such rows."""
        alarms, days = self.alarms()
        return float(alarms.sum() / days.sum()) if days.any() else 0.0

    def found(self) -> tuple[Vector, Vector]:
        """Labels that were identified, and labels; each belongs to the day that it begins in."""
        leads = self._leads()
        starts = [start for start, _ in self._evaluation.labels]
        hits = [float(lead is not None) for lead in leads]
        return self._of_instants(starts, hits), self._of_instants(starts)

    def right(self) -> tuple[Vector, Vector]:
        """Events that touch a label, and events; each belongs to the day that it begins in."""
        unknown = {event.start for event in self._evaluation.unknown}
        starts = [event.start for event in self._evaluation.events]
        return self._of_instants(
            starts, [float(start not in unknown) for start in starts]
        ), self._of_instants(starts)

    def lead(self) -> tuple[Vector, Vector]:
        """The shares of the identified labels that lay ahead when they were detected, and how many these are."""
        known = [
            (label[0], lead)
            for label, lead in zip(self._evaluation.labels, self._leads(), strict=True)
            if lead is not None
        ]
        starts = [start for start, _ in known]
        return self._of_instants(starts, [lead for _, lead in known]), self._of_instants(starts)

    def areas(self, weights: NDArray[np.int64]) -> Vector:
        """The area under the ROC curve of each draw: the pairs of labelled and other rows in the right order."""
        on = ~self._assessment.off
        labelled, others = on & self._labelled, on & ~self._labelled
        scores, places = self._assessment.anomaly_score[labelled], self._blocks[labelled]
        pairs = np.zeros((self._count, self._count))
        for block in np.unique(self._blocks[others]):
            below = np.sort(self._assessment.anomaly_score[others & (self._blocks == block)])
            right = (np.searchsorted(below, scores) + np.searchsorted(below, scores, "right")) / 2
            pairs[:, block] = np.bincount(places, right, self._count)
        every = (weights @ self._of_rows(labelled)) * (weights @ self._of_rows(others))
        ordered = ((weights @ pairs) * weights).sum(axis=1)
        areas: Vector = np.divide(ordered, every, out=np.full(len(weights), 0.5), where=every > 0)
        return areas

    def _leads(self) -> list[float | None]:
        """Return for each label which share of it lay ahead at its detection; None if it was not detected."""
        starts = np.array([event.start for event in self._evaluation.events], "datetime64[us]")
        ends = np.array([event.end for event in self._evaluation.events], "datetime64[us]")
        leads: list[float | None] = []
        for start, end in self._evaluation.labels:
            first = int(np.searchsorted(ends, start, "left"))
            if first == len(starts) or starts[first] > end:
                leads.append(None)
            else:
                length = end - start
                leads.append(float((end - max(starts[first], start)) / length) if length else 1.0)
        return leads

    def _of_rows(self, rows: Mask) -> Vector:
        return np.bincount(self._blocks[rows], minlength=self._count).astype(np.float64)

    def _of_instants(self, instants: Sequence[np.datetime64], worth: Sequence[float] | None = None) -> Vector:
        places = ((np.array(instants, "datetime64[us]") - self._times[0]) // _BLOCK).astype(np.intp)
        return np.bincount(places, worth, self._count).astype(np.float64)


def _ratio(weights: NDArray[np.int64], over: Vector, under: Vector) -> Vector:
    """Return the measure of each draw; 0 where there is nothing to divide by."""
    below = weights @ under
    shares: Vector = np.divide(weights @ over, below, out=np.zeros(len(weights)), where=below > 0)
    return shares


def _labelled(times: Times, evaluation: Evaluation) -> Mask:
    inside = np.zeros(len(times), dtype=np.bool_)
    for start, end in evaluation.labels:
        inside[np.searchsorted(times, start, "left") : np.searchsorted(times, end, "right")] = True
    return inside
