"""The facts about a version that only its training knows, reduced to the contents of a report.

The file holds no original rows. Scores and signals are the lowest and highest value in each of a few hundred or
thousand equal intervals, so a year needs as much space as a month.
"""

from __future__ import annotations

import gzip
import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from l4e_sdk._rules.layout.report_file import REPORT_FACTS, REPORT_FORMAT, facts_key
from l4e_sdk.local.tasks.publishing import Publication
from l4e_sdk.local.timeseries.labels import mask

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from l4e_sdk.local.detection.evaluation import Evaluation
    from l4e_sdk.local.detection.events import Event
    from l4e_sdk.local.detection.files import Facts, Json
    from l4e_sdk.local.detection.model import AnomalyModel
    from l4e_sdk.local.learning.backtest import Backtest
    from l4e_sdk.local.tasks.labels import Ranges
    from l4e_sdk.local.timeseries.matrix import Matrix

SCORE_PARTS: Final = 2000
"""Most parts of time that the scores are reduced to."""

SIGNAL_PARTS: Final = 240
"""Most parts of time that a signal around an event is reduced to."""

EVENTS_DRAWN: Final = 12
"""Most events whose signals are kept: the weightiest, by abnormal rows and height of the score."""

SENSORS_DRAWN: Final = 3
"""Most sensors of an event whose signals are kept: those with the largest shares."""

_SENSORS_NAMED: Final = 10
_STRETCHES: Final = 500  # off periods that are kept, the longest
_CONTEXT_ROWS: Final = 48  # shown before and after an event, or as many as it has itself
_SAMPLED_ROWS: Final = 10_000  # the sample for the usual range of a sensor
_USUAL: Final = (1, 99)  # percent
_HOURS: Final = 24
_FEWEST_AN_HOUR: Final = 20  # rows, for percentiles of an hour of the day
_RECENT: Final = np.timedelta64(7, "D")
_DIGITS: Final = 5
_MOST_DECIMALS: Final = 250  # beyond which a power of ten, or what it multiplies, may overflow


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """The inputs and the results of a training."""

    matrix: Matrix
    model: AnomalyModel
    training: NDArray[np.bool_]
    """The rows of the training range."""
    usable: NDArray[np.bool_]
    """Those of them that were learned from."""
    backtests: Sequence[Backtest]
    """The predictions for all evaluated rows. The report shows the events of the first backtest."""
    labels: Ranges

    @property
    def evaluation(self) -> Evaluation | None:
        """The one whose events are shown."""
        return self.backtests[0].evaluation if self.backtests else None


def publish_report_facts(folder: Path, diagnostics: Publication | None, trained: Trained) -> None:
    """Write the file into the folder of a version, and beside its diagnostics if it writes any.

    The same facts give the same bytes.

    Raises:
        ObjectError: it cannot be written beside the diagnostics.
    """
    path = folder / REPORT_FACTS
    text = json.dumps(report_facts(trained), separators=(",", ":"), allow_nan=False)
    path.write_bytes(gzip.compress(text.encode(), compresslevel=6, mtime=0))
    if diagnostics:
        Publication(diagnostics.objects, diagnostics.bucket, facts_key(diagnostics.key)).publish(path)


def report_facts(trained: Trained) -> Facts:
    """Return the facts as plain JSON data; instants are seconds since 1970, UTC."""
    matrix, evaluation = trained.matrix, trained.evaluation
    events = _weightiest(evaluation.events, trained) if evaluation else ()
    return {
        "format": REPORT_FORMAT,
        "rate_seconds": matrix.rate.total_seconds(),
        "model": trained.model.describe(),
        "rows": _rows(trained),
        "scores": [_scores(trained, one) for one in trained.backtests],
        "off": _stretches(matrix.timestamps, matrix.off),
        "changed": _changed(trained),
        "labels": [[start.timestamp(), end.timestamp()] for start, end in trained.labels],
        "flagged": _flagged(trained),
        "drift": _drift(evaluation),
        "events": [_event(trained, event) for event in events],
    }


def _rows(trained: Trained) -> dict[str, Json]:
    matrix, training = trained.matrix, trained.training
    labelled = mask(matrix.timestamps, trained.labels)
    return {
        "training": int(training.sum()),
        "used": int(trained.usable.sum()),
        "off": int((training & matrix.off).sum()),
        "labelled": int((training & labelled & ~matrix.off).sum()),
    }


def _scores(trained: Trained, one: Backtest) -> Json:
    """Return the lowest and highest score of each part of time, None where the machine was off throughout."""
    times = trained.matrix.timestamps[one.rows]
    return _reduced(times, one.assessment.anomaly_score, trained.matrix.rate.total_seconds(), SCORE_PARTS)


def _flagged(trained: Trained) -> Json:
    """Return the share of abnormal rows outside of labels: of all evaluated rows, and of the last week."""
    matrix = trained.matrix
    judged, abnormal = (np.zeros(len(matrix.timestamps), np.bool_) for _ in range(2))
    for one in trained.backtests:
        judged[one.rows], abnormal[one.rows] = ~one.assessment.off, one.assessment.anomalous
    judged &= ~mask(matrix.timestamps, trained.labels)
    if not judged.any():
        return None
    recent = judged & (matrix.timestamps > matrix.timestamps[judged][-1] - _RECENT)
    return {"all": float(abnormal[judged].mean()), "last_week": float(abnormal[recent].mean())}


def _drift(evaluation: Evaluation | None) -> Json:
    """Return whether the plant runs in another way than the model learned, as far as the evaluated rows tell."""
    if evaluation is None:
        return None
    drift = evaluation.drift
    return {"status": str(drift.status), "share": round(drift.share, _DIGITS), "reason": drift.reason}


def _changed(trained: Trained) -> Json:
    """Return when another regime than the learned one was known to be in force, and rows said nothing new."""
    if not trained.backtests:
        return []
    first = trained.backtests[0]
    return _stretches(trained.matrix.timestamps[first.rows], first.evaluation.drift.changed)


def _weightiest(events: Sequence[Event], trained: Trained) -> list[Event]:
    """Return the events to plot, in the order of time."""
    weighty = sorted(events, key=lambda event: -event.rows * _peak(trained, event))[:EVENTS_DRAWN]
    return sorted(weighty, key=lambda event: event.start)


def _peak(trained: Trained, event: Event) -> float:
    begin, stop = _places(trained.matrix, event.start, event.end)
    peaks = [
        np.nanmax(scores)
        for one in trained.backtests
        if len(
            scores := one.assessment.anomaly_score[
                max(begin - one.rows.start, 0) : max(stop - one.rows.start, 0)
            ]
        )
    ]
    return round(float(max(peaks, default=0.0)), _DIGITS)


def _event(trained: Trained, event: Event) -> Json:
    order = np.argsort(-event.contributions, kind="stable")
    top = [int(column) for column in order[:_SENSORS_NAMED] if event.contributions[column] > 0]
    return {
        "start": _seconds(event.start),
        "end": _seconds(event.end),
        "rows": event.rows,
        "peak": _peak(trained, event),
        "shares": [
            {
                "name": trained.matrix.sensors[column],
                "value": round(float(event.contributions[column]), _DIGITS),
            }
            for column in top
        ],
        "signals": [_signal(trained, event, column) for column in top[:SENSORS_DRAWN]],
    }


def _signal(trained: Trained, event: Event, column: int) -> Json:
    """Return a sensor's values around an event, and which are usual for it."""
    matrix = trained.matrix
    begin, stop = _places(matrix, event.start, event.end)
    context = max(_CONTEXT_ROWS, stop - begin)
    rows = slice(max(begin - context, 0), stop + context)
    values = matrix.values[rows, column].astype(np.float64)
    signal = _reduced(matrix.timestamps[rows], values, matrix.rate.total_seconds(), SIGNAL_PARTS)
    return {"name": matrix.sensors[column], "usual": _usual(trained, column), **signal}


def _usual(trained: Trained, column: int) -> Json:
    """Return the usual range of a sensor: the 1st and 99th percentile of the training rows.

    One pair for each hour of the day (UTC), since most machines follow the day; a single pair when there are too few
    rows for that, and none without readings.
    """
    rows = np.flatnonzero(trained.usable)
    rows = rows[:: max(1, len(rows) // _SAMPLED_ROWS)]
    rows = rows[~np.isnan(trained.matrix.values[rows, column])]
    values = trained.matrix.values[rows, column]
    hours = trained.matrix.timestamps[rows].astype("datetime64[h]").astype(np.int64) % _HOURS
    counts = np.bincount(hours, minlength=_HOURS)
    if counts.min() < _FEWEST_AN_HOUR:
        return [_short(np.percentile(values, _USUAL))] if len(values) else []
    ordered, begins = values[np.lexsort((values, hours))], np.cumsum(counts) - counts
    places = [begins + np.round((counts - 1) * percent / 100).astype(np.int64) for percent in _USUAL]
    return [list(edges) for edges in zip(*(_short(ordered[place]) for place in places), strict=True)]


def _reduced(
    times: NDArray[np.datetime64], values: NDArray[np.floating], rate: float, parts: int
) -> dict[str, Json]:
    """Return the lowest and the highest value in each of at most `parts` runs of as many rows."""
    size = -(-len(values) // parts)
    filled = np.append(values, np.full(-len(values) % size, np.nan)).reshape(-1, size)
    low, high = (edge.reduce(filled, axis=1) for edge in (np.fmin, np.fmax))  # past what is NaN
    return {
        "start": _seconds(times[0]),
        "step": rate * size,
        "low": _short(low),
        "high": _short(high),
    }


def _stretches(times: NDArray[np.datetime64], flags: NDArray[np.bool_]) -> Json:
    """Return start and end of the longest runs of true flags, in the order of time."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], flags, [False])).astype(np.int8)))
    begins, stops = edges[::2], edges[1::2]
    longest = np.sort(np.argsort(begins - stops, kind="stable")[:_STRETCHES])
    ends = np.stack([times[begins[longest]], times[stops[longest] - 1]], axis=1)
    seconds: Json = ((ends - np.datetime64(0, "s")) / np.timedelta64(1, "s")).tolist()
    return seconds


def _places(matrix: Matrix, start: np.datetime64, end: np.datetime64) -> tuple[int, int]:
    begin, stop = np.searchsorted(matrix.timestamps, start), np.searchsorted(matrix.timestamps, end, "right")
    return int(begin), int(stop)


def _seconds(instant: np.datetime64) -> float:
    return float((instant - np.datetime64(0, "s")) / np.timedelta64(1, "s"))


def _short(values: NDArray[np.floating]) -> list[Json]:
    """Return values with six digits that count, or whole if they have more; None for NaN."""
    wide = values.astype(np.float64)
    with np.errstate(divide="ignore"):  # of 0
        decimals = np.clip(_DIGITS - np.floor(np.log10(np.abs(wide))), 0, _MOST_DECIMALS)
    power = 10.0**decimals
    return [None if math.isnan(value) else value for value in (np.round(wide * power) / power).tolist()]
