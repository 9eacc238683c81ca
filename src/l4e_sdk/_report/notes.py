"""The section that defines the metrics, and names their limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk._report.markup import Markup, joined, tag

if TYPE_CHECKING:
    from l4e_sdk._report.facts import ReportFacts

_MEANINGS = (
    (
        "Anomaly score",
        "0 to 1. 0.5 is the threshold; the distance to it tells how unusual a row is, not how dangerous.",
    ),
    (
        "Share of a sensor",
        (
            "Its part in the deviation. It points to where to look first; it does not prove a cause, and a broken "
            "sensor looks like a broken machine."
        ),
    ),
    (
        "Found",
        "An event that touches the label, if only for a row. Recall counts events and not rows.",
    ),
    (
        "Events without a label",
        "False alarms, or events that nobody wrote down. Only the maintenance log can tell which.",
    ),
    (
        "Few labels",
        "With fewer than about ten labelled events, recall and precision move by leaps. Read them as hints.",
    ),
    ("Times", "All times are UTC."),
)


def notes(facts: ReportFacts) -> Markup:
    """Return the missing parts of the report with the reasons, and the definitions of its terms."""
    missing = (
        tag("ul", [tag("li", text) for text in facts.missing], class_="missing") if facts.missing else None
    )
    return joined(
        joined(tag("h3", "What is missing here, and why"), missing) if missing else None,
        tag("h3", "What the figures mean"),
        tag("dl", [joined(tag("dt", name), tag("dd", text)) for name, text in _MEANINGS], class_="meanings"),
    )
