"""The settings that can be changed, for each kind of resource, and the remedy for all others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from l4e_sdk._resources._ensure import Updatable, described
from l4e_sdk._resources._scheduler import goal, stopped
from l4e_sdk.errors import ConflictException

if TYPE_CHECKING:
    from collections.abc import Callable

    from l4e_sdk._resources._scheduler import Scheduler
    from l4e_sdk._resources.model import Model

_RANGES: Final = {
    "TrainingDataStartTime": "training_data_start_time",
    "TrainingDataEndTime": "training_data_end_time",
    "EvaluationDataStartTime": "evaluation_data_start_time",
    "EvaluationDataEndTime": "evaluation_data_end_time",
}
_RESTING: Final = frozenset({"RUNNING", "STOPPED"})


def _as_created(model: Model) -> dict[str, object]:
    """Return a model's settings with the ranges of its first version. Its description has the active version's ranges."""
    if model.active_model_version in {None, 1}:
        return described(model)
    first = model.client.describe_model_version(model_name=model.name, model_version=1)
    return described(model) | {name: getattr(first, member) for name, member in _RANGES.items()}


def _at_rest(scheduler: Scheduler, send: Callable[[], object]) -> None:
    """Change a scheduler while it runs. Stop it only if the endpoint requires that."""
    if scheduler.status not in _RESTING:
        scheduler.wait()
    try:
        send()
    except ConflictException:
        if goal(scheduler.status) == "STOPPED":
            raise
        with stopped(scheduler):
            send()


DATASET: Final = Updatable(
    key="DatasetName",
    remedy="A dataset keeps its schema and its key: use another name, or delete it first (plan_delete() shows what "
    "that takes).",
)
LABEL_GROUP: Final = Updatable(
    key="LabelGroupName",
    remedy="Use another name.",
    update="UpdateLabelGroup",
    changeable=frozenset({"FaultCodes"}),
)
MODEL: Final = Updatable(
    key="ModelName",
    remedy="A model keeps what it was trained with: use another name, or delete it first (plan_delete() shows what "
    "that takes).",
    update="UpdateModel",
    changeable=frozenset({"LabelsInputConfiguration", "ModelDiagnosticsOutputConfiguration", "RoleArn"}),
    along=frozenset({"RoleArn"}),
    settings=_as_created,
)
INFERENCE_SCHEDULER: Final = Updatable(
    key="InferenceSchedulerName",
    remedy="A scheduler keeps its model and its key: use another name, or stop and delete it first.",
    update="UpdateInferenceScheduler",
    changeable=frozenset(
        {
            "DataDelayOffsetInMinutes",
            "DataInputConfiguration",
            "DataOutputConfiguration",
            "DataUploadFrequency",
            "RoleArn",
        }
    ),
    change=_at_rest,
)
RETRAINING_SCHEDULER: Final = Updatable(
    key="ModelName",
    remedy="",
    update="UpdateRetrainingScheduler",
    changeable=frozenset({"LookbackWindow", "PromoteMode", "RetrainingFrequency", "RetrainingStartDate"}),
    change=_at_rest,
)
