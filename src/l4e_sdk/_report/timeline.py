"""The section with the scores over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk._report.chart import Chart, Lane
from l4e_sdk._report.found import found_events, label_spans
from l4e_sdk._report.markup import Markup, joined, tag

if TYPE_CHECKING:
    from datetime import datetime

    from l4e_sdk._report.facts import ReportFacts

_HEIGHT = 220
THRESHOLD = 0.5
"""A row is abnormal when its score is above this."""


def timeline(facts: ReportFacts) -> Markup:
    """Return scores, threshold, labelled and found ranges, changed regimes and off periods over time."""
    found = _seconds([(event.start, event.end) for event in found_events(facts)])
    labels = _seconds(label_spans(facts))
    training = facts.training
    if training:
        found += [(event.start, event.end) for event in training.events if _is_new(event.start, found)]
        labels = list(training.labels) or labels
    series = training.scores if training else ()
    start, end = _range(facts, [(one.start, one.end) for one in series], found + labels)
    if end <= start:
        return tag("p", "Nothing was evaluated, so there is nothing to draw.", class_="quiet")
    off = _within(list(training.off) if training else [], start, end)
    changed = _within(list(training.changed) if training else [], start, end)
    lanes = [
        *([Lane("labelled", "labelled", _within(labels, start, end))] if labels else []),
        Lane("found", "found", _within(found, start, end)),
        *([Lane("changed", "changed", changed)] if changed else []),
        *([Lane("off", "off", off)] if off else []),
    ]
    chart = Chart(
        title=f"Anomaly scores over time: {len(found)} found and {len(labels)} labelled ranges",
        start=start,
        end=end,
        low=0.0,
        high=1.0,
        lines=series,
        height=_HEIGHT if series else 40,
        lanes=lanes,
        marks=((THRESHOLD, "threshold", "threshold 0.5"),) if series else (),
    )
    return joined(
        chart.svg(), _legend([lane.kind for lane in lanes], is_scored=bool(series)), _learned_from(facts)
    )


def _learned_from(facts: ReportFacts) -> Markup | None:
    if facts.metrics is not None or facts.version.evaluation_data_start_time is not None:
        return None
    return tag(
        "p",
        "These are the rows that the model learned from; rows it has not seen score higher.",
        class_="note",
    )


def _legend(lanes: list[str], *, is_scored: bool) -> Markup:
    kinds = [
        *([("score", "score: lowest and highest of each part of time")] if is_scored else []),
        *([("labelled", "labelled as abnormal")] if "labelled" in lanes else []),
        ("found", "found by the model"),
        *(
            [("changed", "operation changed: only rows beyond its new level count")]
            if "changed" in lanes
            else []
        ),
        *([("off", "machine off")] if "off" in lanes else []),
    ]
    return tag(
        "ul", [tag("li", tag("i", class_=f"key {kind}"), text) for kind, text in kinds], class_="legend"
    )


def _range(
    facts: ReportFacts, judged: list[tuple[float, float]], others: list[tuple[float, float]]
) -> tuple[float, float]:
    metrics, version = facts.metrics, facts.version
    start = (metrics and metrics.data_start_time) or version.evaluation_data_start_time
    end = (metrics and metrics.data_end_time) or version.evaluation_data_end_time
    evaluated = [(start.timestamp(), end.timestamp())] if start and end else []
    spans = judged + evaluated or others
    return min((first for first, _ in spans), default=0), max((last for _, last in spans), default=0)


def _seconds(spans: list[tuple[datetime, datetime]]) -> list[tuple[float, float]]:
    return [(start.timestamp(), end.timestamp()) for start, end in spans]


def _is_new(start: float, found: list[tuple[float, float]]) -> bool:
    return not any(first <= start <= last for first, last in found)


def _within(spans: list[tuple[float, float]], start: float, end: float) -> list[tuple[float, float]]:
    return [span for span in spans if span[1] >= start and span[0] <= end]
