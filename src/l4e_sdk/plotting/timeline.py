"""A plot of scores over time, as in the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.dates import date2num

from l4e_sdk._report.found import found_events, label_spans
from l4e_sdk._report.timeline import THRESHOLD
from l4e_sdk._report.training_facts import moment
from l4e_sdk.plotting.style import CHANGED, FOUND, LABEL, LIMIT, OFF, SCORE, dated, tidy, wide

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from matplotlib.axes import Axes

    from l4e_sdk._report import ReportFacts, Series


def plot_timeline(facts: ReportFacts, *, axes: Axes | None = None) -> Axes:
    """Plot scores, labelled and detected ranges, and ranges in which the machine was off or ran differently.

    Args:
        facts: from ``ModelVersion.report_facts()``. They have scores and off periods only if the training stored them.
        axes: the axes to draw on. Default: axes of a new figure.

    Returns:
        The axes; the figure is ``axes.figure``.
    """
    drawn, training = wide(axes), facts.training
    off = [(moment(start), moment(end)) for start, end in training.off] if training else []
    shade(drawn, off, OFF, "machine off")
    changed = [(moment(start), moment(end)) for start, end in training.changed] if training else []
    shade(drawn, changed, CHANGED, "operation changed")
    shade(drawn, label_spans(facts), LABEL, "labelled as abnormal")
    shade(drawn, [(event.start, event.end) for event in found_events(facts)], FOUND, "found by the model")
    for number, series in enumerate(training.scores if training else ()):
        draw_series(drawn, series, "anomaly score" if number == 0 else None)
    drawn.axhline(THRESHOLD, color=LIMIT, lw=1, ls="--", label="threshold")
    drawn.set_ylim(0, 1)
    drawn.set_ylabel("score")
    drawn.legend(loc="lower right", ncols=6, frameon=False, bbox_to_anchor=(1, 1), fontsize="small")
    dated(drawn)
    tidy(drawn)
    return drawn


def draw_series(axes: Axes, series: Series, name: str | None = None) -> None:
    """Draw the values between the lowest and the highest of each interval."""
    points = [point or (series.start + number * series.step,) for number, point in enumerate(series.points())]
    times = [date2num(moment(at)) for at, *_ in points]
    low, high = ([values[place] if values else float("nan") for _, *values in points] for place in (0, 1))
    axes.fill_between(times, low, high, color=SCORE, lw=0.8, label=name)


def shade(
    axes: Axes, spans: Iterable[tuple[datetime, datetime]], colour: str, name: str | None = None
) -> None:
    """Shade ranges of time."""
    for number, (start, end) in enumerate(spans):
        label = name if number == 0 else None
        axes.axvspan(
            float(date2num(start)), float(date2num(end)), color=colour, alpha=0.3, lw=0.8, label=label
        )
