"""The events of an evaluation from any source, matched with the labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from l4e_sdk._report.training_facts import moment

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from l4e_sdk._report.facts import ReportFacts
    from l4e_sdk._report.training_facts import EventFacts, Signal
    from l4e_sdk.views import Diagnostic

_SENSORS = 3


@dataclass(frozen=True, slots=True)
class FoundEvent:
    """A span in which the model found abnormal behaviour."""

    number: int
    """Counted from 1, in the order of time."""
    start: datetime
    end: datetime
    shares: tuple[Diagnostic, ...]
    """The sensors with the largest shares, largest first."""
    is_labelled: bool | None
    """Whether it touches a label; None without any labels."""
    facts: EventFacts | None

    @property
    def duration(self) -> timedelta:
        """From the first abnormal row to the last; zero for a single row."""
        return self.end - self.start

    @property
    def signals(self) -> tuple[Signal, ...]:
        """The readings of its first sensors, if they were stored."""
        return self.facts.signals if self.facts else ()


@dataclass(frozen=True, slots=True)
class KnownLabel:
    """A label in the range that was evaluated."""

    start: datetime
    end: datetime
    first: datetime | None
    """The time of its detection; None if it was missed."""
    event: FoundEvent | None
    """The event that detected it."""
    note: str
    """Fault code and equipment, if its label group has some."""


def found_events(facts: ReportFacts) -> tuple[FoundEvent, ...]:
    """Return the events of the evaluation range; without one, the known events of the training range."""
    labels = label_spans(facts)
    known = {(round(one.start), round(one.end)): one for one in _kept(facts)}
    if facts.metrics is None:
        spans = [(moment(one.start), moment(one.end), one.shares) for one in _kept(facts)]
    else:
        ranges = facts.metrics.predicted_ranges
        spans = [(one.start, one.end, one.top(_SENSORS)) for one in ranges]
    return tuple(
        FoundEvent(
            number,
            start,
            end,
            shares,
            any(start <= last and end >= first for first, last in labels) if labels else None,
            known.get((round(start.timestamp()), round(end.timestamp()))),
        )
        for number, (start, end, shares) in enumerate(spans, 1)
    )


def known_labels(facts: ReportFacts) -> tuple[KnownLabel, ...]:
    """Return the labels of the evaluation range, found or missed."""
    events = found_events(facts)
    return tuple(_held_against(events, start, end, facts) for start, end in label_spans(facts))


def label_spans(facts: ReportFacts) -> list[tuple[datetime, datetime]]:
    """Return the labels of the range whose events are shown."""
    if facts.metrics is not None:
        return [(one.start, one.end) for one in facts.metrics.labeled_ranges]
    return [(moment(start), moment(end)) for start, end in facts.training.labels] if facts.training else []


def _held_against(
    events: tuple[FoundEvent, ...], start: datetime, end: datetime, facts: ReportFacts
) -> KnownLabel:
    event = next((one for one in events if one.start <= end and one.end >= start), None)
    first = max(event.start, start) if event else None
    return KnownLabel(start, end, first, event, _note(facts, start, end))


def _note(facts: ReportFacts, start: datetime, end: datetime) -> str:
    notes = (
        ", ".join(filter(None, (label.fault_code, label.equipment)))
        for label in facts.labels
        if label.start_time and label.end_time and label.start_time <= end and label.end_time >= start
    )
    return "; ".join(dict.fromkeys(filter(None, notes)))


def _kept(facts: ReportFacts) -> tuple[EventFacts, ...]:
    return facts.training.events if facts.training else ()
