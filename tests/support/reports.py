"""Facts of a report that were never measured: a year of scores, hostile names, any number of events."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

from l4e_sdk._report import ComparedFigure, PriorVersion, ReportFacts, TrainingFacts
from l4e_sdk.shapes import DescribeModelVersionResponse, LabelSummary
from l4e_sdk.views import ModelMetrics, SensorStatistics

START = datetime(2023, 3, 1, tzinfo=UTC)
SPLIT = datetime(2023, 12, 1, tzinfo=UTC)
END = datetime(2024, 3, 1, tzinfo=UTC)
DAY = timedelta(days=1)
PARTS = 2000
SENSORS = tuple(f"pump-3\\sensor_{number}" for number in range(6))
HOSTILE = 'pump-3\\</script></style><img src=x onerror="window.hacked=1"><script>window.hacked=1</script>'


def facts(
    events: int = 3, *, sensors: tuple[str, ...] = SENSORS, labelled: bool = True, trained: bool = True
) -> ReportFacts:
    """Return the facts of a version that was evaluated on three months of a year."""
    spans = [(SPLIT + DAY * (5 + 85 * number / max(events, 1)), DAY * 0.5) for number in range(events)]
    labels = [(start - DAY * 0.1, start + length) for start, length in spans[:2]] if labelled else []
    labels += [(END - DAY * 2, END - DAY)] if labelled else []
    return ReportFacts(
        version=_version(labelled=labelled),
        made_at=END,
        is_active=True,
        metrics=_metrics(spans, labels, sensors),
        prior=PriorVersion(
            "version 1",
            is_like_for_like=True,
            figures=(
                ComparedFigure("recall", 0.5, 1.0, "second"),
                ComparedFigure("unknown_events", 2, 3, "first"),
                ComparedFigure("auc", None, 0.9, None),
            ),
        ),
        sensors=tuple(_statistics(name, place) for place, name in enumerate(sensors)),
        labels=tuple(_label(start, end) for start, end in labels),
        training=_training(spans, labels, sensors) if trained else None,
        missing=() if trained else ("Scores, signals, threshold and drift are missing: nobody kept them.",),
    )


def _version(*, labelled: bool) -> DescribeModelVersionResponse:
    return DescribeModelVersionResponse.model_validate(
        {
            "ModelName": "pump",
            "ModelVersion": 2,
            "Status": "SUCCESS",
            "SourceType": "RETRAINING",
            "DatasetName": "pumps",
            "TrainingDataStartTime": START,
            "TrainingDataEndTime": SPLIT,
            "EvaluationDataStartTime": SPLIT,
            "EvaluationDataEndTime": END,
            "CreatedAt": END,
            "ModelQuality": "QUALITY_THRESHOLD_MET" if labelled else "CANNOT_DETERMINE_QUALITY",
            "AutoPromotionResult": "MODEL_PROMOTED",
            "AutoPromotionResultReason": "recall 1.000 against 0.500",
        }
    )


def _metrics(spans: list, labels: list, sensors: tuple[str, ...]) -> ModelMetrics:
    return ModelMetrics.model_validate(
        {
            "labeled_ranges": [{"start": start, "end": end} for start, end in labels],
            "predicted_ranges": [
                {
                    "start": start,
                    "end": start + length,
                    "diagnostics": [
                        {"name": name, "value": share}
                        for name, share in zip(sensors, (0.5, 0.3, 0.2), strict=False)
                    ],
                }
                for start, length in spans
            ],
            "labeled_event_metrics": {
                "num_labeled": len(labels),
                "num_identified": len(labels) - 1,
                "total_warning_time_in_seconds": 80_000.0,
            },
            "data_start_time": SPLIT,
            "data_end_time": END,
            "labels_present": bool(labels),
        }
    )


def _training(spans: list, labels: list, sensors: tuple[str, ...]) -> TrainingFacts:
    step = (END - START).total_seconds() / PARTS
    times = [START.timestamp() + step * place for place in range(PARTS)]
    busy = [(start.timestamp(), (start + length).timestamp()) for start, length in spans]
    scores = [0.95 if any(low <= at <= high for low, high in busy) else 0.2 for at in times]
    return TrainingFacts.model_validate(
        {
            "format": 1,
            "rate_seconds": 300.0,
            "model": {
                "detector": "lagged_t2",
                "threshold": 0.42,
                "threshold_method": "extreme_value",
                "risk": 1e-4,
                "dropped_sensors": [{"name": sensors[-1], "reason": "60 % of the readings are missing"}],
                "choice": {
                    "reason": "it finds most labels",
                    "candidates": [{"risk": 1e-4, "recall": 0.5}, {"risk": 1e-3, "recall": 1.0}],
                    "chosen": 1,
                    "trial": {"labels": 2, "recall": 1.0},
                },
            },
            "rows": {"training": 79_200, "used": 70_000, "off": 9_000, "labelled": 200},
            "scores": [
                {
                    "start": START.timestamp(),
                    "step": step,
                    "low": [None if 500 <= place < 520 else score for place, score in enumerate(scores)],
                    "high": [
                        min(score + 0.04 * (1 + math.sin(place)), 1.0) for place, score in enumerate(scores)
                    ],
                }
            ],
            "off": [[times[500], times[519]]],
            "labels": [[start.timestamp(), end.timestamp()] for start, end in labels],
            "flagged": {"all": 0.012, "last_week": 0.0},
            "events": [_event(start, length, sensors) for start, length in spans[:12]],
        }
    )


def _event(start: datetime, length: timedelta, sensors: tuple[str, ...]) -> dict[str, object]:
    step = 3 * length.total_seconds() / 240
    return {
        "start": start.timestamp(),
        "end": (start + length).timestamp(),
        "rows": 140,
        "peak": 0.98,
        "shares": [{"name": name, "value": 0.3} for name in sensors[:3]],
        "signals": [
            {
                "name": name,
                "usual": [[55.0 + hour / 12, 65.0 + hour / 12] for hour in range(24)],
                "start": (start - length).timestamp(),
                "step": step,
                "low": [60 + 5 * math.sin(place / 20) + 8 * (80 < place < 160) for place in range(240)],
                "high": [60.5 + 5 * math.sin(place / 20) + 8 * (80 < place < 160) for place in range(240)],
            }
            for name in sensors[:3]
        ],
    }


def _statistics(name: str, place: int) -> SensorStatistics:
    component, _, sensor = name.partition("\\")
    status = "POTENTIAL_ISSUE_DETECTED"
    issues = (
        {},
        {"CategoricalValues": {"Status": status, "NumberOfCategory": 3}},
        {"MonotonicValues": {"Status": status, "Monotonicity": "INCREASING"}},
    )
    return SensorStatistics.model_validate(
        {"ComponentName": component, "SensorName": sensor, "DataExists": True, **issues[place % 3]}
    )


def _label(start: datetime, end: datetime) -> LabelSummary:
    return LabelSummary(start_time=start, end_time=end, fault_code="bearing")
