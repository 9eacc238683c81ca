"""The grade of a model (spec 4.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from l4e_sdk.local.detection.evaluation import Evaluation

Quality: TypeAlias = Literal["QUALITY_THRESHOLD_MET", "CANNOT_DETERMINE_QUALITY", "POOR_QUALITY_DETECTED"]

LEAST_RECALL = 0.5
LEAST_AUC = 0.6


def quality(evaluation: Evaluation | None, *, labels_present: bool) -> Quality:
    """Grade a model by its evaluation on labelled rows.

    The service does not publish its rule. Ours: a model is poor when it identifies fewer than half of the
    labelled events of the evaluation range, or when its scores rank labelled rows above the others in fewer than
    60 % of the pairs. Without labels there, or without an evaluation, the quality cannot be determined.
    The grade warns; it keeps nobody from using the model.

    Args:
        evaluation: The evaluation, if there was one.
        labels_present: Whether the model was trained with labels.
    """
    if not labels_present or evaluation is None or not evaluation.labels:
        return "CANNOT_DETERMINE_QUALITY"
    if evaluation.recall < LEAST_RECALL or evaluation.auc < LEAST_AUC:
        return "POOR_QUALITY_DETECTED"
    return "QUALITY_THRESHOLD_MET"
