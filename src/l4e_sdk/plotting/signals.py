"""A plot of the sensors' readings around an event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.dates import date2num
from matplotlib.figure import Figure

from l4e_sdk._report.found import found_events
from l4e_sdk._report.training_facts import moment
from l4e_sdk.plotting.style import FOUND, SCORE, dated, tidy
from l4e_sdk.plotting.timeline import draw_series, shade

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from l4e_sdk._report import ReportFacts, Signal


def plot_event(facts: ReportFacts, number: int = 1) -> Figure:
    """Plot the sensors that contributed most to an event, with their usual ranges.

    Args:
        facts: from ``ModelVersion.report_facts()``.
        number: the number of the event in the report, from 1.

    Returns:
        The figure; its ``savefig`` writes it to a file.

    Raises:
        ValueError: the event does not exist, or its signals were not stored.
    """
    event = next((each for each in found_events(facts) if each.number == number), None)
    if event is None or not event.signals:
        drawn = ", ".join(str(each.number) for each in found_events(facts) if each.signals)
        raise ValueError(f"event {number} has no signals; those that have some: {drawn or 'none'}")
    figure = Figure(figsize=(12, 1 + 1.8 * len(event.signals)), layout="constrained")
    for axes, signal in zip(
        figure.subplots(len(event.signals), 1, sharex=True, squeeze=False)[:, 0], event.signals, strict=True
    ):
        _draw(axes, signal)
        shade(axes, [(event.start, event.end)], FOUND)
    return figure


def _draw(axes: Axes, signal: Signal) -> None:
    band = [*signal.band()]
    band += [(signal.end, *band[-1][1:])] if band else []
    times = [date2num(moment(at)) for at, _, _ in band]
    axes.fill_between(
        times,
        [low for _, low, _ in band],
        [high for _, _, high in band],
        step="post",
        color=SCORE,
        alpha=0.2,
        lw=0,
    )
    draw_series(axes, signal)
    axes.set_title(signal.name, loc="left", fontsize="medium")
    dated(axes)
    tidy(axes)
