"""Anomaly detection on arrays.

    model = AnomalyModel.fit(times, values, sensors, rate_seconds=300, usable=usable)
    assessment = model.assess(times, values, off)
    evaluation = evaluate(times, assessment, labels, sensors, rate_seconds=300)

Imports numpy and nothing else of the package: readings come from `timeseries`, verdicts go to `jobs`.
"""

from __future__ import annotations

from l4e_sdk.local.detection.assessment import Assessment
from l4e_sdk.local.detection.comparison import Verdict, better
from l4e_sdk.local.detection.errors import (
    DamagedModelError,
    DetectionError,
    InsufficientDataError,
    InvalidInputError,
    NotFittedError,
)
from l4e_sdk.local.detection.evaluation import Evaluation, Range, evaluate
from l4e_sdk.local.detection.events import Event, find_events
from l4e_sdk.local.detection.lagged_t2 import Examination, LaggedT2
from l4e_sdk.local.detection.metrics import ModelMetrics, fit_metrics, metrics_document
from l4e_sdk.local.detection.model import AnomalyModel
from l4e_sdk.local.detection.quality import Quality, quality

__all__ = [
    "AnomalyModel",
    "Assessment",
    "DamagedModelError",
    "DetectionError",
    "Evaluation",
    "Event",
    "Examination",
    "InsufficientDataError",
    "InvalidInputError",
    "LaggedT2",
    "ModelMetrics",
    "NotFittedError",
    "Quality",
    "Range",
    "Verdict",
    "better",
    "evaluate",
    "find_events",
    "fit_metrics",
    "metrics_document",
    "quality",
]
