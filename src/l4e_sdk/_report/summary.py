"""The section that summarizes the result and the next steps in words."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from l4e_sdk._report.advice import advice
from l4e_sdk._report.found import found_events, known_labels
from l4e_sdk._report.markup import Markup, joined, tag
from l4e_sdk._report.words import UNKNOWN, count, length, share, span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from l4e_sdk._report.facts import ReportFacts

_QUALITIES = {
    "QUALITY_THRESHOLD_MET": ("good", "Quality threshold met", "The model finds what the labels name."),
    "POOR_QUALITY_DETECTED": (
        "poor",
        "Poor quality",
        "The model misses too much of what the labels name, or cannot tell it from normal operation.",
    ),
    "CANNOT_DETERMINE_QUALITY": (
        "unknown",
        "Quality unknown",
        "Without labels nobody can tell whether what was found is right and whether something was missed.",
    ),
}


def summary(facts: ReportFacts) -> Markup:
    """Return the verdict, the figures that matter most, and what to do next."""
    quality = str(facts.version.model_quality or "")
    kind, verdict, meaning = _QUALITIES.get(quality, ("unknown", quality or "No verdict", ""))
    if str(facts.version.status or "") == "FAILED":
        kind, verdict, meaning = "poor", "Training failed", facts.version.failed_reason or ""
    return joined(
        tag("p", tag("strong", verdict, class_=f"verdict {kind}"), " ", meaning, class_="lead"),
        tag("div", [_tile(*figure) for figure in _figures(facts)], class_="tiles"),
        tag("p", " ".join(_sentences(facts))),
        tag("h3", "What to do next"),
        tag("ol", [tag("li", text) for text in advice(facts)], class_="advice"),
    )


def _tile(value: str, name: str, note: str) -> Markup:
    return tag("div", tag("b", value), tag("span", name), tag("small", note))


def _figures(facts: ReportFacts) -> Iterator[tuple[str, str, str]]:
    events, labels = found_events(facts), known_labels(facts)
    hits = sum(label.event is not None for label in labels)
    if labels:
        yield f"{hits} of {len(labels)}", "labelled events found", "the more the better"
    else:
        yield UNKNOWN, "labelled events found", "no labels in the range"
    others = [event for event in events if not event.is_labelled]
    total = sum((event.duration for event in others), timedelta(0))
    where = "other events" if labels else "events found"
    yield str(len(others)), where, f"{length(total)} in all" if others else "no time at all"
    metrics = facts.metrics
    warning = metrics.labeled_event_metrics.mean_warning_time if metrics else None
    if warning is not None:
        yield length(warning), "mean warning time", "from detection to the label's end"
    flagged = facts.training.flagged if facts.training else None
    if flagged and flagged.all is not None:
        yield share(flagged.all, 1), "of unlabelled rows flagged", "false alarms, or events without a label"


def _sentences(facts: ReportFacts) -> Iterator[str]:
    version, events, labels = facts.version, found_events(facts), known_labels(facts)
    start, end = version.evaluation_data_start_time, version.evaluation_data_end_time
    if start is None or end is None:
        yield "This version was trained without an evaluation range, so nothing was held back to test it on."
        if not events:
            return
        yield f"In the training range it finds {count(len(events), 'event')}."
    else:
        yield f"The model was tested on {span(start, end)} UTC ({length(end - start)}), which it did not learn from."
        yield (
            f"It found {count(len(events), 'event')} there." if events else "It found nothing unusual there."
        )
    if labels:
        hits = sum(label.event is not None for label in labels)
        yield f"{hits} of {count(len(labels), 'labelled event')} {'was' if hits == 1 else 'were'} found."
    if events:
        names = list(dict.fromkeys(each.sensor for event in events for each in event.shares[:1]))
        listed = ", ".join(names[:4]) + (" and others" if len(names) > 4 else "")
        yield f"The largest share had {listed}."
