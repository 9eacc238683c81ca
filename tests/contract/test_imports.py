"""Imports with plain boto3 clients of two accounts: what is copied, what may be copied, and how far it is."""

# boto3 makes the methods of a client at run time.
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from l4e_sdk.local import EngineSettings, LocalEngine, Quotas
from l4e_sdk.local.store import Scope
from tests import plant
from tests.conftest import ROLE, boto_client
from tests.contract.test_main_path import ingest, train, watch
from tests.contract.test_policies import FRIEND, policy_for, refused
from tests.unit.local.jobs.meddling import Broken

if TYPE_CHECKING:
    from pathlib import Path

    from botocore.client import BaseClient

    from l4e_sdk._clock import VirtualClock

DENIED, MISSING, INVALID = "AccessDeniedException", "ResourceNotFoundException", "ValidationException"
COPIED = ("Schema", "DataQualitySummary", "IngestedFilesSummary", "DataStartTime", "DataEndTime")
SCHEMA = json.dumps(
    {
        "Components": [
            {
                "ComponentName": "pump",
                "Columns": [{"Name": "t", "Type": "DATETIME"}, {"Name": "rpm", "Type": "DOUBLE"}],
            }
        ]
    }
)


@pytest.fixture
def friend(engine: LocalEngine) -> BaseClient:
    """A client of the same engine in another account."""
    return boto_client(engine, Scope(FRIEND, "us-east-1"))


def dataset_of(boto: BaseClient, name: str = "press") -> dict[str, Any]:
    return boto.describe_dataset(DatasetName=name)


def share(boto: BaseClient, arn: str, **members: object) -> None:
    boto.put_resource_policy(ResourceArn=arn, ResourcePolicy=policy_for(arn, **members))


def model_arn(boto: BaseClient) -> str:
    return boto.describe_model(ModelName="press")["ModelArn"]


def version_arn(boto: BaseClient, number: int = 1) -> str:
    return f"{model_arn(boto)}/model-version/{number}"


def live(boto: BaseClient, engine: LocalEngine, clock: VirtualClock, hours: int) -> None:
    """Let a scheduler judge some windows, so that its model has accumulated data."""
    for hour in range(1, hours + 1):
        plant.upload_window(engine, clock.now() + timedelta(hours=hour))
    clock.advance(timedelta(hours=hours))


def readings(engine: LocalEngine, boto: BaseClient, name: str = "press") -> int:
    """Return how many rows of accumulated data a model has."""
    from l4e_sdk.local.timeseries.accumulated import Accumulated

    arn = boto.describe_model(ModelName=name)["ModelArn"]
    folder = engine._context(engine.scope).accumulated_folder(arn)
    return Accumulated(folder).scan(plant.COMPONENT).collect().height


class TestDatasets:
    def test_a_copy_has_the_data_and_says_where_from(
        self, boto: BaseClient, engine: LocalEngine, friend: BaseClient
    ) -> None:
        ingest(boto, engine)
        source = dataset_of(boto)
        share(boto, source["DatasetArn"])
        answer = friend.import_dataset(SourceDatasetArn=source["DatasetArn"])
        assert (answer["DatasetName"], answer["Status"]) == ("press", "IMPORT_IN_PROGRESS")
        assert f":{FRIEND}:" in answer["DatasetArn"]
        job = friend.describe_data_ingestion_job(JobId=answer["JobId"])
        assert job["Status"] == "IMPORT_IN_PROGRESS"
        engine.run_until_idle()
        copy = dataset_of(friend)
        assert copy["Status"] == "ACTIVE"
        assert copy["SourceDatasetArn"] == source["DatasetArn"]
        assert {name: copy[name] for name in COPIED} == {name: source[name] for name in COPIED}
        assert "IngestionInputConfiguration" not in copy

    def test_the_job_is_listed_with_its_source_and_statistics(
        self, boto: BaseClient, engine: LocalEngine
    ) -> None:
        ingest(boto, engine)
        arn = dataset_of(boto)["DatasetArn"]
        job_id = boto.import_dataset(SourceDatasetArn=arn, DatasetName="copy")["JobId"]
        listed = boto.list_data_ingestion_jobs(Status="IMPORT_IN_PROGRESS")["DataIngestionJobSummaries"]
        assert [job["JobId"] for job in listed] == [job_id]
        engine.run_until_idle()
        job = boto.describe_data_ingestion_job(JobId=job_id)
        assert (job["Status"], job["SourceDatasetArn"]) == ("SUCCESS", arn)
        assert job["IngestedDataSize"] > 0
        of_copy, of_source = (boto.list_sensor_statistics(DatasetName=name) for name in ("copy", "press"))
        assert of_copy["SensorStatisticsSummaries"] == of_source["SensorStatisticsSummaries"]

    def test_a_copy_can_be_trained_on_when_its_source_is_gone(
        self, boto: BaseClient, engine: LocalEngine
    ) -> None:
        ingest(boto, engine)
        boto.import_dataset(SourceDatasetArn=dataset_of(boto)["DatasetArn"], DatasetName="copy")
        boto.delete_dataset(DatasetName="press")  # before the import has begun
        engine.run_until_idle()
        boto.create_model(ModelName="press", DatasetName="copy")
        engine.run_until_idle()
        assert boto.describe_model(ModelName="press")["Status"] == "SUCCESS"
        folders = (engine.folder / "data" / "datasets").iterdir()
        assert [folder.name for folder in folders] == [dataset_of(boto, "copy")["DatasetArn"].split("/")[2]]

    def test_a_dataset_of_that_name_is_overwritten(self, boto: BaseClient, engine: LocalEngine) -> None:
        ingest(boto, engine)
        created = boto.create_dataset(DatasetName="other", DatasetSchema={"InlineDataSchema": SCHEMA})
        source = dataset_of(boto)
        answer = boto.import_dataset(SourceDatasetArn=source["DatasetArn"], DatasetName="other")
        engine.run_until_idle()
        other = dataset_of(boto, "other")
        assert other["DatasetArn"] == answer["DatasetArn"] == created["DatasetArn"]
        assert other["Schema"] == source["Schema"]

    def test_own_data_replaces_imported_data_and_its_source(
        self, boto: BaseClient, engine: LocalEngine
    ) -> None:
        ingest(boto, engine)
        boto.import_dataset(SourceDatasetArn=dataset_of(boto)["DatasetArn"], DatasetName="copy")
        engine.run_until_idle()
        place = {"Bucket": plant.BUCKET, "Prefix": "train/", "KeyPattern": "{prefix}/{component_name}/*"}
        boto.start_data_ingestion_job(
            DatasetName="copy", RoleArn=ROLE, IngestionInputConfiguration={"S3InputConfiguration": place}
        )
        engine.run_until_idle()
        assert "SourceDatasetArn" not in dataset_of(boto, "copy")
        assert dataset_of(boto, "copy")["Status"] == "ACTIVE"

    def test_tags_and_key_are_those_of_the_request(self, boto: BaseClient, engine: LocalEngine) -> None:
        ingest(boto, engine)
        tags = [{"Key": "site", "Value": "north"}]
        arn = boto.import_dataset(
            SourceDatasetArn=dataset_of(boto)["DatasetArn"],
            DatasetName="copy",
            ServerSideKmsKeyId="alias/plant",
            Tags=tags,
        )["DatasetArn"]
        assert boto.list_tags_for_resource(ResourceArn=arn)["Tags"] == tags
        assert dataset_of(boto, "copy")["ServerSideKmsKeyId"].endswith(":alias/plant")

    def test_a_repeated_call_answers_how_far_it_is(self, boto: BaseClient, engine: LocalEngine) -> None:
        ingest(boto, engine)
        given = {
            "SourceDatasetArn": dataset_of(boto)["DatasetArn"],
            "DatasetName": "copy",
            "ClientToken": "once",
        }
        first = boto.import_dataset(**given)
        engine.run_until_idle()
        again = boto.import_dataset(**given)
        assert again["Status"] == "SUCCESS"
        assert {**again, "Status": None, "ResponseMetadata": None} == {
            **first,
            "Status": None,
            "ResponseMetadata": None,
        }

    @pytest.mark.parametrize("name", ["fresh", "press"])
    def test_a_failed_import_leaves_the_dataset_as_it_was(
        self, boto: BaseClient, engine: LocalEngine, name: str
    ) -> None:
        ingest(boto, engine)
        arn = dataset_of(boto)["DatasetArn"]
        engine._runner._executor = Broken(3)
        job_id = boto.import_dataset(SourceDatasetArn=arn, DatasetName=name)["JobId"]
        engine.run_until_idle()
        job = boto.describe_data_ingestion_job(JobId=job_id)
        assert job["Status"] == "FAILED"
        assert job["FailedReason"]
        assert dataset_of(boto, name)["Status"] == ("CREATED" if name == "fresh" else "ACTIVE")
        statistics = boto.list_sensor_statistics(DatasetName=name)["SensorStatisticsSummaries"]
        assert len(statistics) == (0 if name == "fresh" else len(plant.SENSORS))

    def test_without_a_policy_nothing_of_another_account_is_seen(
        self, boto: BaseClient, engine: LocalEngine, friend: BaseClient
    ) -> None:
        ingest(boto, engine)
        arn = dataset_of(boto)["DatasetArn"]
        seen = refused(DENIED, friend.import_dataset, SourceDatasetArn=arn)
        other = arn.rpartition("/")[0] + "/1f"
        assert refused(DENIED, friend.import_dataset, SourceDatasetArn=other) == seen.replace(arn, other)
        assert friend.list_datasets()["DatasetSummaries"] == []

    @pytest.mark.parametrize(
        "members",
        [
            {"Principal": {"AWS": "333333333333"}},
            {"Action": "lookoutequipment:ImportModelVersion"},
            {"Resource": "arn:aws:lookoutequipment:us-east-1:000000000000:dataset/other/*"},
            {"Effect": "Deny"},
            {"Condition": {"Bool": {"lookoutequipment:IsImportingData": "true"}}},
        ],
        ids=["another account", "another action", "another dataset", "denied", "about models"],
    )
    def test_a_policy_that_does_not_allow_it_is_as_none(
        self, boto: BaseClient, engine: LocalEngine, friend: BaseClient, members: dict[str, object]
    ) -> None:
        ingest(boto, engine)
        arn = dataset_of(boto)["DatasetArn"]
        share(boto, arn, **members)
        refused(DENIED, friend.import_dataset, SourceDatasetArn=arn)

    def test_a_permission_can_be_revoked(
        self, boto: BaseClient, engine: LocalEngine, friend: BaseClient
    ) -> None:
        ingest(boto, engine)
        arn = dataset_of(boto)["DatasetArn"]
        share(boto, arn, Principal="*")
        friend.import_dataset(SourceDatasetArn=arn)
        boto.delete_resource_policy(ResourceArn=arn)
        refused(DENIED, friend.import_dataset, SourceDatasetArn=arn, DatasetName="again")
        engine.run_until_idle()
        assert dataset_of(friend)["Status"] == "ACTIVE"

    def test_a_source_of_another_region_is_not_found(self, boto: BaseClient, engine: LocalEngine) -> None:
        ingest(boto, engine)
        abroad = boto_client(engine, Scope("000000000000", "eu-west-1"))
        refused(MISSING, abroad.import_dataset, SourceDatasetArn=dataset_of(boto)["DatasetArn"])

    def test_a_source_without_data_is_a_conflict(self, boto: BaseClient) -> None:
        arn = boto.create_dataset(DatasetName="press")["DatasetArn"]
        refused("ConflictException", boto.import_dataset, SourceDatasetArn=arn, DatasetName="copy")

    def test_a_dataset_that_is_being_filled_is_a_conflict(
        self, boto: BaseClient, engine: LocalEngine
    ) -> None:
        ingest(boto, engine)
        given = {"SourceDatasetArn": dataset_of(boto)["DatasetArn"], "DatasetName": "copy"}
        boto.import_dataset(**given)
        refused("ConflictException", boto.import_dataset, **given)
        refused("ConflictException", boto.delete_dataset, DatasetName="copy")

    def test_quotas_hold(self, clock: VirtualClock) -> None:
        quotas = Quotas(datasets=3, pending_dataset_imports=1)
        with LocalEngine(clock=clock, settings=EngineSettings(workers=0, quotas=quotas)) as engine:
            boto = boto_client(engine)
            ingest(boto, engine)
            arn, over = dataset_of(boto)["DatasetArn"], "ServiceQuotaExceededException"
            boto.import_dataset(SourceDatasetArn=arn, DatasetName="a")
            assert "imports" in refused(over, boto.import_dataset, SourceDatasetArn=arn, DatasetName="b")
            engine.run_until_idle()
            boto.import_dataset(SourceDatasetArn=arn, DatasetName="b")
            engine.run_until_idle()
            assert "datasets" in refused(over, boto.import_dataset, SourceDatasetArn=arn, DatasetName="c")


class TestModelVersions:
    def test_the_first_version_of_a_new_model_is_in_use(
        self, boto: BaseClient, engine: LocalEngine, friend: BaseClient
    ) -> None:
        train(boto, engine, OffCondition=f"{plant.COMPONENT}\\{plant.SENSORS[0]} < -5")
        share(boto, dataset_of(boto)["DatasetArn"])
        share(boto, model_arn(boto))
        friend.import_dataset(SourceDatasetArn=dataset_of(boto)["DatasetArn"], DatasetName="mine")
        engine.run_until_idle()
        answer = friend.import_model_version(
            SourceModelVersionArn=version_arn(boto), DatasetName="mine", RoleArn=ROLE
        )
        assert (answer["ModelName"], answer["ModelVersion"]) == ("press", 1)
        assert answer["Status"] == "IMPORT_IN_PROGRESS"
        assert friend.describe_model(ModelName="press")["Status"] == "IMPORT_IN_PROGRESS"
        engine.run_until_idle()
        model, source = friend.describe_model(ModelName="press"), boto.describe_model(ModelName="press")
        assert (model["Status"], model["ActiveModelVersion"]) == ("SUCCESS", 1)
        same = ("ModelMetrics", "ModelQuality", "Schema", "OffCondition", "TrainingDataStartTime")
        assert {name: model[name] for name in same} == {name: source[name] for name in same}
        assert (model["DatasetName"], model["RoleArn"]) == ("mine", ROLE)
        assert model["SourceModelVersionArn"] == version_arn(boto)
        assert model["ImportJobStartTime"] <= model["ImportJobEndTime"]
        assert "LabelsInputConfiguration" not in model

    def test_a_version_says_what_it_is(self, boto: BaseClient, engine: LocalEngine) -> None:
        train(boto, engine)
        given = {"SourceModelVersionArn": version_arn(boto), "DatasetName": "press", "ModelName": "copy"}
        boto.import_model_version(**given)
        engine.run_until_idle()
        version = boto.describe_model_version(ModelName="copy", ModelVersion=1)
        assert (version["Status"], version["SourceType"]) == ("SUCCESS", "IMPORT")
        assert version["ImportedDataSizeInBytes"] > 1000
        (listed,) = boto.list_model_versions(ModelName="copy", SourceType="IMPORT")["ModelVersionSummaries"]
        assert listed["ModelVersionArn"] == version["ModelVersionArn"]

    def test_a_model_that_is_there_gets_the_next_number_and_keeps_its_version(
        self, boto: BaseClient, engine: LocalEngine
    ) -> None:
        train(boto, engine)
        answer = boto.import_model_version(SourceModelVersionArn=version_arn(boto), DatasetName="press")
        assert answer["ModelVersion"] == 2
        assert answer["ModelVersionArn"] == version_arn(boto, 2)
        assert boto.describe_model(ModelName="press")["Status"] == "SUCCESS"
        refused("ConflictException", boto.delete_model, ModelName="press")
        engine.run_until_idle()
        assert boto.describe_model(ModelName="press")["ActiveModelVersion"] == 1
        boto.update_active_model_version(ModelName="press", ModelVersion=2)
        assert boto.describe_model(ModelName="press")["SourceModelVersionArn"] == version_arn(boto)

    def test_a_model_shows_how_its_active_version_was_trained_and_is_retrained_that_way(
        self, boto: BaseClient, engine: LocalEngine, clock: VirtualClock
    ) -> None:
        train(boto, engine)
        columns = [{"Name": "Timestamp", "Type": "DATETIME"}, {"Name": plant.SENSORS[0], "Type": "DOUBLE"}]
        schema = json.dumps({"Components": [{"ComponentName": plant.COMPONENT, "Columns": columns}]})
        boto.create_model(
            ModelName="small",
            DatasetName="press",
            DatasetSchema={"InlineDataSchema": schema},
            DataPreProcessingConfiguration={"TargetSamplingRate": "PT1H"},
            OffCondition=f"{plant.COMPONENT}\\{plant.SENSORS[0]} < -5",
        )
        engine.run_until_idle()
        source = boto.describe_model(ModelName="small")["ActiveModelVersionArn"]
        boto.import_model_version(SourceModelVersionArn=source, DatasetName="press", ModelName="press")
        engine.run_until_idle()
        names = ("Schema", "DataPreProcessingConfiguration", "OffCondition")
        before = boto.describe_model(ModelName="press")
        boto.update_active_model_version(ModelName="press", ModelVersion=2)
        small, model = boto.describe_model(ModelName="small"), boto.describe_model(ModelName="press")
        assert {name: model[name] for name in names} == {name: small[name] for name in names}
        boto.create_retraining_scheduler(
            ModelName="press", RetrainingFrequency="P30D", LookbackWindow="P180D", PromoteMode="MANUAL"
        )
        clock.advance("P30D")
        version = boto.describe_model_version(ModelName="press", ModelVersion=3)
        assert (version["Status"], version["Schema"]) == ("SUCCESS", small["Schema"])
        boto.update_active_model_version(ModelName="press", ModelVersion=1)
        model = boto.describe_model(ModelName="press")
        assert {name: model.get(name) for name in names} == {name: before.get(name) for name in names}

    def test_an_imported_version_judges_live_data(
        self, boto: BaseClient, engine: LocalEngine, clock: VirtualClock
    ) -> None:
        watch(boto, engine)
        boto.import_model_version(SourceModelVersionArn=version_arn(boto), DatasetName="press")
        live(boto, engine, clock, 1)
        boto.update_active_model_version(ModelName="press", ModelVersion=2)
        live(boto, engine, clock, 1)
        executions = boto.list_inference_executions(InferenceSchedulerName="press-live")
        latest, before = executions["InferenceExecutionSummaries"]
        assert (latest["Status"], latest["ModelVersion"]) == ("SUCCESS", 2)
        assert before["ModelVersion"] == 1

    def test_deleting_the_source_has_no_effect(self, boto: BaseClient, engine: LocalEngine) -> None:
        train(boto, engine)
        boto.import_model_version(
            SourceModelVersionArn=version_arn(boto), DatasetName="press", ModelName="copy"
        )
        boto.delete_model(ModelName="press")  # before the import has begun
        engine.run_until_idle()
        copy = boto.describe_model(ModelName="copy")
        assert copy["Status"] == "SUCCESS"
        folders = (engine.folder / "data" / "models").iterdir()
        assert [folder.name for folder in folders] == [copy["ModelArn"].split("/")[2]]

    def test_a_repeated_call_answers_how_far_it_is(self, boto: BaseClient, engine: LocalEngine) -> None:
        train(boto, engine)
        given = {
            "SourceModelVersionArn": version_arn(boto),
            "DatasetName": "press",
            "ModelName": "copy",
            "ClientToken": "once",
        }
        assert boto.import_model_version(**given)["Status"] == "IMPORT_IN_PROGRESS"
        assert boto.import_model_version(**given)["Status"] == "IMPORT_IN_PROGRESS"
        engine.run_until_idle()
        assert boto.import_model_version(**given)["Status"] == "SUCCESS"
        assert len(boto.list_model_versions(ModelName="copy")["ModelVersionSummaries"]) == 1

    def test_a_failed_import_says_why(self, boto: BaseClient, engine: LocalEngine) -> None:
        train(boto, engine)
        given = {"SourceModelVersionArn": version_arn(boto), "DatasetName": "press", "ClientToken": "once"}
        engine._runner._executor = Broken(3)
        boto.import_model_version(**given, ModelName="copy")
        engine.run_until_idle()
        model = boto.describe_model(ModelName="copy")
        assert model["Status"] == "FAILED"
        assert model["FailedReason"]
        assert "ActiveModelVersion" not in model
        assert boto.import_model_version(**given, ModelName="copy")["Status"] == "FAILED"

    def test_a_version_that_was_imported_rescues_a_failed_model(
        self, boto: BaseClient, engine: LocalEngine
    ) -> None:
        train(boto, engine)
        engine._runner._executor = Broken(3)
        given = {"SourceModelVersionArn": version_arn(boto), "DatasetName": "press", "ModelName": "copy"}
        for _ in range(2):
            boto.import_model_version(**given)
            engine.run_until_idle()
        boto.update_active_model_version(ModelName="copy", ModelVersion=2)
        model = boto.describe_model(ModelName="copy")
        assert (model["Status"], model["ActiveModelVersion"]) == ("SUCCESS", 2)
        assert "FailedReason" not in model

    def test_tags_go_to_what_is_made(self, boto: BaseClient, engine: LocalEngine) -> None:
        train(boto, engine)
        tags = [{"Key": "site", "Value": "north"}]
        given: dict[str, Any] = {"SourceModelVersionArn": version_arn(boto), "DatasetName": "press"}
        made = boto.import_model_version(**given, ModelName="copy", Tags=tags)
        added = boto.import_model_version(**given, Tags=tags)
        assert boto.list_tags_for_resource(ResourceArn=made["ModelArn"])["Tags"] == tags
        assert boto.list_tags_for_resource(ResourceArn=added["ModelVersionArn"])["Tags"] == tags
        assert boto.list_tags_for_resource(ResourceArn=added["ModelArn"])["Tags"] == []

    def test_a_retraining_of_an_imported_model_makes_its_next_version(
        self, boto: BaseClient, engine: LocalEngine, clock: VirtualClock
    ) -> None:
        train(boto, engine)
        boto.import_model_version(
            SourceModelVersionArn=version_arn(boto), DatasetName="press", ModelName="copy"
        )
        engine.run_until_idle()
        boto.create_retraining_scheduler(
            ModelName="copy",
            RetrainingFrequency="P1M",
            LookbackWindow="P180D",
            RetrainingStartDate=clock.now() + timedelta(days=1),
        )
        clock.advance(timedelta(days=2))
        version = boto.describe_model_version(ModelName="copy", ModelVersion=2)
        assert (version["Status"], version["SourceType"]) == ("SUCCESS", "RETRAINING")


class TestWhatCannotBeImported:
    @pytest.fixture(autouse=True)
    def _trained(self, boto: BaseClient, engine: LocalEngine) -> None:
        train(boto, engine)

    def test_a_version_that_is_not_trained(self, boto: BaseClient) -> None:
        model = boto.create_model(ModelName="new", DatasetName="press")["ModelArn"]
        given = {"SourceModelVersionArn": f"{model}/model-version/1", "DatasetName": "press"}
        refused(INVALID, boto.import_model_version, **given, ModelName="copy")

    def test_a_version_that_is_not_there(self, boto: BaseClient) -> None:
        refused(
            MISSING,
            boto.import_model_version,
            SourceModelVersionArn=version_arn(boto, 9),
            DatasetName="press",
        )

    def test_a_version_without_a_dataset(self, boto: BaseClient) -> None:
        refused(
            MISSING, boto.import_model_version, SourceModelVersionArn=version_arn(boto), DatasetName="none"
        )

    def test_a_version_with_a_dataset_of_other_columns(self, boto: BaseClient, engine: LocalEngine) -> None:
        rows = b"".join(b"2024-01-%02dT00:00:00,%d\n" % (day, day) for day in range(1, 31))
        engine.objects.put(plant.BUCKET, "pumps/pump/a.csv", b"t,rpm\n" + rows)
        boto.create_dataset(DatasetName="pumps", DatasetSchema={"InlineDataSchema": SCHEMA})
        place = {"Bucket": plant.BUCKET, "Prefix": "pumps/"}
        boto.start_data_ingestion_job(
            DatasetName="pumps", RoleArn=ROLE, IngestionInputConfiguration={"S3InputConfiguration": place}
        )
        engine.run_until_idle()
        given = {"SourceModelVersionArn": version_arn(boto), "DatasetName": "pumps", "ModelName": "copy"}
        assert plant.SENSORS[0] in refused(INVALID, boto.import_model_version, **given)

    def test_a_version_into_a_dataset_without_data(self, boto: BaseClient) -> None:
        boto.create_dataset(DatasetName="empty")
        given = {"SourceModelVersionArn": version_arn(boto), "DatasetName": "empty", "ModelName": "copy"}
        refused("ConflictException", boto.import_model_version, **given)

    def test_a_version_into_a_model_of_another_dataset(self, boto: BaseClient, engine: LocalEngine) -> None:
        boto.import_dataset(SourceDatasetArn=dataset_of(boto)["DatasetArn"], DatasetName="copy")
        engine.run_until_idle()
        given = {"SourceModelVersionArn": version_arn(boto), "DatasetName": "copy"}
        assert "'press'" in refused(INVALID, boto.import_model_version, **given)

    def test_a_version_into_a_model_that_is_not_finished(self, boto: BaseClient) -> None:
        given = {"SourceModelVersionArn": version_arn(boto), "DatasetName": "press", "ModelName": "copy"}
        boto.import_model_version(**given)
        refused("ConflictException", boto.import_model_version, **given)

    def test_a_version_with_labels_that_are_not_there(self, boto: BaseClient) -> None:
        given = {"SourceModelVersionArn": version_arn(boto), "DatasetName": "press", "ModelName": "copy"}
        labels = {"LabelGroupName": "none"}
        refused(MISSING, boto.import_model_version, **given, LabelsInputConfiguration=labels)

    def test_a_version_with_labels_in_s3_and_no_role(self, boto: BaseClient) -> None:
        given = {"SourceModelVersionArn": version_arn(boto), "DatasetName": "press", "ModelName": "copy"}
        labels = {"S3InputConfiguration": {"Bucket": plant.BUCKET, "Prefix": "labels/"}}
        assert "RoleArn" in refused(
            INVALID, boto.import_model_version, **given, LabelsInputConfiguration=labels
        )


def test_quotas_hold(clock: VirtualClock) -> None:
    quotas = Quotas(models=2, pending_model_imports=1)
    with LocalEngine(clock=clock, settings=EngineSettings(workers=0, quotas=quotas)) as engine:
        boto = boto_client(engine)
        train(boto, engine)
        given = {"SourceModelVersionArn": version_arn(boto), "DatasetName": "press"}
        over = "ServiceQuotaExceededException"
        boto.import_model_version(**given)
        assert "imports" in refused(over, boto.import_model_version, **given)
        engine.run_until_idle()
        boto.import_model_version(**given, ModelName="copy")
        engine.run_until_idle()
        assert "models" in refused(over, boto.import_model_version, **given, ModelName="more")


class TestPoliciesOfModels:
    @pytest.fixture(autouse=True)
    def _shared_dataset(self, boto: BaseClient, engine: LocalEngine, friend: BaseClient) -> None:
        train(boto, engine)
        share(boto, dataset_of(boto)["DatasetArn"])
        friend.import_dataset(SourceDatasetArn=dataset_of(boto)["DatasetArn"])
        engine.run_until_idle()

    @pytest.mark.parametrize("level", ["model", "version"])
    def test_one_policy_is_enough(self, boto: BaseClient, friend: BaseClient, level: str) -> None:
        given = {"SourceModelVersionArn": version_arn(boto), "DatasetName": "press"}
        refused(DENIED, friend.import_model_version, **given)
        share(boto, model_arn(boto) if level == "model" else version_arn(boto))
        assert friend.import_model_version(**given)["Status"] == "IMPORT_IN_PROGRESS"

    def test_of_two_policies_the_more_restrictive_wins(self, boto: BaseClient, friend: BaseClient) -> None:
        given = {"SourceModelVersionArn": version_arn(boto), "DatasetName": "press"}
        share(boto, model_arn(boto))
        share(boto, version_arn(boto), Principal={"AWS": "333333333333"})
        refused(DENIED, friend.import_model_version, **given)

    def test_a_condition_keeps_inference_data_at_home(self, boto: BaseClient, friend: BaseClient) -> None:
        condition = {"Bool": {"lookoutequipment:IsImportingData": "false"}}
        share(boto, model_arn(boto), Condition=condition)
        given = {"SourceModelVersionArn": version_arn(boto), "DatasetName": "press"}
        for strategy in ("ADD_WHEN_EMPTY", "OVERWRITE"):
            refused(DENIED, friend.import_model_version, **given, InferenceDataImportStrategy=strategy)
        assert friend.import_model_version(**given, InferenceDataImportStrategy="NO_IMPORT")


class TestAccumulatedData:
    @pytest.fixture(autouse=True)
    def _watched(self, boto: BaseClient, engine: LocalEngine, clock: VirtualClock) -> None:
        watch(boto, engine)
        live(boto, engine, clock, 3)

    def span(self, boto: BaseClient, name: str) -> tuple[object, object]:
        model = boto.describe_model(ModelName=name)
        return model.get("AccumulatedInferenceDataStartTime"), model.get("AccumulatedInferenceDataEndTime")

    def bring(self, boto: BaseClient, engine: LocalEngine, name: str, strategy: str | None) -> dict[str, Any]:
        given = {} if strategy is None else {"InferenceDataImportStrategy": strategy}
        answer = boto.import_model_version(
            SourceModelVersionArn=version_arn(boto), DatasetName="press", ModelName=name, **given
        )
        engine.run_until_idle()
        return boto.describe_model_version(ModelName=name, ModelVersion=answer["ModelVersion"])

    @pytest.mark.parametrize("strategy", [None, "NO_IMPORT"])
    def test_stays_where_it_is_unless_asked_for(
        self, boto: BaseClient, engine: LocalEngine, strategy: str | None
    ) -> None:
        self.bring(boto, engine, "copy", strategy)
        assert self.span(boto, "copy") == (None, None)
        assert readings(engine, boto, "copy") == 0

    @pytest.mark.parametrize("strategy", ["ADD_WHEN_EMPTY", "OVERWRITE"])
    def test_comes_along_to_a_model_that_has_none(
        self, boto: BaseClient, engine: LocalEngine, strategy: str
    ) -> None:
        without = self.bring(boto, engine, "small", "NO_IMPORT")["ImportedDataSizeInBytes"]
        version = self.bring(boto, engine, "copy", strategy)
        assert self.span(boto, "copy") == self.span(boto, "press")
        assert readings(engine, boto, "copy") == readings(engine, boto) == 3
        assert version["ImportedDataSizeInBytes"] > without

    def test_is_not_added_to_other_data(
        self, boto: BaseClient, engine: LocalEngine, clock: VirtualClock
    ) -> None:
        self.bring(boto, engine, "copy", "ADD_WHEN_EMPTY")
        live(boto, engine, clock, 2)
        had = self.span(boto, "copy")
        assert self.bring(boto, engine, "copy", "ADD_WHEN_EMPTY")["Status"] == "SUCCESS"
        assert self.span(boto, "copy") == had != self.span(boto, "press")
        assert readings(engine, boto, "copy") == 3

    def test_overwrites_other_data_when_asked_to(
        self, boto: BaseClient, engine: LocalEngine, clock: VirtualClock
    ) -> None:
        self.bring(boto, engine, "copy", "OVERWRITE")
        live(boto, engine, clock, 2)
        self.bring(boto, engine, "copy", "OVERWRITE")
        assert self.span(boto, "copy") == self.span(boto, "press")
        assert readings(engine, boto, "copy") == 5
        clock.advance(timedelta(days=2))
        model = boto.describe_model(ModelName="copy")["ModelArn"].split("/")[2]
        kept = sorted(path.name for path in (engine.folder / "data" / "models" / model).iterdir())
        assert kept == ["1", "2", "accumulated-2"]

    def test_grows_apart_after_the_import(
        self, boto: BaseClient, engine: LocalEngine, clock: VirtualClock
    ) -> None:
        self.bring(boto, engine, "copy", "OVERWRITE")
        live(boto, engine, clock, 50)  # enough for the source's files to be merged
        assert (readings(engine, boto, "copy"), readings(engine, boto)) == (3, 53)

    def test_of_a_source_that_has_none_overwrites_nothing(
        self, boto: BaseClient, engine: LocalEngine
    ) -> None:
        self.bring(boto, engine, "empty", "NO_IMPORT")
        source = boto.describe_model(ModelName="empty")["ModelArn"]
        had = self.span(boto, "press")
        boto.import_model_version(
            SourceModelVersionArn=f"{source}/model-version/1",
            DatasetName="press",
            ModelName="press",
            InferenceDataImportStrategy="OVERWRITE",
        )
        engine.run_until_idle()
        assert self.span(boto, "press") == had
        assert readings(engine, boto) == 3


def test_imports_that_were_not_begun_are_done_by_the_next_engine(tmp_path: Path) -> None:
    settings = EngineSettings(workers=0, background=False)
    with LocalEngine(tmp_path, settings=settings) as engine:
        boto = boto_client(engine)
        train(boto, engine)
        boto.import_dataset(SourceDatasetArn=dataset_of(boto)["DatasetArn"], DatasetName="copy")
        given = {"SourceModelVersionArn": version_arn(boto), "DatasetName": "press", "ModelName": "copy"}
        boto.import_model_version(**given)
    with LocalEngine(tmp_path, settings=settings) as engine:
        boto = boto_client(engine)
        assert dataset_of(boto, "copy")["Status"] == "IMPORT_IN_PROGRESS"
        engine.run_until_idle()
        assert dataset_of(boto, "copy")["Status"] == "ACTIVE"
        assert boto.describe_model(ModelName="copy")["Status"] == "SUCCESS"
