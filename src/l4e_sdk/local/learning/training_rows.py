"""The rows that a model is trained on: rows of its training range with enough readings and without doubts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from l4e_sdk.local.detection.errors import InsufficientDataError, TooFewRowsError
from l4e_sdk.local.detection.lags import LAGS
from l4e_sdk.local.detection.model import FEWEST_ROWS, AnomalyModel
from l4e_sdk.local.learning.shortage import Shortage
from l4e_sdk.local.tasks.span import reach
from l4e_sdk.local.timeseries import placeholders
from l4e_sdk.local.timeseries.instants import datetime64
from l4e_sdk.local.timeseries.labels import mask

if TYPE_CHECKING:
    from l4e_sdk.local.detection.arrays import Mask
    from l4e_sdk.local.detection.model_selection import Goal
    from l4e_sdk.local.tasks.labels import Ranges
    from l4e_sdk.local.timeseries.matrix import Matrix

MOST_MISSING = 0.3
"""Training skips a row if a larger share of its sensors is missing."""

MOST_FLAGGED = 0.5
"""If inference flagged a larger share of the newest rows or of the training rows, training uses all of them."""


def learn(
    matrix: Matrix,
    training: Mask,
    labels: Ranges,
    *,
    doubts: Mask | None = None,
    goal: Goal | None = None,
    off_condition: str | None = None,
) -> tuple[AnomalyModel, Mask]:
    """Train a model on rows of a matrix, as every training and the evaluation on public data do.

    Args:
        matrix: The sensors.
        training: The rows for training.
        labels: Ranges of abnormal behaviour, aware.
        doubts: Rows to skip although no label marks them as abnormal.
        goal: The ceiling on alarms. Default: two events a month.
        off_condition: The condition under which the machine is off, for the message.

    Returns:
        The model, and the rows that it was trained on.

    Raises:
        InsufficientDataError: too few training rows are left; the message has the number of rows that each rule
            excluded.
    """
    usable = learnable(matrix, training)
    if doubts is not None:
        usable &= ~doubts
    # A slice, since picking rows would copy the whole history.
    rows = reach(training) or slice(0)
    try:
        model = AnomalyModel.fit(
            matrix.timestamps[rows],
            matrix.values[rows],
            matrix.sensors,
            rate_seconds=matrix.rate.total_seconds(),
            usable=usable[rows],
            precise={name: readings[rows] for name, readings in matrix.precise.items()},
            measured=matrix.measured_in(rows),
            labels=[(datetime64(start), datetime64(end)) for start, end in labels],
            goal=goal,
            missing_codes=placeholders.ALL,
        )
    except TooFewRowsError as error:
        shortage = Shortage(matrix, training, labels, doubts, complete(matrix), off_condition)
        raise InsufficientDataError(shortage.reason(error.rows, error.least)) from error
    return model, usable & ~mask(matrix.timestamps, labels)


def learnable(matrix: Matrix, training: Mask) -> Mask:
    """Return the rows for training that say something about the machine at work."""
    lessons: Mask = training & complete(matrix) & ~matrix.off
    return lessons


def complete(matrix: Matrix) -> Mask:
    """Return the rows in which enough sensors have readings."""
    enough: Mask = np.isnan(matrix.values).mean(axis=1) <= MOST_MISSING
    return enough


def doubtful(matrix: Matrix, training: Mask, flagged: Ranges, labels: Ranges) -> Mask:
    """Return the rows that inference flagged, with those beside them: who learned from faults would not see them again.

    Labelled rows are not among them: labels say more. When most of the newest rows were flagged, none are: a plant
    that is run in another way would be abnormal for ever. When too little would be left to learn from, those beside
    the flagged rows stay, and if that does not help, all: no training fails for doubt alone.
    """
    events = mask(matrix.timestamps, flagged) & ~mask(matrix.timestamps, labels)
    none = np.zeros_like(events)
    newest = matrix.timestamps > matrix.timestamps[training][-1] if training.any() else none
    if not events.any() or events[newest].sum() > MOST_FLAGGED * newest.sum():
        return none
    lessons = learnable(matrix, training)
    beside = np.convolve(events, np.ones(2 * max(LAGS) + 1), "same")[: len(events)] > 0
    for doubts in (beside, events):
        flagged_rows, rows = int(doubts[lessons].sum()), int(lessons.sum())
        if flagged_rows <= MOST_FLAGGED * rows and rows - flagged_rows >= FEWEST_ROWS:
            return doubts
    return none
