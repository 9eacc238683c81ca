"""The ModelMetrics document of the service (service/model-versions#metrics)."""

from __future__ import annotations

import json
from bisect import bisect_right
from typing import TYPE_CHECKING, NotRequired, TypedDict, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from l4e_sdk.local.detection.evaluation import Evaluation
    from l4e_sdk.local.detection.events import Event

MOST_CHARACTERS = 50_000
"""What the API allows for ModelMetrics."""

_DECIMALS = 5  # of the shares in a document that had to be shortened


class LabeledRange(TypedDict):
    """A labelled range inside the evaluated one."""

    start: str
    end: str


class Diagnostic(TypedDict):
    """The share of one sensor in an event."""

    name: str
    value: float


class PredictedRange(TypedDict):
    """An event."""

    start: str
    end: str
    diagnostics: list[Diagnostic]


_Range = TypeVar("_Range", PredictedRange, LabeledRange)


class LabeledEventMetrics(TypedDict):
    """Counts of the labelled events."""

    num_labeled: int
    num_identified: int
    total_warning_time_in_seconds: float


class UnknownEventMetrics(TypedDict):
    """Counts of the events that no label explains."""

    num_identified: int
    total_duration_in_seconds: float


class ModelVersionMetrics(TypedDict):
    """The figures by which versions are compared."""

    precision: float
    recall: float
    mean_fractional_lead_time: float
    auc: float


class ModelMetrics(TypedDict):
    """The whole document."""

    labeled_ranges: list[LabeledRange]
    labeled_event_metrics: LabeledEventMetrics
    predicted_ranges: list[PredictedRange]
    unknown_event_metrics: UnknownEventMetrics
    data_start_time: str
    data_end_time: str
    labels_present: bool
    model_version_metrics: NotRequired[ModelVersionMetrics]


def metrics_document(evaluation: Evaluation) -> ModelMetrics:
    """Return the document of an evaluation; the figures that need labels are there only with labels."""
    document: ModelMetrics = {
        "labeled_ranges": [{"start": _stamp(start), "end": _stamp(end)} for start, end in evaluation.labels],
        "labeled_event_metrics": {
            "num_labeled": len(evaluation.labels),
            "num_identified": evaluation.identified,
            "total_warning_time_in_seconds": evaluation.warning_seconds,
        },
        "predicted_ranges": [_predicted(event, evaluation.sensors) for event in evaluation.events],
        "unknown_event_metrics": {
            "num_identified": len(evaluation.unknown),
            "total_duration_in_seconds": sum((event.seconds for event in evaluation.unknown), 0.0),
        },
        "data_start_time": _stamp(evaluation.start),
        "data_end_time": _stamp(evaluation.end),
        "labels_present": bool(evaluation.labels),
    }
    if evaluation.labels:
        document["model_version_metrics"] = {
            "precision": evaluation.precision,
            "recall": evaluation.recall,
            "mean_fractional_lead_time": evaluation.mean_fractional_lead_time,
            "auc": evaluation.auc,
        }
    return document


def fit_metrics(document: ModelMetrics, limit: int = MOST_CHARACTERS) -> str:
    """Return the document as JSON of at most `limit` characters.

    A document that is too long keeps every event, with as many of its top sensors as fit, the same number for
    each. When not even bare events fit (about 500), the longest events and labels are kept; the counts still tell of all.
    """
    text = json.dumps(document)
    if len(text) <= limit:
        return text
    sensors = max((len(event["diagnostics"]) for event in document["predicted_ranges"]), default=0)
    kept = _most(sensors, limit, lambda count: _with_top_sensors(document, count))
    if kept is not None:
        return kept
    ranges = max(len(document["predicted_ranges"]), len(document["labeled_ranges"]))
    bare = _most(ranges, limit, lambda count: _with_longest_ranges(document, count))
    return json.dumps(document) if bare is None else bare


def _most(count: int, limit: int, text: Callable[[int], str]) -> str | None:
    """Return the longest of text(0) .. text(count), which grow, that is within the limit."""
    best = bisect_right(range(count + 1), limit, key=lambda number: len(text(number))) - 1
    return text(best) if best >= 0 else None


def _with_top_sensors(document: ModelMetrics, count: int) -> str:
    events: list[PredictedRange] = [
        {**event, "diagnostics": _top(event["diagnostics"], count)} for event in document["predicted_ranges"]
    ]
    return json.dumps({**document, "predicted_ranges": events})


def _top(diagnostics: list[Diagnostic], count: int) -> list[Diagnostic]:
    """Return the sensors with the largest shares, in their own order."""
    by_share = sorted(range(len(diagnostics)), key=lambda place: -diagnostics[place]["value"])
    return [
        {"name": diagnostics[place]["name"], "value": round(diagnostics[place]["value"], _DECIMALS)}
        for place in sorted(by_share[:count])
    ]


def _with_longest_ranges(document: ModelMetrics, count: int) -> str:
    events: list[PredictedRange] = [
        {"start": event["start"], "end": event["end"], "diagnostics": []}
        for event in _longest(document["predicted_ranges"], count)
    ]
    labels = _longest(document["labeled_ranges"], count)
    return json.dumps({**document, "predicted_ranges": events, "labeled_ranges": labels})


def _longest(ranges: list[_Range], count: int) -> list[_Range]:
    """Return the longest ranges, in their own order."""
    by_length = sorted(range(len(ranges)), key=lambda place: _length(ranges[place]), reverse=True)
    return [ranges[place] for place in sorted(by_length[:count])]


def _length(stamps: PredictedRange | LabeledRange) -> np.timedelta64:
    return np.datetime64(stamps["end"], "us") - np.datetime64(stamps["start"], "us")


def _predicted(event: Event, sensors: tuple[str, ...]) -> PredictedRange:
    return {
        "start": _stamp(event.start),
        "end": _stamp(event.end),
        "diagnostics": [
            {"name": name, "value": float(share)}
            for name, share in zip(sensors, event.contributions, strict=True)
        ],
    }


def _stamp(instant: np.datetime64) -> str:
    """Write an instant as `yyyy-MM-ddTHH:mm:ss.ffffff`."""
    return str(np.datetime_as_string(instant, unit="us"))
