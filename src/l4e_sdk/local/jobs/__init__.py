"""The kinds of work that follow an answer. A module holds one kind, or a pair that shares its steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk.local.jobs.discard import Discard
from l4e_sdk.local.jobs.importing import DatasetImport, VersionImport
from l4e_sdk.local.jobs.inference import Inference
from l4e_sdk.local.jobs.ingestion import Ingestion
from l4e_sdk.local.jobs.pruning import Pruning
from l4e_sdk.local.jobs.retraining_now import RetrainingNow
from l4e_sdk.local.jobs.scheduled_retraining import ScheduledRetraining
from l4e_sdk.local.jobs.scheduler_transitions import (
    InferenceSchedulerTransition,
    RetrainingSchedulerTransition,
)
from l4e_sdk.local.jobs.training import Training

if TYPE_CHECKING:
    from l4e_sdk.local.runner.work import Work

LONG = frozenset(
    {"ingestion", "import_dataset", "training", "import_model_version", "retraining", "retraining_now"}
)
"""Kinds of jobs that may take hours. Live windows and transitions of schedulers must not wait for them."""

WORKS: dict[str, Work] = {
    "ingestion": Ingestion(),
    "import_dataset": DatasetImport(),
    "training": Training(),
    "import_model_version": VersionImport(),
    "retraining": ScheduledRetraining(),
    "retraining_now": RetrainingNow(),
    "inference": Inference(),
    "settle_inference": InferenceSchedulerTransition(),
    "settle_retraining": RetrainingSchedulerTransition(),
    "discard": Discard(),
    "pruning": Pruning(),
}
"""The code of each kind; `Job.kind` in the queue is a key."""
