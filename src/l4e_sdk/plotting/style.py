"""Colours and axes of all plots. Colour-blind readers can distinguish the colours (Okabe and Ito)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from matplotlib.dates import ConciseDateFormatter
from matplotlib.figure import Figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SCORE: Final = "#0072b2"
LABEL: Final = "#e69f00"
FOUND: Final = "#d55e00"
LIMIT: Final = "#5b6773"
CHANGED: Final = "#cc79a7"
OFF: Final = "#9aa3ad"
OTHERS: Final = "#d5d8dd"
PALETTE: Final = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#56b4e9")


def wide(axes: Axes | None, height: float = 3.5) -> Axes:
    """Return the given axes, or axes of a new figure."""
    return axes if axes is not None else Figure(figsize=(12, height), layout="constrained").subplots()


def dated(axes: Axes) -> None:
    """Format the time axis."""
    axes.xaxis_date()
    axes.xaxis.set_major_formatter(ConciseDateFormatter(axes.xaxis.get_major_locator()))


def tidy(axes: Axes) -> None:
    """Remove lines without information."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.margins(x=0)
