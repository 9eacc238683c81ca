"""A plot that compares two versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk.plotting.style import OTHERS, SCORE, tidy, wide

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from l4e_sdk._report import PriorVersion

_SHARES = ("precision", "recall", "mean_fractional_lead_time", "auc")
"""The metrics from 0 to 1. Counts and durations have another scale."""


def plot_comparison(prior: PriorVersion, *, axes: Axes | None = None) -> Axes:
    """Plot the four metrics that compare versions, for the previous version and this one.

    Args:
        prior: the member ``prior`` of ``ModelVersion.report_facts()``.
        axes: the axes to draw on. Default: axes of a new figure.

    Returns:
        The axes; the figure is ``axes.figure``. A missing metric has no bar.
    """
    drawn = wide(axes)
    figures = [one for one in prior.figures if one.name in _SHARES]
    for offset, colour, name, values in (
        (-0.2, OTHERS, prior.name, [one.first for one in figures]),
        (0.2, SCORE, "this version", [one.second for one in figures]),
    ):
        places = [place + offset for place, value in enumerate(values) if value is not None]
        bars = drawn.barh(
            places, [value for value in values if value is not None], height=0.36, color=colour, label=name
        )
        drawn.bar_label(bars, fmt="%.3f", padding=3)
    drawn.set_yticks(range(len(figures)), [one.name.replace("_", " ") for one in figures])
    drawn.invert_yaxis()
    drawn.set_xlim(0, 1.1)
    drawn.legend(loc="lower right", ncols=2, frameon=False, bbox_to_anchor=(1, 1), fontsize="small")
    tidy(drawn)
    return drawn
