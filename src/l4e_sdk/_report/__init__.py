"""The evaluation report of a model version: one HTML file that needs nothing else, a pure function of facts.

``ModelVersion.report(path)`` and ``l4e report`` gather the facts and write the file.
"""

from l4e_sdk._report.facts import ComparedFigure, PriorVersion, ReportFacts
from l4e_sdk._report.page import render_report
from l4e_sdk._report.training_facts import DriftFacts, EventFacts, Flagged, Series, Signal, TrainingFacts

__all__ = [
    "ComparedFigure",
    "DriftFacts",
    "EventFacts",
    "Flagged",
    "PriorVersion",
    "ReportFacts",
    "Series",
    "Signal",
    "TrainingFacts",
    "render_report",
]
