"""A model on rows of the past, whose labels are known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from l4e_sdk.local.detection.evaluation import Evaluation, evaluate
from l4e_sdk.local.detection.metrics import fit_metrics, metrics_document
from l4e_sdk.local.tasks.span import reach
from l4e_sdk.local.timeseries.instants import datetime64

if TYPE_CHECKING:
    from l4e_sdk.local.detection.arrays import Mask
    from l4e_sdk.local.detection.assessment import Assessment
    from l4e_sdk.local.detection.model import AnomalyModel
    from l4e_sdk.local.tasks.labels import Ranges
    from l4e_sdk.local.timeseries.matrix import Matrix


@dataclass(frozen=True, slots=True, eq=False)
class Backtest:
    """The predictions of a model for past rows, and their quality."""

    rows: slice
    """The rows of the matrix."""
    assessment: Assessment
    evaluation: Evaluation

    @property
    def metrics(self) -> str:
        """The evaluation as the service writes it (service/model-versions#metrics)."""
        return fit_metrics(metrics_document(self.evaluation))


def backtest(model: AnomalyModel, matrix: Matrix, wanted: Mask, labels: Ranges) -> Backtest | None:
    """Evaluate the rows from the first to the last wanted one with a model; None if no rows are wanted."""
    rows = reach(wanted)
    if rows is None:
        return None
    assessment = assess(model, matrix, rows)
    evaluation = evaluate(
        matrix.timestamps[rows],
        assessment,
        [(datetime64(start), datetime64(end)) for start, end in labels],
        matrix.sensors,
        rate_seconds=matrix.rate.total_seconds(),
    )
    return Backtest(rows, assessment, evaluation)


def assess(model: AnomalyModel, matrix: Matrix, rows: slice) -> Assessment:
    """Evaluate a run of rows with a model, which also gets the earlier rows that it looks back to."""
    history = min(model.history_rows, rows.start)
    known = slice(rows.start - history, rows.stop)
    return model.assess(
        matrix.timestamps[known],
        matrix.values[known],
        matrix.off[known],
        history_rows=history,
        precise={name: readings[known] for name, readings in matrix.precise.items()},
        measured=matrix.measured_in(known),
    )
