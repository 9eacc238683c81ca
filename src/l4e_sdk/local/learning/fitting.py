"""Training one version, as it is computed in a worker process: matrix, model, verdicts on the past, files."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from l4e_sdk.local.detection.quality import quality
from l4e_sdk.local.durable import make_folder, sync_tree
from l4e_sdk.local.learning.backtest import backtest
from l4e_sdk.local.learning.champion_challenger import Challenge, challenge_champion
from l4e_sdk.local.learning.diagnostics import write_diagnostics
from l4e_sdk.local.learning.report_facts import Trained, publish_report_facts
from l4e_sdk.local.learning.training_rows import doubtful, learn
from l4e_sdk.local.runner.progress import report

if TYPE_CHECKING:
    from pathlib import Path

    from l4e_sdk.local.learning.champion_challenger import Champion
    from l4e_sdk.local.tasks.history import History
    from l4e_sdk.local.tasks.labels import Ranges
    from l4e_sdk.local.tasks.publishing import Publication
    from l4e_sdk.local.tasks.span import Span


@dataclass(frozen=True, slots=True)
class FitTask:
    """What to train on, what to compare with, and where to put the result."""

    history: History
    training: Span
    evaluation: Span | None
    labels: Ranges
    out: Path
    champion: Champion | None = None
    """The version to compare with on the evaluation range."""
    diagnostics: Publication | None = None
    """Where to write one verdict per row, if anywhere."""
    diagnose_all: bool = False
    """Whether those cover the training range too."""
    flagged: Ranges = ()
    """What inference found abnormal; see `doubtful`."""
    risk: float | None = None
    """The share of normal rows that may exceed the threshold."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """What training found; the model itself is in the task's folder."""

    quality: str
    metrics: str | None
    """Those of the evaluation range."""
    labelled: bool
    """Whether labels lie in the evaluation range."""
    challenge: Challenge
    """The comparison with the champion."""


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
    matrix = task.history.load([task.training, task.evaluation] if task.evaluation else [task.training])
    training = task.training.rows(matrix.timestamps)
    evaluation = task.evaluation.rows(matrix.timestamps) if task.evaluation else np.zeros_like(training)
    report("fitting")
    doubts = doubtful(matrix, training, task.flagged, task.labels)
    condition = task.history.off_condition
    model, usable = learn(
        matrix, training, task.labels, doubts=doubts, risk=task.risk, off_condition=condition
    )
    make_folder(task.out)
    model.save(task.out)
    report("evaluating")
    evaluated = backtest(model, matrix, evaluation, task.labels)
    labelled = bool(evaluated and evaluated.evaluation.labels)
    # Judged over what it learned from, too, where nothing else shows what it finds, or no other labels are.
    enough = evaluated and (labelled or not task.labels)
    learned = None if enough else backtest(model, matrix, training, task.labels)
    # Those labels grade the model, since it was not fitted on them.
    graded = learned if task.labels and not labelled else evaluated
    challenge = Challenge()
    if task.champion:
        challenge = challenge_champion(task.champion, evaluated, matrix, evaluation, task.labels)
    if task.diagnostics:
        report("writing diagnostics")
        wanted = evaluation if task.evaluation else training
        wanted = wanted | training if task.diagnose_all else wanted
        write_diagnostics(task.out, task.diagnostics, model, matrix, wanted)
    backtests = [one for one in (evaluated, learned) if one]
    trained = Trained(matrix, model, training, usable, backtests, task.labels)
    publish_report_facts(task.out, task.diagnostics, trained)
    sync_tree(task.out)
    grounds = graded.evaluation if graded else None
    return Fitted(
        quality=quality(grounds, labels_present=bool(task.labels), trial=model.choice.trial),
        metrics=evaluated.metrics if evaluated else None,
        labelled=labelled,
        challenge=challenge,
    )
