"""Pictures of evaluations, for reports and notebooks; needs the ``plot`` extra."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from l4e_sdk.errors import MissingExtraError

try:
    from matplotlib.dates import ConciseDateFormatter, date2num
    from matplotlib.figure import Figure
    from matplotlib.ticker import PercentFormatter
except ImportError as error:
    raise MissingExtraError("plot", "l4e_sdk.plotting") from error

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matplotlib.axes import Axes

    from l4e_sdk.views import InferenceResult, ModelMetrics

THRESHOLD = 0.5
"""A row is abnormal when its score is above this."""

SENSORS_SHOWN = 6
"""How many sensors get a colour of their own; the others share one."""

_SCORE, _LABEL, _FOUND, _LIMIT, _OTHERS = "#1f3b57", "#f2b134", "#c8402f", "#8a8f98", "#d5d8dd"
EVENTS_SHOWN = 12
"""How many events get a bar; the longest ones."""

_PALETTE = ("#1b6ca8", "#e07b39", "#3f9b5f", "#9a5ab8", "#c8402f", "#5b6b7a")


def plot_evaluation(rows: Iterable[InferenceResult], metrics: ModelMetrics, *, title: str = "") -> Figure:
    """Draw what an evaluation found: scores over time, labelled and predicted ranges, and who contributed.

    Args:
        rows: one judgement per row of the evaluated range, from ``ModelVersion.diagnostics()``.
        metrics: the version's ``metrics``, for its labelled and predicted ranges.
        title: goes above the picture.

    Returns:
        a figure; ``savefig`` writes it.

    Raises:
        ValueError: there are no rows.
    """
    judged = [row for row in rows if row.anomaly_score is not None]
    if not judged:
        raise ValueError(
            "there are no rows to draw; train with ModelDiagnosticsOutputConfiguration to have some"
        )
    figure = Figure(
        figsize=(12, 5 + 0.3 * min(len(metrics.predicted_ranges), EVENTS_SHOWN)), layout="constrained"
    )
    scores, shares = figure.subplots(2, 1, height_ratios=(3, 2))
    _draw_scores(scores, judged, metrics)
    _draw_contributions(shares, metrics)
    scores.set_title(title, loc="left", fontweight="bold", pad=26)
    return figure


def _draw_scores(axes: Axes, rows: Sequence[InferenceResult], metrics: ModelMetrics) -> None:
    for number, label in enumerate(metrics.labeled_ranges):
        if label.start and label.end:
            name = "labelled as abnormal" if number == 0 else None
            axes.axvspan(
                date2num(label.start), date2num(label.end), color=_LABEL, alpha=0.45, lw=0, label=name
            )
    times = date2num([row.timestamp for row in rows])
    axes.plot(times, [row.anomaly_score or 0.0 for row in rows], color=_SCORE, lw=0.8, label="anomaly score")
    axes.axhline(THRESHOLD, color=_LIMIT, lw=1, ls="--", label="threshold")
    starts = [date2num(found.start) for found in metrics.predicted_ranges if found.start]
    axes.plot(
        starts, [1.04] * len(starts), "v", color=_FOUND, ms=6, label="found by the model", clip_on=False
    )
    axes.set_ylim(0, 1)
    axes.set_ylabel("score")
    axes.xaxis_date()
    axes.xaxis.set_major_formatter(ConciseDateFormatter(axes.xaxis.get_major_locator()))
    axes.legend(loc="lower right", ncols=4, frameon=False, bbox_to_anchor=(1, 1.04), fontsize="small")
    _tidy(axes)


def _draw_contributions(axes: Axes, metrics: ModelMetrics) -> None:
    """Draw one bar per event, the longest events if there are many."""
    longest = sorted(metrics.predicted_ranges, key=lambda found: found.duration, reverse=True)[:EVENTS_SHOWN]
    events = [found for found in metrics.predicted_ranges if found in longest]
    totals: Counter[str] = Counter()
    for found in events:
        totals.update({item.name or "": item.value or 0.0 for item in found.diagnostics})
    left = [0.0] * len(events)
    for colour, (name, _) in zip(_PALETTE, totals.most_common(SENSORS_SHOWN), strict=False):
        widths = [
            sum(item.value or 0.0 for item in found.diagnostics if item.name == name) for found in events
        ]
        axes.barh(range(len(events)), widths, left=left, color=colour, label=name, height=0.7)
        left = [start + width for start, width in zip(left, widths, strict=True)]
    rest = [max(0.0, 1 - start) for start in left]
    axes.barh(range(len(events)), rest, left=left, color=_OTHERS, label="other sensors", height=0.7)
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
    _tidy(axes)


def _tidy(axes: Axes) -> None:
    axes.spines[["top", "right"]].set_visible(False)
    axes.margins(x=0)
