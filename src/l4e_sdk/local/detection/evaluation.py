"""A model's verdicts compared with labelled ranges.

Source: service/model-versions#metrics, service/model-versions#comparison.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from l4e_sdk.local.detection.arrays import checked_times
from l4e_sdk.local.detection.drift import Drift
from l4e_sdk.local.detection.errors import InvalidInputError
from l4e_sdk.local.detection.events import Event, find_events
from l4e_sdk.local.detection.ranking import area_under_roc
from l4e_sdk.local.detection.sensors import checked_sensors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from l4e_sdk.local.detection.arrays import Mask, Times
    from l4e_sdk.local.detection.assessment import Assessment

Range: TypeAlias = tuple[np.datetime64, np.datetime64]
"""Start and end of a labelled range, both inside it."""


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """How the events found in a range compare with its labels.

    Shares are 0 where there is nothing to divide by, so a model that finds nothing has precision 0.
    """

    start: np.datetime64
    end: np.datetime64
    sensors: tuple[str, ...]
    labels: tuple[Range, ...]
    """Clipped to the evaluated range; those outside are left out."""
    events: tuple[Event, ...]
    identified: int
    """Labels touched by an event."""
    warning_seconds: float
    """Over the identified labels, the sum of the time from the first detection inside to the end of the label."""
    unknown: tuple[Event, ...]
    """Events that touch no label."""
    mean_fractional_lead_time: float
    """Mean over the identified labels of that time as a share of the label's length."""
    auc: float
    """Area under the ROC curve of the rows' scores; 0.5 when all rows are of one kind."""
    drift: Drift
    """Whether the plant runs in another way than the model learned; the events do not go on in such a time."""

    @property
    def recall(self) -> float:
        """The share of the labels that were identified."""
        return self.identified / len(self.labels) if self.labels else 0.0

    @property
    def precision(self) -> float:
        """The share of the events that touch a label."""
        return 1 - len(self.unknown) / len(self.events) if self.events else 0.0


def evaluate(
    times: Times,
    assessment: Assessment,
    labels: Sequence[Range],
    sensors: Sequence[str],
    *,
    rate_seconds: float,
) -> Evaluation:
    """Compare an assessment with labelled ranges.

    Args:
        times: One instant per row of the assessment.
        assessment: The verdicts over the evaluated range.
        labels: Ranges of abnormal behaviour; they may reach beyond the evaluated range or lie outside.
        sensors: The name of each column of the contributions.
        rate_seconds: The sampling rate of the rows.

    Raises:
        InvalidInputError: there are no rows, a label ends before it starts, or an array has the wrong shape.
    """
    if not len(assessment):
        raise InvalidInputError("assessment: there are no rows to evaluate; widen the evaluation range")
    times = checked_times(times, len(assessment))
    names = checked_sensors(sensors, assessment.contributions.shape[1])
    known = _clipped(labels, times[0], times[-1])
    events = find_events(
        times,
        assessment.anomalous & ~assessment.covered,
        rate_seconds=rate_seconds,
        contributions=assessment.contributions,
        holding=assessment.holding & ~assessment.covered,
        off=assessment.off,
    )
    first, touched = _matches(events, known)
    leads = [(label, at) for label, at in zip(known, first, strict=True) if at is not None]
    on = ~assessment.off
    return Evaluation(
        start=times[0],
        end=times[-1],
        sensors=names,
        labels=known,
        events=tuple(events),
        identified=len(leads),
        warning_seconds=sum((_seconds(at, end) for (_, end), at in leads), 0.0),
        unknown=tuple(event for event, hit in zip(events, touched, strict=True) if not hit),
        mean_fractional_lead_time=float(np.mean([_lead(label, at) for label, at in leads])) if leads else 0.0,
        auc=area_under_roc(assessment.anomaly_score[on], _inside(times, known)[on]),
        drift=Drift(assessment.regime, assessment.covered),
    )


def _clipped(labels: Sequence[Range], first: np.datetime64, last: np.datetime64) -> tuple[Range, ...]:
    """Return the labels inside the range, in the order of time, cut at its ends."""
    for start, end in labels:
        if end < start:
            raise InvalidInputError(
                f"labels: a range ends at {end}, before it starts at {start}; exchange the two"
            )
    inside = [(max(start, first), min(end, last)) for start, end in labels if start <= last and end >= first]
    return tuple(sorted(inside, key=lambda label: (label[0], label[1])))


def _matches(events: Sequence[Event], labels: Sequence[Range]) -> tuple[list[np.datetime64 | None], Mask]:
    """Match labels with events, which are in order and apart.

    Returns:
        The first instant of each label that an event covers, and for each event whether it touches a label.
    """
    starts = np.array([event.start for event in events], "datetime64[us]")
    ends = np.array([event.end for event in events], "datetime64[us]")
    touched = np.zeros(len(events), dtype=np.bool_)
    first: list[np.datetime64 | None] = []
    for start, end in labels:
        begin = int(np.searchsorted(ends, start, "left"))
        stop = int(np.searchsorted(starts, end, "right"))
        touched[begin:stop] = True
        first.append(max(starts[begin], start) if begin < stop else None)
    return first, touched


def _lead(label: Range, first: np.datetime64) -> float:
    """Return the share of the label that lies after the first detection; a label of one instant is wholly ahead."""
    start, end = label
    return _seconds(first, end) / length if (length := _seconds(start, end)) else 1.0


def _seconds(start: np.datetime64, end: np.datetime64) -> float:
    return float((end - start) / np.timedelta64(1, "s"))


def _inside(times: Times, labels: Sequence[Range]) -> Mask:
    inside = np.zeros(len(times), dtype=np.bool_)
    for start, end in labels:
        inside[np.searchsorted(times, start, "left") : np.searchsorted(times, end, "right")] = True
    return inside
