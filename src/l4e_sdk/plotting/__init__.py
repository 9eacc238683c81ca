"""Plots of evaluations, for reports and notebooks. Needs the ``plot`` extra."""

from l4e_sdk.errors import MissingExtraError

try:
    from l4e_sdk.plotting.comparison import plot_comparison
    from l4e_sdk.plotting.contributions import EVENTS_SHOWN, SENSORS_SHOWN, plot_contributions
    from l4e_sdk.plotting.evaluation import THRESHOLD, plot_evaluation
    from l4e_sdk.plotting.signals import plot_event
    from l4e_sdk.plotting.timeline import plot_timeline
except ImportError as error:
    raise MissingExtraError("plot", "l4e_sdk.plotting") from error

__all__ = [
    "EVENTS_SHOWN",
    "SENSORS_SHOWN",
    "THRESHOLD",
    "plot_comparison",
    "plot_contributions",
    "plot_evaluation",
    "plot_event",
    "plot_timeline",
]
