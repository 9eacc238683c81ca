"""The section with the detected events and the readings of their sensors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk._report.chart import Chart, Lane, bar
from l4e_sdk._report.found import found_events
from l4e_sdk._report.markup import Child, Markup, joined, tag
from l4e_sdk._report.table import table
from l4e_sdk._report.training_facts import EVENTS_DRAWN
from l4e_sdk._report.words import UNKNOWN, count, length, moment, share, span

if TYPE_CHECKING:
    from l4e_sdk._report.facts import ReportFacts
    from l4e_sdk._report.found import FoundEvent
    from l4e_sdk._report.training_facts import Signal
    from l4e_sdk.views import Diagnostic

_HEIGHT = 90
_MARGIN = 0.05


def events(facts: ReportFacts) -> Markup:
    """Return a table of all events, and for the weightiest the signals of their first sensors."""
    found = found_events(facts)
    if not found:
        return tag("p", "Nothing unusual was found.", class_="quiet")
    heads = [
        "#",
        "Start (UTC)",
        "End (UTC)",
        "Duration",
        "Label",
        "Peak score",
        "Sensors with the largest shares",
    ]
    rows: list[list[Child]] = [
        [
            tag("a", event.number, href=f"#event-{event.number}") if event.signals else event.number,
            moment(event.start),
            moment(event.end),
            length(event.duration) if event.duration else "one row",
            _label(event),
            f"{event.facts.peak:.2f}" if event.facts and event.facts.peak is not None else UNKNOWN,
            _shares(event.shares),
        ]
        for event in found
    ]
    drawn = [event for event in found if event.signals]
    return joined(
        table(heads, rows, numeric=(0, 5)),
        tag("p", _what_is_drawn(len(drawn)), class_="note") if drawn else None,
        [_signals(event) for event in drawn],
    )


def _what_is_drawn(drawn: int) -> str:
    which = f"the {drawn} weightiest events" if drawn == EVENTS_DRAWN else count(drawn, "event")
    return (
        f"Below, for {which}: the signals of the sensors with the largest shares, with as much time before and "
        "after. The band is what is usual for the sensor: from the 1st to the 99th percentile of the rows the model "
        "learned from, at that hour of the day where there are enough of them."
    )


def _label(event: FoundEvent) -> Child:
    if event.is_labelled is None:
        return UNKNOWN
    return "labelled" if event.is_labelled else "none"


def _shares(shares: tuple[Diagnostic, ...]) -> Markup:
    return tag(
        "ul",
        [
            tag("li", bar(one.value), tag("b", share(one.value)), " ", tag("span", _name(one.name)))
            for one in shares
        ],
        class_="shares",
    )


def _name(name: str | None) -> str:
    return name or UNKNOWN


def _signals(event: FoundEvent) -> Markup:
    first = event.shares[0].sensor if event.shares else "no sensor stands out"
    return tag(
        "article",
        tag(
            "h3", f"Event {event.number} ", tag("small", f"{span(event.start, event.end)} UTC, {first} first")
        ),
        [_signal(event, signal) for signal in event.signals],
        id=f"event-{event.number}",
    )


def _signal(event: FoundEvent, signal: Signal) -> Markup:
    values = [value for point in signal.points() if point for value in point[1:]]
    if not values:
        return tag("p", f"{signal.name} has no readings around the event.", class_="quiet")
    band = tuple(signal.band())
    values += [edge for _, *edges in band for edge in edges]
    margin = _MARGIN * (max(values) - min(values)) or abs(max(values)) * _MARGIN or 1.0
    chart = Chart(
        title=f"{signal.name} around event {event.number}",
        start=signal.start,
        end=signal.end,
        low=min(values) - margin,
        high=max(values) + margin,
        lines=(signal,),
        height=_HEIGHT,
        lanes=(Lane("event", "found", ((event.start.timestamp(), event.end.timestamp()),)),),
        band=band,
    )
    value = (
        next((one.value for one in event.facts.shares if one.name == signal.name), None)
        if event.facts
        else None
    )
    head = tag("figcaption", tag("b", signal.name), f" share {share(value)}")
    return tag("figure", head, chart.svg())
