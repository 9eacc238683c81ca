"""Pictures of evaluations, for reports and notebooks; needs the ``plot`` extra."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk.errors import MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from l4e_sdk.views import InferenceResult, ModelMetrics

THRESHOLD = 0.5
"""A row is abnormal when its score is above this."""

SENSORS_SHOWN = 6
"""How many sensors get a colour of their own; the others share one."""

_SCORE, _LABEL, _FOUND, _LIMIT, _OTHERS = "#1f3b57", "#f2b134", "#c8402f", "#8a8f98", "#d5d8dd"
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
        MissingExtraError: matplotlib is not installed.
        ValueError: there are no rows.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise MissingExtraError("plot", "plot_evaluation()") from error
    judged = [row for row in rows if row.anomaly_score is not None]
    if not judged:
        raise ValueError("there are no rows to draw; train with ModelDiagnosticsOutputConfiguration to have some")
    figure = Figure(figsize=(12, 6.5), layout="constrained")
    scores, shares = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
    times = [row.timestamp for row in judged]
    _draw_scores(scores, times, judged, metrics)
    _draw_contributions(shares, times, judged)
    scores.set_title(title, loc="left", fontweight="bold")
    return figure


def _draw_scores(
    axes: Axes, times: Sequence[datetime], rows: Sequence[InferenceResult], metrics: ModelMetrics
) -> None:
    for number, label in enumerate(metrics.labeled_ranges):
        if label.start and label.end:
            name = "labelled as abnormal" if number == 0 else None
            axes.axvspan(label.start, label.end, color=_LABEL, alpha=0.45, lw=0, label=name)  # type: ignore[arg-type]  # the stubs do not know that axes take times
    axes.plot(times, [row.anomaly_score or 0.0 for row in rows], color=_SCORE, lw=0.8, label="anomaly score")  # type: ignore[arg-type]  # as above
    axes.axhline(THRESHOLD, color=_LIMIT, lw=1, ls="--", label="threshold")
    for number, found in enumerate(metrics.predicted_ranges):
        if found.start and found.end:
            name = "found by the model" if number == 0 else None
            axes.plot([found.start, found.end], [1.04, 1.04], color=_FOUND, lw=6, solid_capstyle="butt", label=name)  # type: ignore[list-item]  # as above
            axes.plot([found.start], [1.04], color=_FOUND, marker="|", ms=8)  # type: ignore[list-item]  # as above
    axes.set_ylim(0, 1.1)
    axes.set_ylabel("score")
    axes.legend(loc="upper left", ncols=4, frameon=False, bbox_to_anchor=(0, 1.0), fontsize="small")
    _tidy(axes)


def _draw_contributions(axes: Axes, times: Sequence[datetime], rows: Sequence[InferenceResult]) -> None:
    shares = [{item.name or "": item.value or 0.0 for item in row.diagnostics} if row.is_anomalous else {} for row in rows]
    totals: dict[str, float] = {}
    for share in shares:
        for name, value in share.items():
            totals[name] = totals.get(name, 0.0) + value
    shown = sorted(totals, key=lambda name: -totals[name])[:SENSORS_SHOWN]
    series = [[share.get(name, 0.0) for share in shares] for name in shown]
    rest = [max(0.0, sum(share.values()) - sum(share.get(name, 0.0) for name in shown)) for share in shares]
    colours = [*_PALETTE[: len(shown)], _OTHERS]
    axes.stackplot(times, *series, rest, colors=colours, labels=[*shown, "other sensors"], step="mid")  # type: ignore[arg-type]  # as above
    axes.set_ylim(0, 1)
    axes.set_ylabel("contribution\nto abnormal rows")
    axes.legend(loc="upper left", ncols=4, frameon=False, fontsize="small")
    _tidy(axes)


def _tidy(axes: Axes) -> None:
    axes.spines[["top", "right"]].set_visible(False)
    axes.margins(x=0)
