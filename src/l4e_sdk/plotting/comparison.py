"""Two versions side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk.plotting.style import OTHERS, SCORE, tidy, wide

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from l4e_sdk._report import PriorVersion

_SHARES = ("precision", "recall", "mean_fractional_lead_time", "auc")
"""The figures from 0 to 1; counts and durations have no common scale with them."""


def plot_comparison(prior: PriorVersion, *, axes: Axes | None = None) -> Axes:
    """Draw the four figures by which versions are compared, of the version before and of this one.

    Args:
        prior: ``prior`` of what ``ModelVersion.report_facts()`` returns.
        axes: what to draw on; those of a new figure unless given.

    Returns:
        the axes; ``axes.figure`` has the picture. A figure that a version does not have has no bar.
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
