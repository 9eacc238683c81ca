"""Training one version, as it is computed in a worker process: matrix, model, evaluation, files."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from l4e_sdk.durations import parse_duration
from l4e_sdk.local.detection.comparison import Contender, alarm_share, better
from l4e_sdk.local.detection.evaluation import Evaluation, evaluate
from l4e_sdk.local.detection.lags import LAGS
from l4e_sdk.local.detection.metrics import fit_metrics, metrics_document
from l4e_sdk.local.detection.model import AnomalyModel
from l4e_sdk.local.detection.quality import quality
from l4e_sdk.local.durable import make_folder, sync_tree
from l4e_sdk.local.jobs.progress import report
from l4e_sdk.local.jobs.report_facts import Judged, Trained, publish_report_facts
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
    from l4e_sdk.local.jobs.publishing import Publication
    from l4e_sdk.local.timeseries.readings import Readings

DIAGNOSTICS = "model_diagnostics_results.json.gz"
"""The name of the file with one verdict per row (section 4.2)."""

MOST_MISSING = 0.3
"""A row in which a larger share of the sensors says nothing about the moment is not learned from."""

MOST_FLAGGED = 0.5
"""When a larger share of the newest rows, or of those to learn from, was flagged by inference, all are learned from."""

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
    diagnostics: Publication | None = None
    """Where to write one verdict per row, if anywhere."""
    flagged: Ranges = ()
    """What inference found abnormal; see `doubtful`."""
    diagnose_all: bool = False
    """Whether those cover the training range too."""
    risk: float | None = None
    """The share of normal rows that may exceed the threshold."""


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
    alarm_shares: tuple[float, float] | None
    """The share of the unlabelled rows in which the new version and the champion raise alarms."""
    available: timedelta
    """Span of the data that was found."""
    champion_version: int | None = None
    """The version that it was compared with; another one may be active by now."""


def emptied(folder: Path) -> Path:
    """Return the folder of a version that is to be trained, without what a killed attempt left in it.

    The engine does this and not the worker: a worker that outlived its engine would empty what the next one made.
    """
    shutil.rmtree(folder, ignore_errors=True)
    return folder


def fit(task: FitTask) -> Fitted:
    """Train and evaluate one version.

    Raises:
        InsufficientDataError: too few rows are left to learn from.
        DataLimitError: there are more rows than a model may have.
    """
    report("reading")
    matrix = _matrix(task)
    report("fitting")
    training = _inside(matrix, task.training)
    model, usable = learn(
        matrix, training, task.labels, doubtful=doubtful(matrix, training, task), risk=task.risk
    )
    make_folder(task.out)
    model.save(task.out)
    report("evaluating")
    fitted = _evaluated(task, matrix, model, training, usable)
    sync_tree(task.out)
    return fitted


def doubtful(matrix: Matrix, training: NDArray[np.bool_], task: FitTask) -> NDArray[np.bool_]:
    """Return the rows that inference flagged, with those beside them: who learned from faults would not see them again.

    Labelled rows are not among them: labels say more. When most of the newest rows were flagged, none are: a plant
    that is run in another way would be abnormal for ever. When too little would be left to learn from, those beside
    the flagged rows stay, and if that does not help, all: no training fails for doubt alone.
    """
    flagged = mask(matrix.timestamps, task.flagged) & ~mask(matrix.timestamps, task.labels)
    none = np.zeros_like(flagged)
    newest = matrix.timestamps > matrix.timestamps[training][-1] if training.any() else none
    if not flagged.any() or flagged[newest].sum() > MOST_FLAGGED * newest.sum():
        return none
    lessons = learnable(matrix, training)
    beside = np.convolve(flagged, np.ones(2 * max(LAGS) + 1), "same")[: len(flagged)] > 0
    for doubts in (beside, flagged):
        if doubts[lessons].sum() <= MOST_FLAGGED * lessons.sum():
            return doubts
    return none


def learnable(matrix: Matrix, training: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the rows for training that say something about the machine at work."""
    complete = np.isnan(matrix.values).mean(axis=1) <= MOST_MISSING
    lessons: NDArray[np.bool_] = training & complete & ~matrix.off
    return lessons


def learn(
    matrix: Matrix,
    training: NDArray[np.bool_],
    labels: Ranges,
    *,
    doubtful: NDArray[np.bool_] | None = None,
    risk: float | None = None,
) -> tuple[AnomalyModel, NDArray[np.bool_]]:
    """Train a model on rows of a matrix: what every training does, and what the evaluation on public data measures.

    Args:
        matrix: The sensors.
        training: Which of its rows are for training.
        labels: Ranges of abnormal behaviour, aware.
        doubtful: Which rows not to learn from though no label says that they are abnormal.
        risk: The share of normal rows that may exceed the threshold; about one a week if not given.

    Returns:
        The model, and the rows that it could learn from.

    Raises:
        InsufficientDataError: too few rows are left to learn from.
    """
    usable = learnable(matrix, training)
    if doubtful is not None:
        usable &= ~doubtful
    places = np.flatnonzero(training)
    # A slice, since picking rows would copy the whole history.
    rows = slice(int(places[0]), int(places[-1]) + 1) if len(places) else slice(0)
    model = AnomalyModel.fit(
        matrix.timestamps[rows],
        matrix.values[rows],
        matrix.sensors,
        rate_seconds=matrix.rate.total_seconds(),
        usable=usable[rows],
        precise={name: readings[rows] for name, readings in matrix.precise.items()},
        labels=[(_naive(start), _naive(end)) for start, end in labels],
        risk=risk,
    )
    return model, usable & ~mask(matrix.timestamps, labels)


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


def _evaluated(
    task: FitTask,
    matrix: Matrix,
    model: AnomalyModel,
    training: NDArray[np.bool_],
    usable: NDArray[np.bool_],
) -> Fitted:
    judged: list[Judged] = []
    evaluated = (
        None
        if task.evaluation is None
        else _judge(task, matrix, model, _inside(matrix, task.evaluation), judged)
    )
    # Without labels in the evaluation range, those in the training range grade the model: it was not fitted on them.
    graded = (
        evaluated
        if (evaluated and evaluated.labels) or not task.labels
        else _judge(task, matrix, model, training, judged)
    )
    champion = AnomalyModel.load(task.champion) if task.champion else None
    prior_judged: list[Judged] = []
    prior = (
        _judge(task, matrix, champion, _inside(matrix, task.evaluation), prior_judged)
        if champion and task.evaluation and champion.sensors == matrix.sensors
        else None
    )
    contenders = (
        (Contender(evaluated, judged[0].assessment), Contender(prior, prior_judged[0].assessment))
        if evaluated and prior
        else None
    )
    times = matrix.timestamps[_inside(matrix, task.evaluation)] if task.evaluation else matrix.timestamps[:0]
    if task.diagnostics:
        report("writing diagnostics")
        _write_diagnostics(task, task.diagnostics, matrix, model, training)
    publish_report_facts(
        task.out,
        task.diagnostics,
        Trained(matrix, model, training, usable, judged, task.labels, evaluated or graded),
    )
    return Fitted(
        quality=quality(graded, labels_present=bool(task.labels), trial=model.choice.trial),
        metrics=_document(evaluated),
        prior_metrics=_document(prior),
        labelled=bool(evaluated and evaluated.labels),
        verdict=better(times, *contenders) if contenders and contenders[0].evaluation.labels else None,
        alarm_shares=_alarm_shares(times, contenders),
        available=_span(matrix),
        champion_version=task.champion_version,
    )


def _alarm_shares(
    times: NDArray[np.datetime64], contenders: tuple[Contender, Contender] | None
) -> tuple[float, float] | None:
    if contenders is None:
        return None
    challenger, champion = contenders
    return alarm_share(times, challenger), alarm_share(times, champion)


def _judge(
    task: FitTask, matrix: Matrix, model: AnomalyModel, rows: NDArray[np.bool_], judged: list[Judged]
) -> Evaluation | None:
    places = np.flatnonzero(rows)
    if not len(places):
        return None
    first = int(places[0])
    judged.append(Judged(first, _assess(matrix, model, first, int(places[-1]) + 1)))
    return evaluate(
        matrix.timestamps[places[0] : places[-1] + 1],
        judged[-1].assessment,
        [(_naive(start), _naive(end)) for start, end in task.labels],
        matrix.sensors,
        rate_seconds=matrix.rate.total_seconds(),
    )


def _assess(matrix: Matrix, model: AnomalyModel, first: int, stop: int) -> Assessment:
    history = min(model.history_rows, first)
    rows = slice(first - history, stop)
    return model.assess(
        matrix.timestamps[rows],
        matrix.values[rows],
        matrix.off[rows],
        history_rows=history,
        precise={name: readings[rows] for name, readings in matrix.precise.items()},
    )


def _write_diagnostics(
    task: FitTask, target: Publication, matrix: Matrix, model: AnomalyModel, training: NDArray[np.bool_]
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
    target.publish(task.out / DIAGNOSTICS)


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
