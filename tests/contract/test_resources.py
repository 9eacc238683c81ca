"""Resources with a plain boto3 client: states, illegal calls and their errors, tokens, pages, tags."""

# boto3 makes the methods of a client at run time, and its errors have the members that the service sent.
# pyright: reportAttributeAccessIssue=false, reportTypedDictNotRequiredAccess=false

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError

from l4e_sdk.local import EngineSettings, LocalEngine, Quotas
from tests import plant
from tests.conftest import ROLE, boto_client
from tests.contract.test_main_path import ingest, train, watch

if TYPE_CHECKING:
    from collections.abc import Callable

    from botocore.client import BaseClient

    from l4e_sdk._clock import VirtualClock

SCHEMA = json.dumps(
    {
        "Components": [
            {
                "ComponentName": plant.COMPONENT,
                "Columns": [
                    {"Name": "Timestamp", "Type": "DATETIME"},
                    *({"Name": sensor, "Type": "DOUBLE"} for sensor in plant.SENSORS),
                ],
            }
        ]
    }
)


def refused(code: str, call: Callable[..., object], **members: object) -> str:
    """Return the message of the error that a call must answer."""
    with pytest.raises(ClientError) as caught:
        call(**members)
    assert caught.value.response["Error"]["Code"] == code
    return caught.value.response["Error"]["Message"]


class TestDatasets:
    def test_a_new_dataset_is_created_without_data(self, boto: BaseClient) -> None:
        answer = boto.create_dataset(DatasetName="press", DatasetSchema={"InlineDataSchema": SCHEMA})
        assert answer["Status"] == "CREATED"
        dataset = boto.describe_dataset(DatasetName="press")
        assert dataset["DatasetArn"] == answer["DatasetArn"]
        assert "DataStartTime" not in dataset

    def test_a_name_is_taken_once(self, boto: BaseClient) -> None:
        boto.create_dataset(DatasetName="press")
        assert "press" in refused("ConflictException", boto.create_dataset, DatasetName="press")

    def test_the_same_token_answers_the_same_and_creates_nothing(self, boto: BaseClient) -> None:
        first = boto.create_dataset(DatasetName="press", ClientToken="once")
        second = boto.create_dataset(DatasetName="press", ClientToken="once")
        assert first["DatasetArn"] == second["DatasetArn"]
        assert len(boto.list_datasets()["DatasetSummaries"]) == 1

    def test_a_token_used_for_something_else_is_a_conflict(self, boto: BaseClient) -> None:
        boto.create_dataset(DatasetName="press", ClientToken="once")
        refused("ConflictException", boto.create_dataset, DatasetName="pump", ClientToken="once")

    def test_a_token_is_forgotten_after_a_day(self, boto: BaseClient, clock: VirtualClock) -> None:
        boto.create_dataset(DatasetName="press", ClientToken="once")
        clock.advance(timedelta(hours=25))
        boto.create_dataset(DatasetName="pump", ClientToken="once")

    def test_a_bad_schema_is_refused(self, boto: BaseClient) -> None:
        refused(
            "ValidationException",
            boto.create_dataset,
            DatasetName="press",
            DatasetSchema={"InlineDataSchema": '{"Components": []}'},
        )

    def test_unknown_names_are_not_found(self, boto: BaseClient) -> None:
        for call in (boto.describe_dataset, boto.delete_dataset):
            refused("ResourceNotFoundException", call, DatasetName="none")

    def test_the_quota_is_kept(self) -> None:
        settings = EngineSettings(workers=0, background=False, quotas=Quotas(datasets=1))
        with LocalEngine(settings=settings) as engine:
            boto = boto_client(engine)
            boto.create_dataset(DatasetName="one")
            refused("ServiceQuotaExceededException", boto.create_dataset, DatasetName="two")

    def test_pages_go_on_where_the_last_one_ended(self, boto: BaseClient) -> None:
        names = [f"set-{number:02d}" for number in range(7)]
        for name in reversed(names):
            boto.create_dataset(DatasetName=name)
        pages = list(boto.get_paginator("list_datasets").paginate(PaginationConfig={"PageSize": 3}))
        assert [len(page["DatasetSummaries"]) for page in pages] == [3, 3, 1]
        assert [item["DatasetName"] for page in pages for item in page["DatasetSummaries"]] == names

    def test_a_prefix_is_case_sensitive(self, boto: BaseClient) -> None:
        for name in ("Press", "press", "press-2", "pump"):
            boto.create_dataset(DatasetName=name)
        found = boto.list_datasets(DatasetNameBeginsWith="press")["DatasetSummaries"]
        assert [item["DatasetName"] for item in found] == ["press", "press-2"]

    def test_a_token_of_another_list_is_refused(self, boto: BaseClient) -> None:
        for name in ("a", "b"):
            boto.create_dataset(DatasetName=name)
        token = boto.list_datasets(MaxResults=1)["NextToken"]
        refused("ValidationException", boto.list_models, NextToken=token)
        refused("ValidationException", boto.list_datasets, NextToken=token, DatasetNameBeginsWith="b")
        refused("ValidationException", boto.list_datasets, NextToken="made-up")

    def test_a_deleted_name_comes_back_under_another_arn(self, boto: BaseClient) -> None:
        first = boto.create_dataset(DatasetName="press")["DatasetArn"]
        boto.delete_dataset(DatasetName="press")
        assert boto.create_dataset(DatasetName="press")["DatasetArn"] != first


class TestIngestion:
    def start(self, boto: BaseClient, **source: str) -> dict[str, str]:
        place = {"Bucket": plant.BUCKET, "Prefix": "train/", **source}
        return boto.start_data_ingestion_job(
            DatasetName="press", RoleArn=ROLE, IngestionInputConfiguration={"S3InputConfiguration": place}
        )

    def test_a_dataset_without_schema_needs_a_key_pattern(self, boto: BaseClient) -> None:
        boto.create_dataset(DatasetName="press")
        with pytest.raises(ClientError, match="KeyPattern"):
            self.start(boto)

    @pytest.mark.parametrize("pattern", ["{component_name}/*", "{prefix}/{component_name}/*.csv", "*"])
    def test_a_key_pattern_that_does_not_exist_is_refused_at_once(
        self, boto: BaseClient, pattern: str
    ) -> None:
        boto.create_dataset(DatasetName="press")
        place = {"Bucket": plant.BUCKET, "Prefix": "train/", "KeyPattern": pattern}
        message = refused(
            "ValidationException",
            boto.start_data_ingestion_job,
            DatasetName="press",
            RoleArn=ROLE,
            IngestionInputConfiguration={"S3InputConfiguration": place},
        )
        assert "{prefix}/{component_name}_*" in message
        assert boto.describe_dataset(DatasetName="press")["Status"] == "CREATED"

    def test_only_one_job_at_a_time(self, boto: BaseClient, engine: LocalEngine) -> None:
        plant.upload_history(engine)
        boto.create_dataset(DatasetName="press", DatasetSchema={"InlineDataSchema": SCHEMA})
        self.start(boto)
        assert boto.describe_dataset(DatasetName="press")["Status"] == "INGESTION_IN_PROGRESS"
        with pytest.raises(ClientError, match="ConflictException"):
            self.start(boto)

    def test_nothing_in_the_bucket_fails_the_job_and_leaves_the_dataset(
        self, boto: BaseClient, engine: LocalEngine
    ) -> None:
        boto.create_dataset(DatasetName="press", DatasetSchema={"InlineDataSchema": SCHEMA})
        job = self.start(boto)
        engine.run_until_idle()
        assert boto.describe_data_ingestion_job(JobId=job["JobId"])["FailedReason"]
        assert boto.describe_dataset(DatasetName="press")["Status"] == "CREATED"

    def test_a_later_failure_keeps_the_old_data(self, boto: BaseClient, engine: LocalEngine) -> None:
        ingest(boto, engine)
        before = boto.describe_dataset(DatasetName="press")
        engine.objects.put(plant.BUCKET, f"train/{plant.COMPONENT}/all.csv", b"\x00\x01")
        self.start(boto)
        engine.run_until_idle()
        after = boto.describe_dataset(DatasetName="press")
        assert after["Status"] == "ACTIVE"
        assert after["DataEndTime"] == before["DataEndTime"]

    def test_a_partly_bad_folder_is_ingested_without_the_bad_file(
        self, boto: BaseClient, engine: LocalEngine
    ) -> None:
        engine.objects.put(plant.BUCKET, f"train/{plant.COMPONENT}/broken.csv", b"\x00\x01\x02")
        ingest(boto, engine)
        summary = boto.describe_dataset(DatasetName="press")["IngestedFilesSummary"]
        assert summary["DiscardedFiles"] == [
            {"Bucket": plant.BUCKET, "Key": f"train/{plant.COMPONENT}/broken.csv"}
        ]
        assert summary["IngestedNumberOfFiles"] == 1

    def test_a_new_ingestion_replaces_the_data(self, boto: BaseClient, engine: LocalEngine) -> None:
        ingest(boto, engine)
        plant.upload_history(engine, days=20)
        self.start(boto)
        engine.run_until_idle()
        end = boto.describe_dataset(DatasetName="press")["DataEndTime"]
        assert end == plant.BEGIN + timedelta(days=20, hours=-1)

    def test_jobs_are_listed_newest_first(
        self, boto: BaseClient, engine: LocalEngine, clock: VirtualClock
    ) -> None:
        first = ingest(boto, engine)
        clock.advance(timedelta(minutes=1))
        second = self.start(boto)["JobId"]
        engine.run_until_idle()
        found = boto.list_data_ingestion_jobs(DatasetName="press")["DataIngestionJobSummaries"]
        assert [job["JobId"] for job in found] == [second, first]
        assert boto.list_data_ingestion_jobs(DatasetName="none")["DataIngestionJobSummaries"] == []

    def test_statistics_of_an_unknown_dataset_are_not_found(self, boto: BaseClient) -> None:
        refused("ResourceNotFoundException", boto.list_sensor_statistics, DatasetName="none")


class TestModels:
    def test_a_dataset_without_data_is_a_conflict(self, boto: BaseClient) -> None:
        boto.create_dataset(DatasetName="press")
        refused("ConflictException", boto.create_model, ModelName="press", DatasetName="press")

    def test_too_short_a_range_is_refused_with_the_facts(self, boto: BaseClient, engine: LocalEngine) -> None:
        ingest(boto, engine)
        message = refused(
            "ValidationException",
            boto.create_model,
            ModelName="press",
            DatasetName="press",
            TrainingDataStartTime=datetime(2024, 2, 20, tzinfo=UTC),
            TrainingDataEndTime=datetime(2024, 4, 20, tzinfo=UTC),
        )
        assert "14 days" in message
        assert "2024-02-28" in message

    def test_columns_that_the_dataset_lacks_are_named(self, boto: BaseClient, engine: LocalEngine) -> None:
        ingest(boto, engine)
        schema = SCHEMA.replace("oil_temp", "oil_level")
        message = refused(
            "ValidationException",
            boto.create_model,
            ModelName="press",
            DatasetName="press",
            DatasetSchema={"InlineDataSchema": schema},
        )
        assert "oil_level" in message

    def test_an_off_condition_needs_a_sensor_of_the_model(
        self, boto: BaseClient, engine: LocalEngine
    ) -> None:
        ingest(boto, engine)
        refused(
            "ValidationException",
            boto.create_model,
            ModelName="press",
            DatasetName="press",
            OffCondition="press-07\\speed < 1",
        )

    def test_without_an_evaluation_range_there_are_no_metrics(
        self, boto: BaseClient, engine: LocalEngine
    ) -> None:
        ingest(boto, engine)
        boto.create_model(ModelName="press", DatasetName="press")
        engine.run_until_idle()
        model = boto.describe_model(ModelName="press")
        assert model["Status"] == "SUCCESS"
        assert not {"ModelMetrics", "EvaluationDataStartTime", "TrainingDataStartTime"} & set(model)
        assert model["ModelQuality"] == "CANNOT_DETERMINE_QUALITY"

    def test_a_model_in_training_cannot_be_deleted(self, boto: BaseClient, engine: LocalEngine) -> None:
        ingest(boto, engine)
        boto.create_model(ModelName="press", DatasetName="press")
        refused("ConflictException", boto.delete_model, ModelName="press")

    def test_a_model_with_an_inference_scheduler_cannot_be_deleted(
        self, boto: BaseClient, engine: LocalEngine
    ) -> None:
        watch(boto, engine)
        assert "press-live" in refused("ConflictException", boto.delete_model, ModelName="press")

    def test_a_deleted_model_is_gone_with_its_files(self, boto: BaseClient, engine: LocalEngine) -> None:
        train(boto, engine)
        boto.delete_model(ModelName="press")
        engine.run_until_idle()
        refused("ResourceNotFoundException", boto.describe_model, ModelName="press")
        assert boto.list_model_versions(ModelName="press")["ModelVersionSummaries"] == []
        assert not list((engine.folder / "data" / "models").rglob("*.npz"))

    def test_only_a_version_that_exists_and_succeeded_can_be_active(
        self, boto: BaseClient, engine: LocalEngine
    ) -> None:
        train(boto, engine)
        refused(
            "ResourceNotFoundException", boto.update_active_model_version, ModelName="press", ModelVersion=9
        )
        again = boto.update_active_model_version(ModelName="press", ModelVersion=1)
        assert again["CurrentActiveVersion"] == 1
        assert "PreviousActiveVersion" not in again

    def test_versions_are_filtered(self, boto: BaseClient, engine: LocalEngine) -> None:
        train(boto, engine)

        def numbers(**filters: object) -> list[int]:
            found = boto.list_model_versions(ModelName="press", **filters)["ModelVersionSummaries"]
            return [item["ModelVersion"] for item in found]

        assert numbers(Status="SUCCESS", SourceType="TRAINING", MinModelVersion=1, MaxModelVersion=1) == [1]
        assert numbers(MinModelVersion=2) == []
        assert numbers(CreatedAtStartTime=datetime(2030, 1, 1, tzinfo=UTC)) == []

    def test_the_future_retrainings_of_a_model_can_be_changed(
        self, boto: BaseClient, engine: LocalEngine
    ) -> None:
        train(boto, engine)
        boto.update_model(ModelName="press", RoleArn=ROLE + "-2")
        assert boto.describe_model(ModelName="press")["RoleArn"] == ROLE + "-2"
        assert boto.describe_model_version(ModelName="press", ModelVersion=1)["RoleArn"] == ROLE


class TestInferenceSchedulers:
    def test_creating_one_starts_it(self, boto: BaseClient, engine: LocalEngine) -> None:
        watch(boto, engine)
        scheduler = boto.describe_inference_scheduler(InferenceSchedulerName="press-live")
        assert scheduler["Status"] == "RUNNING"
        assert scheduler["DataDelayOffsetInMinutes"] == 0
        assert "LatestInferenceResult" not in scheduler

    def test_schedulers_are_found_by_model_prefix_and_status(
        self, boto: BaseClient, engine: LocalEngine
    ) -> None:
        watch(boto, engine)

        def names(**filters: str) -> list[str]:
            found = boto.list_inference_schedulers(**filters)["InferenceSchedulerSummaries"]
            return [scheduler["InferenceSchedulerName"] for scheduler in found]

        assert names(ModelName="press", InferenceSchedulerNameBeginsWith="press", Status="RUNNING") == [
            "press-live"
        ]
        assert names(ModelName="pre") == names(Status="STOPPED") == []

    def test_a_model_has_one_at_most(self, boto: BaseClient, engine: LocalEngine) -> None:
        watch(boto, engine)
        with pytest.raises(ClientError, match="ServiceQuotaExceededException"):
            boto.create_inference_scheduler(
                ModelName="press",
                InferenceSchedulerName="another",
                DataUploadFrequency="PT1H",
                RoleArn=ROLE,
                DataInputConfiguration={"S3InputConfiguration": {"Bucket": plant.BUCKET}},
                DataOutputConfiguration={"S3OutputConfiguration": {"Bucket": plant.BUCKET}},
            )

    def test_the_life_of_a_scheduler(self, boto: BaseClient, engine: LocalEngine) -> None:
        watch(boto, engine)
        name = {"InferenceSchedulerName": "press-live"}
        refused("ConflictException", boto.start_inference_scheduler, **name)
        refused("ConflictException", boto.delete_inference_scheduler, **name)
        assert boto.stop_inference_scheduler(**name)["Status"] == "STOPPING"
        refused("ConflictException", boto.update_inference_scheduler, DataDelayOffsetInMinutes=5, **name)
        engine.run_until_idle()
        assert boto.describe_inference_scheduler(**name)["Status"] == "STOPPED"
        refused("ConflictException", boto.stop_inference_scheduler, **name)
        assert boto.start_inference_scheduler(**name)["Status"] == "PENDING"
        engine.run_until_idle()
        boto.stop_inference_scheduler(**name)
        engine.run_until_idle()
        boto.delete_inference_scheduler(**name)
        refused("ResourceNotFoundException", boto.describe_inference_scheduler, **name)
        assert boto.list_inference_executions(**name)["InferenceExecutionSummaries"] == []

    def test_a_stopped_scheduler_runs_nothing(
        self, boto: BaseClient, engine: LocalEngine, clock: VirtualClock
    ) -> None:
        watch(boto, engine)
        boto.stop_inference_scheduler(InferenceSchedulerName="press-live")
        clock.advance(timedelta(hours=5))
        found = boto.list_inference_executions(InferenceSchedulerName="press-live")
        assert found["InferenceExecutionSummaries"] == []

    def test_the_offset_moves_the_run_and_not_the_window(
        self, boto: BaseClient, engine: LocalEngine, clock: VirtualClock
    ) -> None:
        watch(boto, engine)
        boto.update_inference_scheduler(InferenceSchedulerName="press-live", DataDelayOffsetInMinutes=10)
        engine.run_until_idle()
        plant.upload_window(engine, clock.now() + timedelta(hours=1))
        clock.advance(timedelta(hours=1))
        assert not boto.list_inference_executions(InferenceSchedulerName="press-live")[
            "InferenceExecutionSummaries"
        ]
        clock.advance(timedelta(minutes=10))
        (run,) = boto.list_inference_executions(InferenceSchedulerName="press-live")[
            "InferenceExecutionSummaries"
        ]
        assert run["ScheduledStartTime"] == clock.now()
        assert run["DataEndTime"] == clock.now() - timedelta(minutes=10)

    def test_the_data_of_successful_runs_is_kept_for_retraining(
        self, boto: BaseClient, engine: LocalEngine, clock: VirtualClock
    ) -> None:
        watch(boto, engine)
        start = clock.now()
        for hour in range(1, 4):
            plant.upload_window(engine, start + timedelta(hours=hour))
        clock.advance(timedelta(hours=3))
        model = boto.describe_model(ModelName="press")
        assert model["AccumulatedInferenceDataStartTime"] == start
        assert model["AccumulatedInferenceDataEndTime"] == start + timedelta(hours=3)

    def test_missed_windows_are_not_made_up(self, boto: BaseClient, engine: LocalEngine) -> None:
        from l4e_sdk._clock import VirtualClock

        watch(boto, engine)
        folder, late = engine.folder, VirtualClock(datetime(2024, 3, 5, 0, 30, tzinfo=UTC))
        engine._lock.release()
        with LocalEngine(folder, clock=late, settings=EngineSettings(workers=0)) as again:
            later = boto_client(again)
            late.advance(timedelta(hours=1))
            runs = later.list_inference_executions(InferenceSchedulerName="press-live")[
                "InferenceExecutionSummaries"
            ]
        assert [run["DataEndTime"] for run in runs] == [datetime(2024, 3, 5, 1, tzinfo=UTC)]

    def test_events_of_an_unknown_scheduler_are_not_found(
        self, boto: BaseClient, clock: VirtualClock
    ) -> None:
        refused(
            "ResourceNotFoundException",
            boto.list_inference_events,
            InferenceSchedulerName="none",
            IntervalStartTime=clock.now(),
            IntervalEndTime=clock.now() + timedelta(days=1),
        )


class TestRetrainingSchedulers:
    def create(self, boto: BaseClient, **members: object) -> dict[str, object]:
        given = {"RetrainingFrequency": "P1M", "LookbackWindow": "P180D", **members}
        return boto.create_retraining_scheduler(ModelName="press", **given)

    def test_defaults_are_today_and_managed(
        self, boto: BaseClient, engine: LocalEngine, clock: VirtualClock
    ) -> None:
        train(boto, engine)
        self.create(boto)
        scheduler = boto.describe_retraining_scheduler(ModelName="press")
        assert scheduler["PromoteMode"] == "MANAGED"
        assert scheduler["RetrainingStartDate"] == clock.now()

    def test_a_start_date_in_the_past_is_counted_from(
        self, boto: BaseClient, engine: LocalEngine, clock: VirtualClock
    ) -> None:
        """A deployment that runs again, or on a new engine, has the date of its first run in it."""
        train(boto, engine)
        past = datetime(2023, 12, 15, tzinfo=UTC)
        self.create(boto, RetrainingStartDate=past)
        engine.run_until_idle()
        assert boto.describe_retraining_scheduler(ModelName="press")["RetrainingStartDate"] == past
        assert clock.now() == datetime(2024, 3, 1, tzinfo=UTC)
        model = boto.describe_model(ModelName="press")
        assert model["NextScheduledRetrainingStartDate"] == datetime(2024, 3, 15, tzinfo=UTC)

    def test_an_update_repeats_a_start_date_that_has_passed(
        self, boto: BaseClient, engine: LocalEngine, clock: VirtualClock
    ) -> None:
        train(boto, engine)
        start = clock.now() + timedelta(days=1)
        self.create(boto, RetrainingStartDate=start)
        clock.advance(timedelta(days=3))
        boto.update_retraining_scheduler(
            ModelName="press", RetrainingStartDate=start, RetrainingFrequency="P1M"
        )
        engine.run_until_idle()
        model = boto.describe_model(ModelName="press")
        assert model["NextScheduledRetrainingStartDate"] == datetime(2024, 4, 2, tzinfo=UTC)

    def test_the_next_run_is_known_while_a_scheduler_is_pending(
        self, boto: BaseClient, engine: LocalEngine
    ) -> None:
        def planned() -> object:
            return boto.describe_model(ModelName="press").get("NextScheduledRetrainingStartDate")

        train(boto, engine)
        assert self.create(boto)["Status"] == "PENDING"
        assert planned() == datetime(2024, 4, 1, tzinfo=UTC)
        engine.run_until_idle()
        assert planned() == datetime(2024, 4, 1, tzinfo=UTC)
        assert boto.stop_retraining_scheduler(ModelName="press")["Status"] == "STOPPING"
        assert planned() is None
        engine.run_until_idle()
        assert planned() is None
        assert boto.start_retraining_scheduler(ModelName="press")["Status"] == "PENDING"
        assert planned() == datetime(2024, 4, 1, tzinfo=UTC)

    def test_a_start_right_after_the_creation_is_explained(
        self, boto: BaseClient, engine: LocalEngine
    ) -> None:
        train(boto, engine)
        self.create(boto)
        with pytest.raises(ClientError, match="starts by itself"):
            boto.start_retraining_scheduler(ModelName="press")
        engine.run_until_idle()
        with pytest.raises(ClientError, match="runs already"):
            boto.start_retraining_scheduler(ModelName="press")

    def test_the_life_of_a_scheduler(self, boto: BaseClient, engine: LocalEngine) -> None:
        train(boto, engine)
        self.create(boto)
        with pytest.raises(ClientError, match="ConflictException"):
            self.create(boto)
        engine.run_until_idle()
        refused("ConflictException", boto.delete_retraining_scheduler, ModelName="press")
        boto.update_retraining_scheduler(ModelName="press", PromoteMode="MANUAL")
        assert boto.stop_retraining_scheduler(ModelName="press")["Status"] == "STOPPING"
        engine.run_until_idle()
        assert boto.list_retraining_schedulers(Status="STOPPED")["RetrainingSchedulerSummaries"]
        assert "NextScheduledRetrainingStartDate" not in boto.describe_model(ModelName="press")
        assert boto.start_retraining_scheduler(ModelName="press")["Status"] == "PENDING"
        engine.run_until_idle()
        boto.stop_retraining_scheduler(ModelName="press")
        engine.run_until_idle()
        boto.delete_retraining_scheduler(ModelName="press")
        assert "RetrainingSchedulerStatus" not in boto.describe_model(ModelName="press")
        boto.delete_model(ModelName="press")

    def test_too_little_data_fails_the_version_and_not_the_model(
        self, boto: BaseClient, engine: LocalEngine, clock: VirtualClock
    ) -> None:
        train(boto, engine)
        self.create(boto, RetrainingStartDate=clock.now() + timedelta(days=300))
        clock.advance(timedelta(days=301))
        version = boto.describe_model_version(ModelName="press", ModelVersion=2)
        assert version["Status"] == "FAILED"
        assert version["AutoPromotionResult"] == "RETRAINING_CUSTOMER_ERROR"
        model = boto.describe_model(ModelName="press")
        assert model["Status"] == "SUCCESS"
        assert model["ActiveModelVersion"] == 1
        assert model["LatestScheduledRetrainingStatus"] == "FAILED"
        assert "14" in model["LatestScheduledRetrainingFailedReason"]


class TestTags:
    def test_tags_are_set_read_and_removed(self, boto: BaseClient) -> None:
        arn = boto.create_dataset(DatasetName="press", Tags=[{"Key": "site", "Value": "north"}])["DatasetArn"]
        boto.tag_resource(
            ResourceArn=arn, Tags=[{"Key": "line", "Value": "7"}, {"Key": "site", "Value": "south"}]
        )
        boto.untag_resource(ResourceArn=arn, TagKeys=["line", "absent"])
        assert boto.list_tags_for_resource(ResourceArn=arn)["Tags"] == [{"Key": "site", "Value": "south"}]

    def test_more_than_fifty_are_too_many(self, boto: BaseClient) -> None:
        arn = boto.create_dataset(DatasetName="press")["DatasetArn"]
        tags = [{"Key": f"k{number}", "Value": ""} for number in range(51)]
        refused("ServiceQuotaExceededException", boto.tag_resource, ResourceArn=arn, Tags=tags)

    def test_an_unknown_resource_is_not_found(self, boto: BaseClient) -> None:
        arn = boto.create_dataset(DatasetName="press")["DatasetArn"]
        boto.delete_dataset(DatasetName="press")
        refused("ResourceNotFoundException", boto.list_tags_for_resource, ResourceArn=arn)


class TestLabels:
    def test_labels_are_kept_by_group_and_found_by_interval(self, boto: BaseClient) -> None:
        boto.create_label_group(LabelGroupName="known", FaultCodes=["leak"])
        start = datetime(2024, 2, 1, tzinfo=UTC)
        for day in (9, 3):
            boto.create_label(
                LabelGroupName="known",
                StartTime=start + timedelta(days=day),
                EndTime=start + timedelta(days=day, hours=4),
                Rating="ANOMALY",
                FaultCode="leak",
            )
        found = boto.list_labels(LabelGroupName="known")["LabelSummaries"]
        assert [label["StartTime"].day for label in found] == [4, 10]
        assert (
            len(
                boto.list_labels(LabelGroupName="known", IntervalStartTime=start + timedelta(days=5))[
                    "LabelSummaries"
                ]
            )
            == 1
        )
        assert boto.list_labels(LabelGroupName="none")["LabelSummaries"] == []

    def test_the_life_of_a_label_group(self, boto: BaseClient) -> None:
        for name in ("known", "known-2", "other"):
            boto.create_label_group(LabelGroupName=name, FaultCodes=["leak"])
        found = boto.list_label_groups(LabelGroupNameBeginsWith="known")["LabelGroupSummaries"]
        assert [group["LabelGroupName"] for group in found] == ["known", "known-2"]
        boto.update_label_group(LabelGroupName="known", FaultCodes=["wear", "leak"])
        assert boto.describe_label_group(LabelGroupName="known")["FaultCodes"] == ["wear", "leak"]
        boto.delete_label_group(LabelGroupName="known")
        refused("ResourceNotFoundException", boto.describe_label_group, LabelGroupName="known")

    def test_a_label_describes_all_its_members_until_it_is_deleted(self, boto: BaseClient) -> None:
        boto.create_label_group(LabelGroupName="known")
        start = datetime(2024, 2, 1, tzinfo=UTC)
        given = {
            "StartTime": start,
            "EndTime": start + timedelta(hours=4),
            "Rating": "NEUTRAL",
            "Notes": "pump swapped",
        }
        place = {
            "LabelGroupName": "known",
            "LabelId": boto.create_label(LabelGroupName="known", **given)["LabelId"],
        }
        label = boto.describe_label(**place)
        assert {name: label[name] for name in given} == given
        boto.delete_label(**place)
        refused("ResourceNotFoundException", boto.describe_label, **place)

    def test_a_fault_code_must_be_of_the_group(self, boto: BaseClient) -> None:
        boto.create_label_group(LabelGroupName="known")
        start = datetime(2024, 2, 1, tzinfo=UTC)
        refused(
            "ValidationException",
            boto.create_label,
            LabelGroupName="known",
            StartTime=start,
            EndTime=start + timedelta(hours=1),
            Rating="ANOMALY",
            FaultCode="leak",
        )

    def test_a_model_learns_from_a_label_group(self, boto: BaseClient, engine: LocalEngine) -> None:
        ingest(boto, engine)
        boto.create_label_group(LabelGroupName="known")
        for start, end in ((datetime(2024, 2, 25, 8, tzinfo=UTC), datetime(2024, 2, 25, 23, tzinfo=UTC)),):
            boto.create_label(LabelGroupName="known", StartTime=start, EndTime=end, Rating="ANOMALY")
        boto.create_model(
            ModelName="press",
            DatasetName="press",
            TrainingDataStartTime=plant.BEGIN,
            TrainingDataEndTime=datetime(2024, 2, 20, tzinfo=UTC),
            EvaluationDataStartTime=datetime(2024, 2, 20, 1, tzinfo=UTC),
            EvaluationDataEndTime=datetime(2024, 2, 28, 23, tzinfo=UTC),
            LabelsInputConfiguration={"LabelGroupName": "known"},
        )
        engine.run_until_idle()
        metrics = json.loads(boto.describe_model(ModelName="press")["ModelMetrics"])
        assert metrics["labeled_event_metrics"]["num_labeled"] == 1
        refused("ConflictException", boto.delete_label_group, LabelGroupName="known")
