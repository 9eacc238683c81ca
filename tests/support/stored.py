"""Complete descriptions as the store keeps them, for tests that care about a few members only."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from l4e_sdk.shapes import Shape

D = TypeVar("D", bound="Shape")

_ARN = "arn:aws:lookoutequipment:us-east-1:000000000000"
_MOMENT = datetime(2024, 3, 1, tzinfo=UTC)
_REQUIRED: dict[str, object] = {
    "created_at": _MOMENT,
    "data_delay_offset_in_minutes": 0,
    "data_end_time": _MOMENT,
    "data_schema": "{}",
    "data_start_time": _MOMENT,
    "data_upload_frequency": "PT5M",
    "dataset_arn": f"{_ARN}:dataset/press/1f",
    "dataset_name": "press",
    "event_end_time": _MOMENT,
    "event_start_time": _MOMENT,
    "inference_scheduler_arn": f"{_ARN}:inference-scheduler/press/1f",
    "inference_scheduler_name": "press",
    "job_id": "1f",
    "label_group_arn": f"{_ARN}:label-group/press/1f",
    "label_group_name": "press",
    "label_id": "1f",
    "model_arn": f"{_ARN}:model/press/1f",
    "model_name": "press",
    "model_version": 1,
    "model_version_arn": f"{_ARN}:model/press/1f/model-version/1",
    "end_time": _MOMENT,
    "lookback_window": "P180D",
    "policy_revision_id": "1f",
    "promote_mode": "MANUAL",
    "rating": "ANOMALY",
    "resource_policy": "{}",
    "retraining_frequency": "P1M",
    "retraining_start_date": _MOMENT,
    "source_type": "TRAINING",
    "start_time": _MOMENT,
}
_STATUS = {
    "StoredInferenceScheduler": "RUNNING",
    "StoredRetrainingScheduler": "RUNNING",
    "StoredDataset": "ACTIVE",
}


def stored(kind: type[D], **members: object) -> D:
    """Return a description with the members given, and an example for every other required one."""
    examples = {**_REQUIRED, "status": _STATUS.get(kind.__name__, "SUCCESS")}
    required = (name for name, field in kind.model_fields.items() if field.is_required())
    return kind.model_validate({name: examples[name] for name in required} | members)
