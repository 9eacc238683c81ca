"""What happens to an import while others meddle with its source; what it copies is in the contract tests."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from l4e_sdk.local import EngineSettings, LocalEngine
from l4e_sdk.local.timeseries.accumulated import Accumulated
from tests import plant
from tests.conftest import ROLE, START, boto_client
from tests.contract.test_main_path import ingest, train, watch
from tests.unit.local.jobs.meddling import Broken, during_the_next_task, run_what_can_begin

if TYPE_CHECKING:
    from pathlib import Path

    from botocore.client import BaseClient

    from l4e_sdk._clock import VirtualClock

PLACE = {"Bucket": plant.BUCKET, "Prefix": "train/", "KeyPattern": "{prefix}/{component_name}/*"}
SOURCE = {"S3InputConfiguration": PLACE}


def folders(engine: LocalEngine, kind: str) -> list[str]:
    return sorted(path.name for path in (engine.folder / "data" / kind).iterdir())


def test_a_dataset_that_is_deleted_while_it_is_copied_is_copied_whole(
    boto: BaseClient, engine: LocalEngine
) -> None:
    ingest(boto, engine)
    arn = boto.describe_dataset(DatasetName="press")["DatasetArn"]
    copy = boto.import_dataset(SourceDatasetArn=arn, DatasetName="copy")["DatasetArn"]

    def delete() -> None:
        boto.delete_dataset(DatasetName="press")
        run_what_can_begin(engine)

    during_the_next_task(engine, delete)
    engine.run_until_idle()
    assert boto.describe_dataset(DatasetName="copy")["Status"] == "ACTIVE"
    assert folders(engine, "datasets") == [copy.split("/")[2]]


def test_a_model_that_is_deleted_while_it_is_copied_is_copied_whole(
    boto: BaseClient, engine: LocalEngine
) -> None:
    train(boto, engine)
    arn = boto.describe_model(ModelName="press")["ModelArn"]
    copy = boto.import_model_version(
        SourceModelVersionArn=f"{arn}/model-version/1", DatasetName="press", ModelName="copy"
    )["ModelArn"]

    def delete() -> None:
        boto.delete_model(ModelName="press")
        run_what_can_begin(engine)

    during_the_next_task(engine, delete)
    engine.run_until_idle()
    assert boto.describe_model(ModelName="copy")["Status"] == "SUCCESS"
    assert folders(engine, "models") == [copy.split("/")[2]]


def test_what_is_imported_is_what_was_there_when_it_was_asked_for(
    boto: BaseClient, engine: LocalEngine
) -> None:
    ingest(boto, engine)
    before = boto.describe_dataset(DatasetName="press")
    boto.import_dataset(SourceDatasetArn=before["DatasetArn"], DatasetName="copy")
    plant.upload_history(engine, days=20)

    def replace() -> None:
        boto.start_data_ingestion_job(DatasetName="press", RoleArn=ROLE, IngestionInputConfiguration=SOURCE)
        run_what_can_begin(engine)

    during_the_next_task(engine, replace)
    engine.run_until_idle()
    assert boto.describe_dataset(DatasetName="copy")["DataEndTime"] == before["DataEndTime"]
    assert boto.describe_dataset(DatasetName="press")["DataEndTime"] < before["DataEndTime"]


@pytest.mark.parametrize("had", [0, 2])
def test_a_window_that_is_judged_while_an_import_replaces_the_accumulated_data_is_kept_in_the_new_data(
    boto: BaseClient, engine: LocalEngine, clock: VirtualClock, had: int
) -> None:
    watch(boto, engine)
    arn = boto.describe_model(ModelName="press")["ModelArn"]
    source = {"SourceModelVersionArn": f"{arn}/model-version/1", "DatasetName": "press"}
    boto.import_model_version(**source, ModelName="other")
    engine.run_until_idle()
    given = scheduler_of(boto)
    boto.create_inference_scheduler(**{**given, "ModelName": "other", "InferenceSchedulerName": "other-live"})
    boto.stop_inference_scheduler(InferenceSchedulerName="press-live")
    for hour in range(1, 4):
        plant.upload_window(engine, START + timedelta(hours=hour))
    # The source has the window of 00:00 to 01:00 only; the target gets others, and one of them during the import.
    engine.run_until_idle()
    boto.stop_inference_scheduler(InferenceSchedulerName="other-live")
    boto.start_inference_scheduler(InferenceSchedulerName="press-live")
    clock.advance("PT1H")
    boto.stop_inference_scheduler(InferenceSchedulerName="press-live")
    boto.start_inference_scheduler(InferenceSchedulerName="other-live")
    clock.advance(timedelta(hours=had))

    def overwrite() -> None:
        boto.import_model_version(**source, ModelName="other", InferenceDataImportStrategy="OVERWRITE")
        run_what_can_begin(engine)

    during_the_next_task(engine, overwrite)
    plant.upload_window(engine, clock.now() + timedelta(hours=1))
    clock.advance("PT1H")
    model = boto.describe_model(ModelName="other")
    kept = Accumulated(engine._context(engine.scope).accumulated_folder(model["ModelArn"]))
    hours = kept.scan(plant.COMPONENT).collect()["@time"].dt.hour().to_list()
    assert hours == [1, clock.now().hour]
    assert model["AccumulatedInferenceDataEndTime"] == clock.now()
    runs = boto.list_inference_executions(InferenceSchedulerName="other-live")["InferenceExecutionSummaries"]
    assert [run["Status"] for run in runs] == ["SUCCESS"] * (had + 1)


def scheduler_of(boto: BaseClient) -> dict[str, Any]:
    """Return what to make another scheduler of, which is like that of the press."""
    known = boto.describe_inference_scheduler(InferenceSchedulerName="press-live")
    names = ("DataUploadFrequency", "RoleArn", "DataInputConfiguration", "DataOutputConfiguration")
    return {name: known[name] for name in names}


def test_an_interrupted_import_is_done_again(boto: BaseClient, engine: LocalEngine) -> None:
    ingest(boto, engine)
    arn = boto.describe_dataset(DatasetName="press")["DatasetArn"]
    engine._runner._executor = Broken(2)
    boto.import_dataset(SourceDatasetArn=arn, DatasetName="copy")
    engine.run_until_idle()
    assert boto.describe_dataset(DatasetName="copy")["Status"] == "ACTIVE"


def test_imports_are_computed_in_worker_processes_too(tmp_path: Path) -> None:
    with LocalEngine(tmp_path, settings=EngineSettings(workers=1)) as engine:
        boto = boto_client(engine)
        train(boto, engine)
        dataset = boto.describe_dataset(DatasetName="press")["DatasetArn"]
        version = boto.describe_model(ModelName="press")["ActiveModelVersionArn"]
        boto.import_dataset(SourceDatasetArn=dataset, DatasetName="copy")
        engine.run_until_idle()
        boto.import_model_version(SourceModelVersionArn=version, DatasetName="copy", ModelName="copy")
        engine.run_until_idle()
        assert boto.describe_model(ModelName="copy")["Status"] == "SUCCESS"
