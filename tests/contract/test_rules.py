"""Rules that only a service with state can keep: what fits a dataset, a version or a run.

They come from service/models#refusals, service/models#ranges and service/retraining#run.
"""

# boto3 makes the methods of a client at run time.
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from l4e_sdk.local import EngineSettings, LocalEngine, Quotas
from tests import plant
from tests.conftest import ROLE, boto_client
from tests.contract.test_main_path import FAULTS, ingest, train
from tests.contract.test_resources import refused
from tests.support.factory import inference
from tests.unit.local.jobs.meddling import during_the_next_task, run_what_can_begin

if TYPE_CHECKING:
    from botocore.client import BaseClient

    from l4e_sdk._clock import VirtualClock

INVALID = "ValidationException"
LABELS = {"S3InputConfiguration": {"Bucket": plant.BUCKET, "Prefix": "labels/"}}


def schema(components: int, columns: int) -> dict[str, str]:
    """Return a schema of components with as many sensors each."""
    stamp = {"Name": "Timestamp", "Type": "DATETIME"}
    sensors = [{"Name": f"s{number}", "Type": "DOUBLE"} for number in range(columns)]
    found = [{"ComponentName": f"c{number}", "Columns": [stamp, *sensors]} for number in range(components)]
    return {"InlineDataSchema": json.dumps({"Components": found}, separators=(",", ":"))}


class TestSchemas:
    def test_a_dataset_has_3000_columns_at_most(self, boto: BaseClient) -> None:
        boto.create_dataset(DatasetName="wide", DatasetSchema=schema(2, 1500))
        message = refused(INVALID, boto.create_dataset, DatasetName="wider", DatasetSchema=schema(1, 3001))
        assert "3001" in message

    def test_a_dataset_has_3000_components_at_most(self, boto: BaseClient) -> None:
        message = refused(INVALID, boto.create_dataset, DatasetName="many", DatasetSchema=schema(3001, 1))
        assert "3001 components" in message

    def test_a_model_of_too_many_columns_is_refused(self, clock: VirtualClock) -> None:
        quotas = Quotas(columns_per_model=3)
        with LocalEngine(clock=clock, settings=EngineSettings(workers=0, quotas=quotas)) as engine:
            boto = boto_client(engine)
            ingest(boto, engine)
            message = refused(INVALID, boto.create_model, ModelName="press", DatasetName="press")
        assert "4 columns" in message
        assert "DatasetSchema" in message
        assert "--quotas columns_per_model=" in message


class TestRanges:
    def test_an_evaluation_range_needs_a_training_range_before_it(
        self, boto: BaseClient, engine: LocalEngine
    ) -> None:
        ingest(boto, engine)
        message = refused(
            INVALID,
            boto.create_model,
            ModelName="press",
            DatasetName="press",
            EvaluationDataStartTime=datetime(2024, 2, 20, tzinfo=UTC),
            EvaluationDataEndTime=datetime(2024, 2, 28, tzinfo=UTC),
        )
        assert "TrainingDataStartTime" in message

    def test_an_evaluation_range_after_the_data_is_refused(
        self, boto: BaseClient, engine: LocalEngine
    ) -> None:
        ingest(boto, engine)
        refused(
            INVALID,
            boto.create_model,
            ModelName="press",
            DatasetName="press",
            TrainingDataStartTime=plant.BEGIN,
            TrainingDataEndTime=datetime(2024, 2, 20, tzinfo=UTC),
            EvaluationDataStartTime=datetime(2024, 3, 20, tzinfo=UTC),
            EvaluationDataEndTime=datetime(2024, 3, 28, tzinfo=UTC),
        )

    def test_a_training_range_before_the_data_fails_for_lack_of_data(
        self, boto: BaseClient, engine: LocalEngine
    ) -> None:
        ingest(boto, engine)
        message = refused(
            INVALID,
            boto.create_model,
            ModelName="press",
            DatasetName="press",
            TrainingDataStartTime=plant.BEGIN - timedelta(days=90),
            TrainingDataEndTime=plant.BEGIN - timedelta(days=30),
        )
        assert f"has none, and the dataset from {plant.BEGIN:%Y-%m-%d %H:%M} to " in message


class TestUpdatesOfAModel:
    def test_the_version_in_training_keeps_what_it_was_created_with(
        self, boto: BaseClient, engine: LocalEngine
    ) -> None:
        ingest(boto, engine)
        plant.upload_labels(engine, FAULTS)
        boto.create_label_group(LabelGroupName="later")
        boto.create_model(
            ModelName="press", DatasetName="press", RoleArn=ROLE, LabelsInputConfiguration=LABELS
        )
        boto.update_model(
            ModelName="press",
            RoleArn=ROLE,
            LabelsInputConfiguration={"LabelGroupName": "later"},
            ModelDiagnosticsOutputConfiguration={"S3OutputConfiguration": {"Bucket": plant.BUCKET}},
        )
        engine.run_until_idle()
        version = boto.describe_model_version(ModelName="press", ModelVersion=1)
        assert version["LabelsInputConfiguration"] == LABELS
        assert version["ModelQuality"] != "CANNOT_DETERMINE_QUALITY"
        assert "ModelDiagnosticsResultsObject" not in version
        model = boto.describe_model(ModelName="press")
        assert model["LabelsInputConfiguration"] == {"LabelGroupName": "later"}

    def test_labels_in_s3_need_a_role_of_the_request_or_of_the_model(
        self, boto: BaseClient, engine: LocalEngine
    ) -> None:
        ingest(boto, engine)
        boto.create_model(ModelName="press", DatasetName="press")
        update = {"ModelName": "press", "LabelsInputConfiguration": LABELS}
        assert "RoleArn" in refused(INVALID, boto.update_model, **update)
        boto.update_model(**update, RoleArn=ROLE)
        boto.update_model(**update)

    def test_labels_that_vanish_before_training_begins_fail_it(
        self, boto: BaseClient, engine: LocalEngine
    ) -> None:
        ingest(boto, engine)
        for group in ("first", "second"):
            boto.create_label_group(LabelGroupName=group)
        boto.create_model(
            ModelName="press", DatasetName="press", LabelsInputConfiguration={"LabelGroupName": "first"}
        )
        boto.update_model(ModelName="press", LabelsInputConfiguration={"LabelGroupName": "second"})
        boto.delete_label_group(LabelGroupName="first")
        engine.run_until_idle()
        model = boto.describe_model(ModelName="press")
        assert model["Status"] == "FAILED"
        assert "'first'" in model["FailedReason"]


class TestFrequencies:
    def test_the_sampling_rate_of_the_active_version_counts(
        self, boto: BaseClient, engine: LocalEngine
    ) -> None:
        ingest(boto, engine)
        for name, rate in (("slow", "PT1H"), ("fast", "PT5M")):
            boto.create_model(
                ModelName=name,
                DatasetName="press",
                DataPreProcessingConfiguration={"TargetSamplingRate": rate},
            )
        engine.run_until_idle()
        arn = boto.describe_model_version(ModelName="slow", ModelVersion=1)["ModelVersionArn"]
        boto.import_model_version(SourceModelVersionArn=arn, ModelName="fast", DatasetName="press")
        engine.run_until_idle()
        boto.update_active_model_version(ModelName="fast", ModelVersion=2)
        request = inference("fast", "live") | {"DataUploadFrequency": "PT5M"}
        message = refused(INVALID, boto.create_inference_scheduler, **request)
        assert "PT1H" in message
        boto.update_active_model_version(ModelName="fast", ModelVersion=1)
        boto.create_inference_scheduler(**request)

    def test_an_update_keeps_to_the_sampling_rate(self, boto: BaseClient, engine: LocalEngine) -> None:
        ingest(boto, engine)
        boto.create_model(
            ModelName="press",
            DatasetName="press",
            DataPreProcessingConfiguration={"TargetSamplingRate": "PT30M"},
        )
        engine.run_until_idle()
        boto.create_inference_scheduler(**inference("press", "live"))
        engine.run_until_idle()
        refused(
            INVALID,
            boto.update_inference_scheduler,
            InferenceSchedulerName="live",
            DataUploadFrequency="PT15M",
        )
        boto.update_inference_scheduler(InferenceSchedulerName="live", DataUploadFrequency="PT30M")


class TestRetrainings:
    def run(self, boto: BaseClient, clock: VirtualClock, days: int = 2) -> dict[str, Any]:
        """Let the model be retrained once; return the new version."""
        boto.create_retraining_scheduler(
            ModelName="press",
            RetrainingFrequency="P1M",
            LookbackWindow="P180D",
            RetrainingStartDate=clock.now() + timedelta(days=days),
        )
        clock.advance(timedelta(days=days))
        return boto.describe_model_version(ModelName="press", ModelVersion=2)

    def test_both_versions_with_labels_show_both_metrics(
        self, boto: BaseClient, engine: LocalEngine, clock: VirtualClock
    ) -> None:
        train(boto, engine)
        version = self.run(boto, clock)
        assert {"model_version_metrics"} <= set(json.loads(version["ModelMetrics"]))
        assert {"model_version_metrics"} <= set(json.loads(version["PriorModelMetrics"]))

    def test_a_prior_version_without_labels_shows_no_metrics(
        self, boto: BaseClient, engine: LocalEngine, clock: VirtualClock
    ) -> None:
        ingest(boto, engine)
        plant.upload_labels(engine, FAULTS)
        boto.create_model(ModelName="press", DatasetName="press")
        engine.run_until_idle()
        boto.update_model(ModelName="press", RoleArn=ROLE, LabelsInputConfiguration=LABELS)
        version = self.run(boto, clock)
        assert {"model_version_metrics"} <= set(json.loads(version["ModelMetrics"]))
        assert "PriorModelMetrics" not in version

    def test_new_data_without_labels_shows_no_figures_and_keeps_the_old_version(
        self, boto: BaseClient, engine: LocalEngine, clock: VirtualClock
    ) -> None:
        train(boto, engine)
        plant.upload_labels(engine, FAULTS[:1])
        version = self.run(boto, clock)
        assert version["AutoPromotionResult"] == "MODEL_NOT_PROMOTED"
        assert "model_version_metrics" not in json.loads(version["ModelMetrics"])
        assert "PriorModelMetrics" not in version

    def test_a_run_that_found_too_little_data_says_how_much(
        self, boto: BaseClient, engine: LocalEngine, clock: VirtualClock
    ) -> None:
        train(boto, engine)
        # On the day of the run the look-back window holds the last days of February only.
        version = self.run(boto, clock, days=170)
        assert version["Status"] == "FAILED"
        model = boto.describe_model(ModelName="press")
        days = (plant.BEGIN + timedelta(days=28, hours=-1)) - (clock.now() - timedelta(days=180))
        assert version["RetrainingAvailableDataInDays"] == days.days
        assert model["LatestScheduledRetrainingAvailableDataInDays"] == days.days

    def test_a_window_without_any_data_counts_no_days(
        self, boto: BaseClient, engine: LocalEngine, clock: VirtualClock
    ) -> None:
        train(boto, engine)
        assert self.run(boto, clock, days=300)["RetrainingAvailableDataInDays"] == 0

    def test_a_promote_mode_that_is_changed_during_a_run_counts_at_its_end(
        self, boto: BaseClient, engine: LocalEngine, clock: VirtualClock
    ) -> None:
        ingest(boto, engine)
        boto.create_model(ModelName="press", DatasetName="press")
        engine.run_until_idle()

        def change() -> None:
            boto.update_retraining_scheduler(ModelName="press", PromoteMode="MANUAL")
            run_what_can_begin(engine)

        during_the_next_task(engine, change)
        version = self.run(boto, clock)
        assert version["AutoPromotionResult"] == "MODEL_NOT_PROMOTED"


class TestTags:
    @pytest.mark.parametrize("key", ["aws:site", "a key", "k@y", "k" * 129])
    def test_a_key_that_is_reserved_or_has_other_characters_is_refused(
        self, boto: BaseClient, key: str
    ) -> None:
        arn = boto.create_dataset(DatasetName="press")["DatasetArn"]
        refused(INVALID, boto.tag_resource, ResourceArn=arn, Tags=[{"Key": key, "Value": "north"}])
        assert boto.list_tags_for_resource(ResourceArn=arn)["Tags"] == []

    def test_the_range_in_the_pattern_lets_digits_and_commas_through(self, boto: BaseClient) -> None:
        tags = [{"Key": "1,2;3<4", "Value": ""}]
        arn = boto.create_dataset(DatasetName="press", Tags=tags)["DatasetArn"]
        assert boto.list_tags_for_resource(ResourceArn=arn)["Tags"] == tags

    def test_every_kind_of_resource_has_tags_of_its_own(self, boto: BaseClient, engine: LocalEngine) -> None:
        train(boto, engine)
        boto.create_inference_scheduler(**inference("press", "press"))
        boto.create_label_group(LabelGroupName="press")
        model = boto.describe_model(ModelName="press")["ModelArn"]
        arns = [
            boto.describe_dataset(DatasetName="press")["DatasetArn"],
            model,
            f"{model}/model-version/1",
            boto.describe_inference_scheduler(InferenceSchedulerName="press")["InferenceSchedulerArn"],
            boto.describe_label_group(LabelGroupName="press")["LabelGroupArn"],
        ]
        for number, arn in enumerate(arns):
            boto.tag_resource(ResourceArn=arn, Tags=[{"Key": "place", "Value": str(number)}])
        found = [boto.list_tags_for_resource(ResourceArn=arn)["Tags"] for arn in arns]
        assert found == [[{"Key": "place", "Value": str(number)}] for number in range(len(arns))]

    def test_a_resource_may_be_tagged_again_when_it_has_fifty(self, boto: BaseClient) -> None:
        tags = [{"Key": f"k{number}", "Value": "old"} for number in range(50)]
        arn = boto.create_dataset(DatasetName="press", Tags=tags)["DatasetArn"]
        boto.tag_resource(ResourceArn=arn, Tags=[{"Key": "k7", "Value": "new"}])
        assert {"Key": "k7", "Value": "new"} in boto.list_tags_for_resource(ResourceArn=arn)["Tags"]
