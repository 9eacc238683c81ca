"""What each of the 49 operations takes and answers, checked by mypy and pyright and never run."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import assert_type

from l4e_sdk import LookoutEquipment, shapes

START = datetime(2024, 1, 1, tzinfo=UTC)
END = datetime(2024, 2, 1, tzinfo=UTC)
ARN = "arn:aws:lookoutequipment:us-east-1:123456789012:dataset/pumps/0a"
ROLE = "arn:aws:iam::123456789012:role/l4e"
PLACE = "s3://plant/live/"
SOURCE = {"s3_input_configuration": {"bucket": "plant", "prefix": "train/"}}


def creates(client: LookoutEquipment) -> None:
    assert_type(client.create_dataset(dataset_name="pumps"), shapes.CreateDatasetResponse)
    assert_type(
        client.create_inference_scheduler(
            model_name="pump",
            inference_scheduler_name="live",
            data_upload_frequency="PT5M",
            data_input_configuration=PLACE,
            data_output_configuration=PLACE,
            role_arn=ROLE,
        ),
        shapes.CreateInferenceSchedulerResponse,
    )
    assert_type(
        client.create_label(label_group_name="faults", start_time=START, end_time=END, rating="ANOMALY"),
        shapes.CreateLabelResponse,
    )
    assert_type(client.create_label_group(label_group_name="faults"), shapes.CreateLabelGroupResponse)
    assert_type(client.create_model(model_name="pump", dataset_name="pumps"), shapes.CreateModelResponse)
    assert_type(
        client.create_retraining_scheduler(
            model_name="pump", retraining_frequency="P1M", lookback_window=180
        ),
        shapes.CreateRetrainingSchedulerResponse,
    )
    assert_type(client.import_dataset(source_dataset_arn=ARN), shapes.ImportDatasetResponse)
    assert_type(
        client.import_model_version(source_model_version_arn=ARN, dataset_name="pumps"),
        shapes.ImportModelVersionResponse,
    )


def reads(client: LookoutEquipment) -> None:
    assert_type(client.describe_data_ingestion_job(job_id="0a"), shapes.DescribeDataIngestionJobResponse)
    assert_type(client.describe_dataset(dataset_name="pumps"), shapes.DescribeDatasetResponse)
    assert_type(
        client.describe_inference_scheduler(inference_scheduler_name="live"),
        shapes.DescribeInferenceSchedulerResponse,
    )
    assert_type(client.describe_label(label_group_name="faults", label_id="0a"), shapes.DescribeLabelResponse)
    assert_type(client.describe_label_group(label_group_name="faults"), shapes.DescribeLabelGroupResponse)
    assert_type(client.describe_model(model_name="pump"), shapes.DescribeModelResponse)
    assert_type(
        client.describe_model_version(model_name="pump", model_version=1), shapes.DescribeModelVersionResponse
    )
    assert_type(client.describe_resource_policy(resource_arn=ARN), shapes.DescribeResourcePolicyResponse)
    assert_type(
        client.describe_retraining_scheduler(model_name="pump"), shapes.DescribeRetrainingSchedulerResponse
    )


def lists(client: LookoutEquipment) -> None:
    assert_type(client.list_data_ingestion_jobs(), shapes.ListDataIngestionJobsResponse)
    assert_type(client.list_datasets(), shapes.ListDatasetsResponse)
    assert_type(
        client.list_inference_events(
            inference_scheduler_name="live", interval_start_time=START, interval_end_time=END
        ),
        shapes.ListInferenceEventsResponse,
    )
    assert_type(
        client.list_inference_executions(inference_scheduler_name="live"),
        shapes.ListInferenceExecutionsResponse,
    )
    assert_type(client.list_inference_schedulers(), shapes.ListInferenceSchedulersResponse)
    assert_type(client.list_label_groups(), shapes.ListLabelGroupsResponse)
    assert_type(client.list_labels(label_group_name="faults"), shapes.ListLabelsResponse)
    assert_type(client.list_model_versions(model_name="pump"), shapes.ListModelVersionsResponse)
    assert_type(client.list_models(), shapes.ListModelsResponse)
    assert_type(client.list_retraining_schedulers(), shapes.ListRetrainingSchedulersResponse)
    assert_type(client.list_sensor_statistics(dataset_name="pumps"), shapes.ListSensorStatisticsResponse)
    assert_type(client.list_tags_for_resource(resource_arn=ARN), shapes.ListTagsForResourceResponse)


def changes(client: LookoutEquipment) -> None:
    assert_type(
        client.put_resource_policy(resource_arn=ARN, resource_policy="{}"), shapes.PutResourcePolicyResponse
    )
    assert_type(client.tag_resource(resource_arn=ARN, tags={"site": "north"}), shapes.TagResourceResponse)
    assert_type(client.untag_resource(resource_arn=ARN, tag_keys=["site"]), shapes.UntagResourceResponse)
    assert_type(
        client.update_active_model_version(model_name="pump", model_version=1),
        shapes.UpdateActiveModelVersionResponse,
    )
    assert_type(client.update_inference_scheduler(inference_scheduler_name="live"), shapes.EmptyResponse)
    assert_type(client.update_label_group(label_group_name="faults"), shapes.EmptyResponse)
    assert_type(client.update_model(model_name="pump"), shapes.EmptyResponse)
    assert_type(client.update_retraining_scheduler(model_name="pump"), shapes.EmptyResponse)


def starts(client: LookoutEquipment) -> None:
    assert_type(
        client.start_data_ingestion_job(
            dataset_name="pumps", ingestion_input_configuration=SOURCE, role_arn=ROLE
        ),
        shapes.StartDataIngestionJobResponse,
    )
    assert_type(
        client.start_inference_scheduler(inference_scheduler_name="live"),
        shapes.StartInferenceSchedulerResponse,
    )
    assert_type(client.start_retraining_scheduler(model_name="pump"), shapes.StartRetrainingSchedulerResponse)
    assert_type(
        client.stop_inference_scheduler(inference_scheduler_name="live"),
        shapes.StopInferenceSchedulerResponse,
    )
    assert_type(client.stop_retraining_scheduler(model_name="pump"), shapes.StopRetrainingSchedulerResponse)


def deletes(client: LookoutEquipment) -> None:
    assert_type(client.delete_dataset(dataset_name="pumps"), shapes.EmptyResponse)
    assert_type(client.delete_inference_scheduler(inference_scheduler_name="live"), shapes.EmptyResponse)
    assert_type(client.delete_label(label_group_name="faults", label_id="0a"), shapes.EmptyResponse)
    assert_type(client.delete_label_group(label_group_name="faults"), shapes.EmptyResponse)
    assert_type(client.delete_model(model_name="pump"), shapes.EmptyResponse)
    assert_type(client.delete_resource_policy(resource_arn=ARN), shapes.EmptyResponse)
    assert_type(client.delete_retraining_scheduler(model_name="pump"), shapes.EmptyResponse)
