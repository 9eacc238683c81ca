"""A plot of an evaluation: the scores over time, and the sensors that contributed to the events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.dates import date2num
from matplotlib.figure import Figure

from l4e_sdk.plotting.contributions import EVENTS_SHOWN, draw_contributions
from l4e_sdk.plotting.style import FOUND, LABEL, LIMIT, SCORE, dated, tidy

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matplotlib.axes import Axes

    from l4e_sdk.views import InferenceResult, ModelMetrics

THRESHOLD = 0.5
"""Scores above this value are abnormal."""


def plot_evaluation(rows: Iterable[InferenceResult], metrics: ModelMetrics, *, title: str = "") -> Figure:
    """Plot an evaluation: scores over time, labelled and predicted ranges, and contributing sensors.

    Args:
        rows: the evaluated rows, from ``ModelVersion.diagnostics()``.
        metrics: the version's ``metrics``, for its labelled and predicted ranges.
        title: the title above the plot.

    Returns:
        The figure; its ``savefig`` writes it to a file.

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
    draw_contributions(shares, metrics)
    scores.set_title(title, loc="left", fontweight="bold", pad=26)
    return figure


def _draw_scores(axes: Axes, rows: Sequence[InferenceResult], metrics: ModelMetrics) -> None:
    for number, label in enumerate(metrics.labeled_ranges):
        name = "labelled as abnormal" if number == 0 else None
        axes.axvspan(date2num(label.start), date2num(label.end), color=LABEL, alpha=0.45, lw=0, label=name)
    times = date2num([row.timestamp for row in rows])
    axes.plot(times, [row.anomaly_score or 0.0 for row in rows], color=SCORE, lw=0.8, label="anomaly score")
    axes.axhline(THRESHOLD, color=LIMIT, lw=1, ls="--", label="threshold")
    starts = [date2num(found.start) for found in metrics.predicted_ranges]
    axes.plot(starts, [1.04] * len(starts), "v", color=FOUND, ms=6, label="found by the model", clip_on=False)
    axes.set_ylim(0, 1)
    axes.set_ylabel("score")
    dated(axes)
    axes.legend(loc="lower right", ncols=4, frameon=False, bbox_to_anchor=(1, 1.04), fontsize="small")
    tidy(axes)
