"""The grade of a model (service/models#quality)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from l4e_sdk.local.detection.evaluation import Evaluation
    from l4e_sdk.local.detection.model_selection import Trial

Quality: TypeAlias = Literal["QUALITY_THRESHOLD_MET", "CANNOT_DETERMINE_QUALITY", "POOR_QUALITY_DETECTED"]

LEAST_RECALL = 0.5
MOST_ALARMS = 10.0
"""Alarm events a month."""
LEAST_AUC = 0.7


def quality(evaluation: Evaluation | None, *, labels_present: bool, trial: Trial | None = None) -> Quality:
    """Grade a model by labelled events that it did not learn from.

    The service does not publish its rule. Ours: a model is poor when it identifies fewer than half of the
    labelled events, when it raises more than 10 alarm events a month
    outside of labels, or when its scores rank
    labelled rows above the others in fewer than 70 % of the pairs. The labels of the training range decide, each
    row judged by a detector that did not learn from its part of the range; when none lies there, those of the
    evaluation range do, by recall and ranking. Without either the quality cannot be determined.
    The grade warns; it keeps nobody from using the model.

    Args:
        evaluation: The evaluation, if there was one.
        labels_present: Whether the model was trained with labels.
        trial: How the model stood the test of the labels in its training range, if any lay there.
    """
    if not labels_present:
        return "CANNOT_DETERMINE_QUALITY"
    if trial:
        return _grade(trial.recall, trial.auc, trial.alarms_per_month)
    if evaluation is None or not evaluation.labels:
        return "CANNOT_DETERMINE_QUALITY"
    return _grade(evaluation.recall, evaluation.auc, 0)


def _grade(recall: float, auc: float, alarms_per_month: float) -> Quality:
    if recall < LEAST_RECALL or auc < LEAST_AUC or alarms_per_month > MOST_ALARMS:
        return "POOR_QUALITY_DETECTED"
    return "QUALITY_THRESHOLD_MET"
