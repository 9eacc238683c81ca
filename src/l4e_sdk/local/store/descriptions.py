"""Descriptions as the store keeps them: shapes of the API, with the members that every stored resource has.

A shape of an answer may lack any member, because a server may leave it out. The engine wrote each stored description
itself, so its names, ARN, state and times are always there. These classes declare them as required. Reading a document
that lacks one raises `pydantic.ValidationError`.

The classes narrow the types of their shapes and add no member, so there is no second model to keep in step
(docs/design/002-the-store-keeps-descriptions.md).
"""

# Narrowing a member is sound because shapes are frozen. pyright takes them for mutable: it does not read pydantic's
# model_config. A required member may also stand in place of one with a default: pydantic removes the inherited default.
# pyright: reportIncompatibleVariableOverride=false, reportGeneralTypeIssues=false

from __future__ import annotations

from l4e_sdk.shapes import (
    DatasetStatus,
    DataUploadFrequency,
    DescribeDataIngestionJobResponse,
    DescribeDatasetResponse,
    DescribeInferenceSchedulerResponse,
    DescribeLabelGroupResponse,
    DescribeLabelResponse,
    DescribeModelResponse,
    DescribeModelVersionResponse,
    DescribeResourcePolicyResponse,
    DescribeRetrainingSchedulerResponse,
    InferenceEventSummary,
    InferenceExecutionStatus,
    InferenceExecutionSummary,
    InferenceSchedulerStatus,
    IngestionJobStatus,
    LabelRating,
    LookbackWindow,
    ModelStatus,
    ModelVersionSourceType,
    ModelVersionStatus,
    PromoteMode,
    RetrainingSchedulerStatus,
)
from l4e_sdk.shapes._timestamp import Timestamp


class StoredDataset(DescribeDatasetResponse):
    """A dataset."""

    dataset_name: str
    dataset_arn: str
    status: DatasetStatus
    created_at: Timestamp


class StoredIngestionJob(DescribeDataIngestionJobResponse):
    """An ingestion job."""

    job_id: str
    dataset_arn: str
    status: IngestionJobStatus
    created_at: Timestamp


class StoredModel(DescribeModelResponse):
    """A model."""

    model_name: str
    model_arn: str
    dataset_name: str
    dataset_arn: str
    data_schema: str
    status: ModelStatus
    created_at: Timestamp


class StoredModelVersion(DescribeModelVersionResponse):
    """A model version."""

    model_name: str
    model_arn: str
    model_version: int
    model_version_arn: str
    dataset_name: str
    dataset_arn: str
    data_schema: str
    status: ModelVersionStatus
    source_type: ModelVersionSourceType
    created_at: Timestamp


class StoredInferenceScheduler(DescribeInferenceSchedulerResponse):
    """An inference scheduler."""

    inference_scheduler_name: str
    inference_scheduler_arn: str
    model_name: str
    model_arn: str
    status: InferenceSchedulerStatus
    data_delay_offset_in_minutes: int
    data_upload_frequency: DataUploadFrequency
    created_at: Timestamp


class StoredInferenceExecution(InferenceExecutionSummary):
    """The execution of an inference scheduler for one window."""

    inference_scheduler_name: str
    inference_scheduler_arn: str
    model_name: str
    model_arn: str
    data_start_time: Timestamp
    data_end_time: Timestamp
    status: InferenceExecutionStatus


class StoredInferenceEvent(InferenceEventSummary):
    """An event that an inference scheduler found."""

    inference_scheduler_name: str
    inference_scheduler_arn: str
    event_start_time: Timestamp
    event_end_time: Timestamp


class StoredRetrainingScheduler(DescribeRetrainingSchedulerResponse):
    """A retraining scheduler."""

    model_name: str
    model_arn: str
    status: RetrainingSchedulerStatus
    retraining_start_date: Timestamp
    retraining_frequency: str
    lookback_window: LookbackWindow
    promote_mode: PromoteMode
    created_at: Timestamp


class StoredLabelGroup(DescribeLabelGroupResponse):
    """A label group."""

    label_group_name: str
    label_group_arn: str
    created_at: Timestamp


class StoredLabel(DescribeLabelResponse):
    """A label of a label group."""

    label_group_name: str
    label_group_arn: str
    label_id: str
    start_time: Timestamp
    end_time: Timestamp
    rating: LabelRating
    created_at: Timestamp


class StoredPolicy(DescribeResourcePolicyResponse):
    """A resource policy."""

    policy_revision_id: str
    resource_policy: str
