"""Which sensors contributed to the events."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from matplotlib.ticker import PercentFormatter

from l4e_sdk.plotting.style import OTHERS, PALETTE, tidy, wide

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from l4e_sdk.views import ModelMetrics

SENSORS_SHOWN = 6
"""How many sensors get a colour of their own; the others share one."""

EVENTS_SHOWN = 12
"""How many events get a bar; the longest ones."""


def plot_contributions(metrics: ModelMetrics, *, axes: Axes | None = None) -> Axes:
    """Draw one bar per event, divided among the sensors; the longest events if there are many.

    Args:
        metrics: the ``metrics`` of a version or a model.
        axes: what to draw on; those of a new figure unless given.

    Returns:
        the axes; ``axes.figure`` has the picture.
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
