"""The section with the labels of the range: found or missed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk._report.found import known_labels
from l4e_sdk._report.markup import Child, Markup, tag
from l4e_sdk._report.table import table
from l4e_sdk._report.words import UNKNOWN, length, moment

if TYPE_CHECKING:
    from l4e_sdk._report.facts import ReportFacts
    from l4e_sdk._report.found import FoundEvent


def labels(facts: ReportFacts) -> Markup:
    """Return a table of the labels, with what found each and how early."""
    known = known_labels(facts)
    if not known:
        return tag(
            "p",
            "There are no labels in the evaluated range. Nothing can be said about missed events or false alarms.",
            class_="quiet",
        )
    heads = ["Start (UTC)", "End (UTC)", "Duration", "Outcome", "First detected", "Warning time", "Note"]
    rows: list[list[Child]] = [
        [
            moment(label.start),
            moment(label.end),
            length(label.end - label.start),
            tag("span", "✓ found" if label.event else "✗ missed", class_="good" if label.event else "poor"),
            tag("span", moment(label.first), " ", _by(label.event)) if label.event else UNKNOWN,
            length(label.end - label.first) if label.first else UNKNOWN,
            label.note or UNKNOWN,
        ]
        for label in known
    ]
    return table(heads, rows)


def _by(event: FoundEvent) -> Markup:
    name = f"event {event.number}"
    return tag("a", name, href=f"#event-{event.number}") if event.signals else tag("small", name)
