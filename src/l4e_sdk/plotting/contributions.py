"""A plot of the sensors that contributed to the events."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from matplotlib.ticker import PercentFormatter

from l4e_sdk.plotting.style import OTHERS, PALETTE, tidy, wide

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from l4e_sdk.views import ModelMetrics

SENSORS_SHOWN = 6
"""The number of sensors with their own colour; all others share one colour."""

EVENTS_SHOWN = 12
"""The largest number of events with a bar; the longest events are shown."""


def plot_contributions(metrics: ModelMetrics, *, axes: Axes | None = None) -> Axes:
    """Plot one bar for each event, divided among the sensors.

    Args:
        metrics: the ``metrics`` of a version or a model.
        axes: the axes to draw on. Default: axes of a new figure.

    Returns:
        The axes; the figure is ``axes.figure``. If there are many events, it shows the longest.
    """
    events = min(len(metrics.predicted_ranges), EVENTS_SHOWN)
    drawn = wide(axes, 1.5 + 0.3 * events)
    draw_contributions(drawn, metrics)
    return drawn


def draw_contributions(axes: Axes, metrics: ModelMetrics) -> None:
    """Draw the bars on axes."""
    longest = sorted(metrics.predicted_ranges, key=lambda found: found.duration, reverse=True)[:EVENTS_SHOWN]
    events = [found for found in metrics.predicted_ranges if found in longest]
    totals: Counter[str] = Counter()
    for found in events:
        totals.update({item.name: item.value for item in found.diagnostics})
    left = [0.0] * len(events)
    for colour, (name, _) in zip(PALETTE, totals.most_common(SENSORS_SHOWN), strict=False):
        widths = [sum(item.value for item in found.diagnostics if item.name == name) for found in events]
        axes.barh(range(len(events)), widths, left=left, color=colour, label=name, height=0.7)
        left = [start + width for start, width in zip(left, widths, strict=True)]
    rest = [max(0.0, 1 - start) for start in left]
    axes.barh(range(len(events)), rest, left=left, color=OTHERS, label="other sensors", height=0.7)
    axes.set_yticks(range(len(events)), [f"{found.start:%d %b %H:%M}" for found in events])
    axes.set_ylim(len(events) - 0.4, -0.6)
    axes.set_xlabel("contribution of each sensor to the event")
    axes.xaxis.set_major_formatter(PercentFormatter(1.0))
    if events:
        axes.legend(
            loc="lower right",
            ncols=SENSORS_SHOWN + 1,
            frameon=False,
            bbox_to_anchor=(1, 1.0),
            fontsize="small",
        )
    tidy(axes)
