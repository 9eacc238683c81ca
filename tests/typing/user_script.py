"""What a user writes, checked by mypy and pyright and never run."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import assert_type

import l4e_sdk as l4e
from l4e_sdk import LookoutEquipment, ModelQuality, ModelVersionStatus, PromoteMode
from l4e_sdk.shapes import (
    CreateModelResponse,
    DescribeModelVersionResponse,
    EmptyResponse,
    ListModelVersionsResponse,
    ModelVersionSummary,
    S3Object,
)


def operations(client: LookoutEquipment) -> None:
    version = client.describe_model_version(model_name="pump", model_version=3)
    assert_type(version, DescribeModelVersionResponse)
    assert_type(version.status, ModelVersionStatus | None)
    assert_type(version.model_quality, ModelQuality | None)
    assert_type(version.created_at, datetime | None)
    assert_type(version.model_diagnostics_results_object, S3Object | None)
    assert_type(version.request_id, str | None)
    listed = client.list_model_versions(model_name="pump", status="SUCCESS", max_results=500)
    assert_type(listed, ListModelVersionsResponse)
    assert_type(listed.model_version_summaries, tuple[ModelVersionSummary, ...])
    assert_type(client.delete_model(model_name="pump"), EmptyResponse)
    created = client.create_model(
        model_name="pump",
        dataset_name="pump",
        training_data_start_time=datetime(2024, 1, 1, tzinfo=UTC),
        data_pre_processing_configuration={"target_sampling_rate": timedelta(minutes=5)},
        labels_input_configuration="s3://plant/labels/",
        tags={"site": "north"},
    )
    assert_type(created, CreateModelResponse)
    client.create_retraining_scheduler(
        model_name="pump",
        retraining_frequency=l4e.CalendarDuration(months=1),
        lookback_window=timedelta(days=180),
        promote_mode=PromoteMode.MANAGED,
    )


def errors(client: LookoutEquipment) -> str | None:
    try:
        client.describe_model(model_name="pump")
    except l4e.ResourceNotFoundException as error:
        assert_type(error.code, str)
        return error.request_id
    except l4e.InvalidRequestError as error:
        assert_type(error.faults, tuple[l4e.Fault, ...])
    return None
