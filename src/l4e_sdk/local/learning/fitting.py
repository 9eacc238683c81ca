"""Training one version, as it is computed in a worker process: matrix, model, verdicts on the past, files."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from l4e_sdk.local.detection.quality import quality
from l4e_sdk.local.durable import make_folder, sync_tree
from l4e_sdk.local.learning.backtest import backtest
from l4e_sdk.local.learning.champion_challenger import Challenge, challenge_champion
from l4e_sdk.local.learning.diagnostics import write_diagnostics
from l4e_sdk.local.learning.notices_file import write_notices
from l4e_sdk.local.learning.report_facts import Trained, publish_report_facts
from l4e_sdk.local.learning.training_rows import doubtful, learn
from l4e_sdk.local.runner.progress import report

if TYPE_CHECKING:
    from pathlib import Path

    from l4e_sdk.local.detection.arrays import Mask
    from l4e_sdk.local.detection.model import AnomalyModel
    from l4e_sdk.local.detection.model_selection import Goal
    from l4e_sdk.local.learning.backtest import Backtest
    from l4e_sdk.local.learning.champion_challenger import Champion
    from l4e_sdk.local.tasks.history import History
    from l4e_sdk.local.tasks.labels import Ranges
    from l4e_sdk.local.tasks.publishing import Publication
    from l4e_sdk.local.tasks.span import Span
    from l4e_sdk.local.timeseries.matrix import Matrix


@dataclass(frozen=True, slots=True)
class FitTask:
    """The training data, the version to compare with, and the location of the result."""

    history: History
    training: Span
    evaluation: Span | None
    labels: Ranges
    out: Path
    champion: Champion | None = None
    """The version to compare with on the evaluation range."""
    diagnostics: Publication | None = None
    """The location for the result of each row, if wanted."""
    diagnose_all: bool = False
    """Whether those cover the training range too."""
    flagged: Ranges = ()
    """The ranges that inference found abnormal; see `doubtful`."""
    goal: Goal | None = None
    """The ceiling on alarms. Default: two events a month."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """The result of a training. The model itself is in the task's folder."""

    quality: str
    metrics: str | None
    """Those of the evaluation range."""
    labelled: bool
    """Whether labels lie in the evaluation range."""
    challenge: Challenge
    """The comparison with the champion."""


def emptied(folder: Path) -> Path:
    """Return the folder of a version to train, without files of a killed attempt.

    The engine does this, not the worker. A worker that outlives its engine could otherwise delete files of the next
    worker.
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
    rows = _read(task)
    report("fitting")
    learned = _learn(task, rows)
    report("evaluating")
    verdicts = _judge(task, rows, learned.model)
    challenge = _compare(task, rows, verdicts)
    _write(task, rows, learned, verdicts)
    return Fitted(
        quality=verdicts.quality(learned.model),
        metrics=verdicts.evaluation.metrics if verdicts.evaluation else None,
        labelled=verdicts.are_labelled,
        challenge=challenge,
    )


class _Rows(NamedTuple):
    """The readings of a task, and which of their rows belong to which range."""

    matrix: Matrix
    training: Mask
    evaluation: Mask
    """No row, without an evaluation range."""


class _Learned(NamedTuple):
    """A new model, and the training rows that it learned from."""

    model: AnomalyModel
    usable: Mask


@dataclass(frozen=True, slots=True)
class _Verdicts:
    """The predictions of a new model for past rows."""

    labels: Ranges
    evaluation: Backtest | None
    training: Backtest | None
    """Only where the evaluation range is missing, or has none of the labels."""

    @property
    def are_labelled(self) -> bool:
        """Whether labels lie in the evaluation range."""
        return bool(self.evaluation and self.evaluation.evaluation.labels)

    @property
    def all(self) -> list[Backtest]:
        """Every backtest there is."""
        return [one for one in (self.evaluation, self.training) if one]

    def quality(self, model: AnomalyModel) -> str:
        """Grade the model by the range that has labels; it was not fitted on them."""
        graded = self.training if self.labels and not self.are_labelled else self.evaluation
        grounds = graded.evaluation if graded else None
        return quality(grounds, labels_present=bool(self.labels), trial=model.choice.trial)


def _read(task: FitTask) -> _Rows:
    matrix = task.history.load([task.training, task.evaluation] if task.evaluation else [task.training])
    training = task.training.rows(matrix.timestamps)
    evaluation = task.evaluation.rows(matrix.timestamps) if task.evaluation else np.zeros_like(training)
    return _Rows(matrix, training, evaluation)


def _learn(task: FitTask, rows: _Rows) -> _Learned:
    """Fit a model and save it in the folder of the version."""
    doubts = doubtful(rows.matrix, rows.training, task.flagged, task.labels)
    condition = task.history.off_condition
    model, usable = learn(
        rows.matrix, rows.training, task.labels, doubts=doubts, goal=task.goal, off_condition=condition
    )
    make_folder(task.out)
    model.save(task.out)
    return _Learned(model, usable)


def _judge(task: FitTask, rows: _Rows, model: AnomalyModel) -> _Verdicts:
    """Judge the evaluation range, and the training range where that alone shows too little."""
    evaluation = backtest(model, rows.matrix, rows.evaluation, task.labels)
    verdicts = _Verdicts(task.labels, evaluation, training=None)
    if evaluation and (verdicts.are_labelled or not task.labels):
        return verdicts
    return replace(verdicts, training=backtest(model, rows.matrix, rows.training, task.labels))


def _compare(task: FitTask, rows: _Rows, verdicts: _Verdicts) -> Challenge:
    if task.champion is None:
        return Challenge()
    return challenge_champion(task.champion, verdicts.evaluation, rows.matrix, rows.evaluation, task.labels)


def _write(task: FitTask, rows: _Rows, learned: _Learned, verdicts: _Verdicts) -> None:
    """Write the files beside the model, and put all of them on the disk."""
    if task.diagnostics:
        report("writing diagnostics")
        wanted = rows.evaluation if task.evaluation else rows.training
        wanted = wanted | rows.training if task.diagnose_all else wanted
        write_diagnostics(task.out, task.diagnostics, learned.model, rows.matrix, wanted)
    write_notices(task.out, learned.model.findings, verdicts.all, rows.matrix.sensors)
    trained = Trained(rows.matrix, learned.model, rows.training, learned.usable, verdicts.all, task.labels)
    publish_report_facts(task.out, task.diagnostics, trained)
    sync_tree(task.out)
