"""Default timeouts and intervals of waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final


@dataclass(frozen=True, slots=True)
class Patience:
    """The default timeout of a waiter, and its longest interval between polls."""

    timeout: timedelta
    longest: timedelta


_CHANGE: Final = Patience(timedelta(minutes=10), longest=timedelta(seconds=10))
_INGESTION: Final = Patience(timedelta(hours=6), longest=timedelta(seconds=30))
_TRAINING: Final = Patience(timedelta(hours=24), longest=timedelta(minutes=1))

PATIENCE: Final = {
    "dataset_active": _INGESTION,
    "dataset_deleted": _CHANGE,
    "data_ingestion_job_success": _INGESTION,
    "model_success": _TRAINING,
    "model_deleted": _CHANGE,
    "model_version_success": _TRAINING,
    "inference_scheduler_running": _CHANGE,
    "inference_scheduler_stopped": _CHANGE,
    "inference_scheduler_deleted": _CHANGE,
    "retraining_scheduler_running": _CHANGE,
    "retraining_scheduler_stopped": _CHANGE,
    "retraining_scheduler_deleted": _CHANGE,
}
"""The defaults by the name of the waiter, which is also the name in boto3."""
