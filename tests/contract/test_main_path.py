"""The whole path with a plain boto3 client: botocore serialises and parses, the engine sees bytes."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError, WaiterError

from tests import plant
from tests.conftest import ROLE, boto_client

if TYPE_CHECKING:
    from botocore.client import BaseClient

    from l4e_sdk._clock import VirtualClock
    from l4e_sdk.local import LocalEngine

FAULTS = [
    (datetime(2024, 2, 18, 6, tzinfo=UTC), datetime(2024, 2, 18, 20, tzinfo=UTC)),
    (datetime(2024, 2, 25, 8, tzinfo=UTC), datetime(2024, 2, 25, 23, tzinfo=UTC)),
]


def ingest(boto: BaseClient, engine: LocalEngine) -> str:
    plant.upload_history(engine, faults=FAULTS)
    boto.create_dataset(DatasetName="press")
    job = boto.start_data_ingestion_job(
        DatasetName="press",
        RoleArn=ROLE,
        IngestionInputConfiguration={
            "S3InputConfiguration": {
                "Bucket": plant.BUCKET,
                "Prefix": "train/",
                "KeyPattern": "{prefix}/{component_name}/*",
            }
        },
    )
    engine.run_until_idle()
    return job["JobId"]


def train(boto: BaseClient, engine: LocalEngine, **members: object) -> None:
    ingest(boto, engine)
    plant.upload_labels(engine, FAULTS)
    boto.create_model(
        ModelName="press",
        DatasetName="press",
        RoleArn=ROLE,
        TrainingDataStartTime=plant.BEGIN,
        TrainingDataEndTime=datetime(2024, 2, 20, tzinfo=UTC),
        EvaluationDataStartTime=datetime(2024, 2, 20, 1, tzinfo=UTC),
        EvaluationDataEndTime=datetime(2024, 2, 28, 23, tzinfo=UTC),
        LabelsInputConfiguration={"S3InputConfiguration": {"Bucket": plant.BUCKET, "Prefix": "labels/"}},
        **members,
    )
    engine.run_until_idle()


def watch(boto: BaseClient, engine: LocalEngine) -> None:
    train(boto, engine)
    boto.create_inference_scheduler(
        ModelName="press",
        InferenceSchedulerName="press-live",
        DataUploadFrequency="PT1H",
        RoleArn=ROLE,
        DataInputConfiguration={
            "S3InputConfiguration": {"Bucket": plant.BUCKET, "Prefix": "live/"},
            "InferenceInputNameConfiguration": {
                "TimestampFormat": "yyyyMMddHHmmss",
                "ComponentTimestampDelimiter": "_",
            },
        },
        DataOutputConfiguration={"S3OutputConfiguration": {"Bucket": plant.BUCKET, "Prefix": "out/"}},
    )
    engine.run_until_idle()


def test_an_ingestion_job_grades_the_data(boto: BaseClient, engine: LocalEngine) -> None:
    job = boto.describe_data_ingestion_job(JobId=ingest(boto, engine))
    assert job["Status"] == "SUCCESS"
    assert job["IngestedFilesSummary"] == {
        "TotalNumberOfFiles": 1,
        "IngestedNumberOfFiles": 1,
        "DiscardedFiles": [],
    }
    assert job["DataStartTime"] == plant.BEGIN
    assert job["DataEndTime"] == plant.BEGIN + timedelta(days=28, hours=-1)
    assert job["DataQualitySummary"]["MissingSensorData"]["TotalNumberOfMissingValues"] == 0


def test_a_dataset_takes_on_what_its_job_found(boto: BaseClient, engine: LocalEngine) -> None:
    ingest(boto, engine)
    dataset = boto.describe_dataset(DatasetName="press")
    assert dataset["Status"] == "ACTIVE"
    columns = json.loads(dataset["Schema"])["Components"][0]["Columns"]
    assert {column["Name"] for column in columns} == {"Timestamp", *plant.SENSORS}


def test_sensor_statistics_come_per_sensor(boto: BaseClient, engine: LocalEngine) -> None:
    ingest(boto, engine)
    pages = boto.get_paginator("list_sensor_statistics").paginate(
        DatasetName="press", PaginationConfig={"PageSize": 3}
    )
    summaries = [summary for page in pages for summary in page["SensorStatisticsSummaries"]]
    assert [summary["SensorName"] for summary in summaries] == sorted(plant.SENSORS)
    assert all(summary["DataExists"] for summary in summaries)


def test_a_model_is_trained_evaluated_and_active(boto: BaseClient, engine: LocalEngine) -> None:
    train(boto, engine)
    model = boto.describe_model(ModelName="press")
    assert model["Status"] == "SUCCESS", model.get("FailedReason")
    assert model["ActiveModelVersion"] == 1
    metrics = json.loads(model["ModelMetrics"])
    assert metrics["labeled_event_metrics"]["num_labeled"] == 1
    assert metrics["labeled_event_metrics"]["num_identified"] == 1
    assert model["ModelQuality"] == "QUALITY_THRESHOLD_MET"


def test_the_sensor_at_fault_contributes_most(boto: BaseClient, engine: LocalEngine) -> None:
    train(boto, engine)
    metrics = json.loads(boto.describe_model(ModelName="press")["ModelMetrics"])
    event = max(metrics["predicted_ranges"], key=lambda found: found["end"] > found["start"])
    assert sum(item["value"] for item in event["diagnostics"]) == pytest.approx(1, abs=1e-3)
    assert max(event["diagnostics"], key=lambda item: item["value"])["name"] == "press-07\\oil_temp"


def test_pointwise_diagnostics_are_written_where_asked(boto: BaseClient, engine: LocalEngine) -> None:
    train(
        boto,
        engine,
        ModelDiagnosticsOutputConfiguration={
            "S3OutputConfiguration": {"Bucket": plant.BUCKET, "Prefix": "diagnostics/"}
        },
    )
    version = boto.describe_model_version(ModelName="press", ModelVersion=1)
    place = version["ModelDiagnosticsResultsObject"]
    assert place == {"Bucket": plant.BUCKET, "Key": "diagnostics/press/1/model_diagnostics_results.json.gz"}
    lines = gzip.decompress(engine.objects.get(place["Bucket"], place["Key"])).decode().splitlines()
    first = json.loads(lines[0])
    assert first["timestamp"] == "2024-02-20T01:00:00.000000"
    assert len(lines) == 24 * 9 - 1


def test_an_inference_scheduler_judges_each_window(
    boto: BaseClient, engine: LocalEngine, clock: VirtualClock
) -> None:
    watch(boto, engine)
    for hour in range(1, 7):
        plant.upload_window(engine, clock.now() + timedelta(hours=hour), faulty=hour >= 3)
    clock.advance(timedelta(hours=6))
    executions = boto.list_inference_executions(InferenceSchedulerName="press-live")[
        "InferenceExecutionSummaries"
    ]
    assert [execution["Status"] for execution in executions] == ["SUCCESS"] * 6
    assert executions[0]["DataEndTime"] == clock.now()
    place = executions[0]["CustomerResultObject"]
    assert place["Key"] == "out/2024-03-01T05:00:00Z/results.jsonl"
    row = json.loads(engine.objects.get(place["Bucket"], place["Key"]))
    assert row["timestamp"] == "2024-03-01T06:00:00.000000"
    assert row["prediction"] == 1
    assert (
        boto.describe_inference_scheduler(InferenceSchedulerName="press-live")["LatestInferenceResult"]
        == "ANOMALOUS"
    )


def test_abnormal_rows_join_to_one_event(boto: BaseClient, engine: LocalEngine, clock: VirtualClock) -> None:
    watch(boto, engine)
    for hour in range(1, 7):
        plant.upload_window(engine, clock.now() + timedelta(hours=hour), faulty=hour >= 3)
    clock.advance(timedelta(hours=6))
    events = boto.list_inference_events(
        InferenceSchedulerName="press-live",
        IntervalStartTime=clock.now() - timedelta(days=1),
        IntervalEndTime=clock.now() + timedelta(days=1),
    )["InferenceEventSummaries"]
    assert len(events) == 1
    assert events[0]["EventEndTime"] == clock.now()
    assert events[0]["EventDurationInSeconds"] > 3600


def test_a_window_without_files_fails_and_the_scheduler_goes_on(
    boto: BaseClient, engine: LocalEngine, clock: VirtualClock
) -> None:
    watch(boto, engine)
    plant.upload_window(engine, clock.now() + timedelta(hours=3))
    clock.advance(timedelta(hours=3))
    executions = boto.list_inference_executions(InferenceSchedulerName="press-live")[
        "InferenceExecutionSummaries"
    ]
    assert [execution["Status"] for execution in executions] == ["SUCCESS", "FAILED", "FAILED"]
    assert "press-07" in executions[2]["FailedReason"]
    assert "CustomerResultObject" not in executions[2]


def test_retraining_makes_the_next_version_and_decides(
    boto: BaseClient, engine: LocalEngine, clock: VirtualClock
) -> None:
    train(boto, engine)
    answer = boto.create_retraining_scheduler(
        ModelName="press",
        RetrainingFrequency="P1M",
        LookbackWindow="P180D",
        RetrainingStartDate=clock.now() + timedelta(days=2),
        PromoteMode="MANAGED",
    )
    assert answer["Status"] == "PENDING"
    engine.run_until_idle()
    assert boto.describe_model(ModelName="press")["RetrainingSchedulerStatus"] == "RUNNING"
    clock.advance(timedelta(days=3))
    version = boto.describe_model_version(ModelName="press", ModelVersion=2)
    assert version["Status"] == "SUCCESS", version.get("FailedReason")
    assert version["SourceType"] == "RETRAINING"
    assert version["AutoPromotionResult"] in {"MODEL_PROMOTED", "MODEL_NOT_PROMOTED"}
    assert version["AutoPromotionResultReason"]
    model = boto.describe_model(ModelName="press")
    assert model["LatestScheduledRetrainingModelVersion"] == 2
    assert model["LatestScheduledRetrainingStatus"] == "SUCCESS"
    assert model["NextScheduledRetrainingStartDate"] == datetime(2024, 4, 3, tzinfo=UTC)


def test_manual_mode_leaves_the_choice_to_people(
    boto: BaseClient, engine: LocalEngine, clock: VirtualClock
) -> None:
    train(boto, engine)
    boto.create_retraining_scheduler(
        ModelName="press",
        RetrainingFrequency="P1M",
        LookbackWindow="P180D",
        RetrainingStartDate=clock.now() + timedelta(days=1),
        PromoteMode="MANUAL",
    )
    clock.advance(timedelta(days=2))
    assert boto.describe_model(ModelName="press")["ActiveModelVersion"] == 1
    answer = boto.update_active_model_version(ModelName="press", ModelVersion=2)
    assert (answer["CurrentActiveVersion"], answer["PreviousActiveVersion"]) == (2, 1)
    assert boto.describe_model(ModelName="press")["PreviousActiveModelVersion"] == 1


def test_native_waiters_and_paginators_work_on_a_plain_client() -> None:
    from l4e_sdk.local import EngineSettings, LocalEngine

    quick = {"Delay": 0, "MaxAttempts": 20_000}
    with LocalEngine(settings=EngineSettings(workers=0)) as engine:
        boto = boto_client(engine)
        plant.upload_history(engine)
        boto.create_dataset(DatasetName="press")
        job = boto.start_data_ingestion_job(
            DatasetName="press",
            RoleArn=ROLE,
            IngestionInputConfiguration={
                "S3InputConfiguration": {
                    "Bucket": plant.BUCKET,
                    "Prefix": "train/",
                    "KeyPattern": "{prefix}/{component_name}/*",
                }
            },
        )
        boto.get_waiter("data_ingestion_job_success").wait(JobId=job["JobId"], WaiterConfig=quick)
        boto.create_model(ModelName="press", DatasetName="press")
        boto.get_waiter("model_success").wait(ModelName="press", WaiterConfig=quick)
        boto.get_waiter("model_version_success").wait(ModelName="press", ModelVersion=1, WaiterConfig=quick)
        pages = boto.get_paginator("list_model_versions").paginate(ModelName="press")
        assert [item["ModelVersion"] for page in pages for item in page["ModelVersionSummaries"]] == [1]


def test_a_waiter_ends_when_training_fails(boto: BaseClient, engine: LocalEngine) -> None:
    ingest(boto, engine)
    engine.objects.put(plant.BUCKET, "labels/broken.csv", b"not,a,label\n")
    boto.create_model(
        ModelName="press",
        DatasetName="press",
        RoleArn=ROLE,
        LabelsInputConfiguration={"S3InputConfiguration": {"Bucket": plant.BUCKET, "Prefix": "labels/"}},
    )
    engine.run_until_idle()
    with pytest.raises(WaiterError):
        boto.get_waiter("model_success").wait(ModelName="press")
    assert "labels/broken.csv" in boto.describe_model(ModelName="press")["FailedReason"]


def test_a_dataset_that_a_model_uses_cannot_be_deleted(boto: BaseClient, engine: LocalEngine) -> None:
    train(boto, engine)
    with pytest.raises(ClientError, match="ConflictException"):
        boto.delete_dataset(DatasetName="press")
