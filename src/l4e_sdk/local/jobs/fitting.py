"""Training one version, as it is computed in a worker process: matrix, model, evaluation, files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from l4e_sdk.durations import parse_duration
from l4e_sdk.local.detection.comparison import better
from l4e_sdk.local.detection.evaluation import Evaluation, evaluate
from l4e_sdk.local.detection.metrics import fit_metrics, metrics_document
from l4e_sdk.local.detection.model import AnomalyModel
from l4e_sdk.local.detection.quality import quality
from l4e_sdk.local.durable import make_folder, sync_tree
from l4e_sdk.local.timeseries.accumulated import Accumulated
from l4e_sdk.local.timeseries.labels import mask
from l4e_sdk.local.timeseries.matrix import Matrix, load_matrix
from l4e_sdk.local.timeseries.off_condition import OffCondition
from l4e_sdk.local.timeseries.results import Results, write_gzip
from l4e_sdk.local.timeseries.schema import DataSchema
from l4e_sdk.local.timeseries.sensor_data import SensorData

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from l4e_sdk.local.detection.assessment import Assessment
    from l4e_sdk.local.detection.comparison import Verdict
    from l4e_sdk.local.timeseries.readings import Readings

DIAGNOSTICS = "model_diagnostics_results.json.gz"
"""The name of the file with one verdict per row (section 4.2)."""

MOST_MISSING = 0.3
"""A row in which a larger share of the sensors says nothing about the moment is not learned from."""

Ranges: TypeAlias = tuple[tuple[datetime, datetime], ...]


@dataclass(frozen=True, slots=True)
class Span:
    """A range of time, both ends inside; None is open."""

    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class FitTask:
    """What to train on, what to compare with, and where to put the result."""

    dataset: Path
    accumulated: Path | None
    schema: str
    rate: str | None
    off_condition: str | None
    training: Span
    evaluation: Span | None
    labels: Ranges
    out: Path
    champion: Path | None = None
    """The model to compare with on the evaluation range."""
    champion_version: int | None = None
    """Its number."""
    diagnose: bool = False
    """Whether to write one verdict per row."""
    diagnose_all: bool = False
    """Whether those cover the training range too."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """What training found; the model itself is in the task's folder."""

    quality: str
    metrics: str | None
    prior_metrics: str | None
    labelled: bool
    """Whether labels lie in the evaluation range."""
    verdict: Verdict | None
    """The comparison with the champion, when there was one and labels to compare by."""
    available: timedelta
    """Span of the data that was found."""
    champion_version: int | None = None
    """The version that it was compared with; another one may be active by now."""


def fit(task: FitTask) -> Fitted:
    """Train and evaluate one version.

    Raises:
        InsufficientDataError: too few rows are left to learn from.
        DataLimitError: there are more rows than a model may have.
    """
    matrix = _matrix(task)
    training = _inside(matrix, task.training)
    values = matrix.fresh_values()
    complete = np.isnan(values).mean(axis=1) <= MOST_MISSING
    usable = training & complete & ~matrix.off & ~mask(matrix.timestamps, task.labels)
    model = AnomalyModel.fit(
        matrix.timestamps[training],
        values[training],
        matrix.sensors,
        rate_seconds=matrix.rate.total_seconds(),
        usable=usable[training],
    )
    make_folder(task.out)
    model.save(task.out)
    fitted = _evaluated(task, matrix, model, training)
    sync_tree(task.out)
    return fitted


def _matrix(task: FitTask) -> Matrix:
    sources: list[Readings] = [SensorData(task.dataset)]
    if task.accumulated:
        sources.append(Accumulated(task.accumulated))
    schema = DataSchema.parse(task.schema)
    spans = [task.training, *([task.evaluation] if task.evaluation else [])]
    starts, ends = [span.start for span in spans], [span.end for span in spans]
    return load_matrix(
        sources,
        schema,
        rate=parse_duration(task.rate) if task.rate else None,
        start=None if None in starts else min(start for start in starts if start),
        end=None if None in ends else max(end for end in ends if end),
        off_condition=OffCondition.parse(task.off_condition, schema) if task.off_condition else None,
    )


def _evaluated(task: FitTask, matrix: Matrix, model: AnomalyModel, training: NDArray[np.bool_]) -> Fitted:
    evaluated = (
        None if task.evaluation is None else _judge(task, matrix, model, _inside(matrix, task.evaluation))
    )
    # Without labels in the evaluation range, those in the training range grade the model: it was not fitted on them.
    graded = (
        evaluated
        if (evaluated and evaluated.labels) or not task.labels
        else _judge(task, matrix, model, training)
    )
    champion = AnomalyModel.load(task.champion) if task.champion else None
    prior = (
        _judge(task, matrix, champion, _inside(matrix, task.evaluation))
        if champion and task.evaluation and champion.sensors == matrix.sensors
        else None
    )
    if task.diagnose:
        _write_diagnostics(task, matrix, model, training)
    return Fitted(
        quality=quality(graded, labels_present=bool(task.labels)),
        metrics=_document(evaluated),
        prior_metrics=_document(prior),
        labelled=bool(evaluated and evaluated.labels),
        verdict=better(evaluated, prior) if evaluated and prior and evaluated.labels else None,
        available=_span(matrix),
        champion_version=task.champion_version,
    )


def _judge(task: FitTask, matrix: Matrix, model: AnomalyModel, rows: NDArray[np.bool_]) -> Evaluation | None:
    places = np.flatnonzero(rows)
    if not len(places):
        return None
    return evaluate(
        matrix.timestamps[places[0] : places[-1] + 1],
        _assess(matrix, model, places[0], places[-1] + 1),
        [(_naive(start), _naive(end)) for start, end in task.labels],
        matrix.sensors,
        rate_seconds=matrix.rate.total_seconds(),
    )


def _assess(matrix: Matrix, model: AnomalyModel, first: int, stop: int) -> Assessment:
    history = min(model.history_rows, first)
    rows = slice(first - history, stop)
    return model.assess(
        matrix.timestamps[rows], matrix.fresh_values()[rows], matrix.off[rows], history_rows=history
    )


def _write_diagnostics(
    task: FitTask, matrix: Matrix, model: AnomalyModel, training: NDArray[np.bool_]
) -> None:
    wanted = training if task.evaluation is None else _inside(matrix, task.evaluation)
    places = np.flatnonzero(training | wanted if task.diagnose_all else wanted)
    if not len(places):
        return
    first, stop = int(places[0]), int(places[-1]) + 1
    assessment = _assess(matrix, model, first, stop)
    results = Results(
        matrix.timestamps[first:stop],
        assessment.anomalous,
        assessment.anomaly_score,
        assessment.contributions,
        matrix.sensors,
        assessment.off,
    )
    write_gzip(task.out / DIAGNOSTICS, results.blocks())


def _document(evaluation: Evaluation | None) -> str | None:
    return None if evaluation is None else fit_metrics(metrics_document(evaluation))


def _inside(matrix: Matrix, span: Span) -> NDArray[np.bool_]:
    inside = np.ones(len(matrix.timestamps), dtype=np.bool_)
    if span.start is not None:
        inside &= matrix.timestamps >= _naive(span.start)
    if span.end is not None:
        inside &= matrix.timestamps <= _naive(span.end)
    return inside


def _span(matrix: Matrix) -> timedelta:
    if not len(matrix.timestamps):
        return timedelta(0)
    return timedelta(
        microseconds=int((matrix.timestamps[-1] - matrix.timestamps[0]) / np.timedelta64(1, "us"))
    )


def _naive(moment: datetime) -> np.datetime64:
    return np.datetime64(moment.astimezone(UTC).replace(tzinfo=None), "us")
