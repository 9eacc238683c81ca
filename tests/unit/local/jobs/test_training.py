from __future__ import annotations

import gzip
import json
import shutil
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from l4e_sdk.local import EngineSettings, LocalEngine
from tests import plant
from tests.conftest import ROLE, boto_client
from tests.contract.test_main_path import FAULTS, ingest
from tests.unit.local.jobs.meddling import Broken

if TYPE_CHECKING:
    from botocore.client import BaseClient

RANGES = {
    "TrainingDataStartTime": plant.BEGIN,
    "TrainingDataEndTime": datetime(2024, 2, 17, tzinfo=UTC),
    "EvaluationDataStartTime": datetime(2024, 2, 20, 1, tzinfo=UTC),
    "EvaluationDataEndTime": datetime(2024, 2, 28, 23, tzinfo=UTC),
}


def train(boto: BaseClient, engine: LocalEngine, **members: Any) -> dict[str, Any]:
    ingest(boto, engine)
    boto.create_model(ModelName="press", DatasetName="press", **members)
    engine.run_until_idle()
    return boto.describe_model(ModelName="press")


def label(boto: BaseClient) -> None:
    boto.create_label_group(LabelGroupName="faults")
    ratings = zip(FAULTS, ("ANOMALY", "ANOMALY"), strict=True)
    ordinary = [((FAULTS[0][0] - timedelta(days=5), FAULTS[0][0] - timedelta(days=4)), "NO_ANOMALY")]
    unknown = [((FAULTS[0][0] - timedelta(days=3), FAULTS[0][0] - timedelta(days=2)), "NEUTRAL")]
    for (start, end), rating in [*ratings, *ordinary, *unknown]:
        boto.create_label(LabelGroupName="faults", StartTime=start, EndTime=end, Rating=rating)


def test_a_label_group_grades_the_model_and_only_its_anomalies_count(
    boto: BaseClient, engine: LocalEngine
) -> None:
    label(boto)
    model = train(boto, engine, LabelsInputConfiguration={"LabelGroupName": "faults"}, **RANGES)
    assert model["ModelQuality"] == "QUALITY_THRESHOLD_MET"
    assert json.loads(model["ModelMetrics"])["labeled_event_metrics"]["num_labeled"] == 1


@pytest.mark.parametrize("call", ["create_model", "update_model"])
def test_a_label_group_that_is_not_there_is_not_found(
    boto: BaseClient, engine: LocalEngine, call: str
) -> None:
    train(boto, engine)
    members = (
        {"ModelName": "other", "DatasetName": "press"} if call == "create_model" else {"ModelName": "press"}
    )
    with pytest.raises(ClientError, match=r"ResourceNotFoundException.*'none'"):
        getattr(boto, call)(LabelsInputConfiguration={"LabelGroupName": "none"}, **members)


def test_a_schema_chooses_sensors(boto: BaseClient, engine: LocalEngine) -> None:
    columns = [{"Name": "Timestamp", "Type": "DATETIME"}]
    columns += [{"Name": name, "Type": "DOUBLE"} for name in ("ram_speed", "oil_temp", "pressure")]
    schema = {"Components": [{"ComponentName": plant.COMPONENT, "Columns": columns}]}
    model = train(boto, engine, DatasetSchema={"InlineDataSchema": json.dumps(schema)}, **RANGES)
    assert model["Status"] == "SUCCESS", model.get("FailedReason")
    assert json.loads(model["Schema"]) == schema
    events = json.loads(model["ModelMetrics"])["predicted_ranges"]
    names = {item["name"] for event in events for item in event["diagnostics"]}
    assert names == {"press-07\\ram_speed", "press-07\\oil_temp", "press-07\\pressure"}


def test_rows_of_a_machine_that_is_off_are_not_judged(boto: BaseClient, engine: LocalEngine) -> None:
    data = plant.rows(plant.BEGIN, 28 * 24)
    stopped = [(at, [*row[:2], 0.0, row[3]]) if at.hour < 6 else (at, row) for at, row in data]
    engine.objects.put(plant.BUCKET, "train/press-07/all.csv", plant.csv(stopped))
    boto.create_dataset(DatasetName="press")
    place = {"Bucket": plant.BUCKET, "Prefix": "train/", "KeyPattern": "{prefix}/{component_name}/*"}
    source = {"S3InputConfiguration": place}
    boto.start_data_ingestion_job(DatasetName="press", RoleArn=ROLE, IngestionInputConfiguration=source)
    engine.run_until_idle()
    boto.create_model(
        ModelName="press",
        DatasetName="press",
        RoleArn=ROLE,
        OffCondition="press-07\\ram_speed < 0.5",
        ModelDiagnosticsOutputConfiguration={
            "S3OutputConfiguration": {"Bucket": plant.BUCKET, "Prefix": "d/"}
        },
        **RANGES,
    )
    engine.run_until_idle()
    assert boto.describe_model(ModelName="press")["OffCondition"] == "press-07\\ram_speed < 0.5"
    result = boto.describe_model_version(ModelName="press", ModelVersion=1)["ModelDiagnosticsResultsObject"]
    verdicts = [
        json.loads(line) for line in gzip.decompress(engine.objects.get(**_place(result))).splitlines()
    ]
    off = {
        verdict["timestamp"][11:13] for verdict in verdicts if verdict["prediction_reason"] == "MACHINE_OFF"
    }
    assert off == {"00", "01", "02", "03", "04", "05"}


def _place(result: dict[str, str]) -> dict[str, str]:
    return {"bucket": result["Bucket"], "key": result["Key"]}


def test_too_few_rows_are_the_customers_to_mend(
    boto: BaseClient, engine: LocalEngine, caplog: pytest.LogCaptureFixture
) -> None:
    always_off = "press-07\\ram_speed > 0"
    model = train(boto, engine, OffCondition=always_off)
    assert model["Status"] == "FAILED"
    assert model["FailedReason"] == (
        "0 usable training rows of 672: 672 off; at least 50 are needed. "
        "The off-condition press-07\\ram_speed > 0 holds in every row; correct it."
    )
    assert "ActiveModelVersion" not in model
    assert f"training of {model['ModelArn']} failed: 0 usable training rows" in caplog.text
    assert caplog.records[-1].exc_info is None


def test_an_off_condition_beyond_all_numbers_is_refused(boto: BaseClient, engine: LocalEngine) -> None:
    ingest(boto, engine)
    with pytest.raises(ClientError, match=r"ValidationException.*1e400, which is beyond all numbers"):
        boto.create_model(ModelName="press", DatasetName="press", OffCondition="press-07\\ram_speed < 1e400")


@pytest.mark.parametrize("lost", ["all", "manifest.json", "*.parquet"])
def test_vanished_data_is_a_reason(
    boto: BaseClient, engine: LocalEngine, lost: str, caplog: pytest.LogCaptureFixture
) -> None:
    ingest(boto, engine)
    boto.create_model(ModelName="press", DatasetName="press")
    datasets = engine.folder / "data" / "datasets"
    if lost == "all":
        shutil.rmtree(datasets)
    else:
        (file,) = datasets.rglob(lost)
        file.unlink()
    engine.run_until_idle()
    version = boto.describe_model_version(ModelName="press", ModelVersion=1)
    assert version["Status"] == "FAILED"
    assert version["FailedReason"].startswith("The ingested data of the dataset is gone (")
    assert version["FailedReason"].endswith(
        "ingest the dataset again, or restore the engine's folder from a backup."
    )
    assert "Traceback" not in caplog.text


def test_a_process_that_keeps_dying_fails_the_model(boto: BaseClient, engine: LocalEngine) -> None:
    ingest(boto, engine)
    engine._runner._executor = Broken(3)
    boto.create_model(ModelName="press", DatasetName="press")
    engine.run_until_idle()
    model = boto.describe_model(ModelName="press")
    assert (model["Status"], "process died" in model["FailedReason"]) == ("FAILED", True)


def test_diagnostics_that_cannot_be_written_fail_the_model_and_leave_no_files(
    boto: BaseClient, engine: LocalEngine
) -> None:
    (engine.folder / "s3").mkdir(exist_ok=True)
    (engine.folder / "s3" / "taken").write_text("a file where a bucket must be")
    output = {"S3OutputConfiguration": {"Bucket": "taken", "Prefix": "d/"}}
    model = train(boto, engine, RoleArn=ROLE, ModelDiagnosticsOutputConfiguration=output)
    assert model["Status"] == "FAILED"
    assert "s3://taken/d/press/1/" in model["FailedReason"]
    assert not [path for path in (engine.folder / "data" / "models").rglob("*") if path.is_file()]


def test_a_version_keeps_the_tags_it_was_given_until_its_model_goes(
    boto: BaseClient, engine: LocalEngine
) -> None:
    arn = train(boto, engine)["ActiveModelVersionArn"]
    boto.tag_resource(ResourceArn=arn, Tags=[{"Key": "approved", "Value": "yes"}])
    assert boto.list_tags_for_resource(ResourceArn=arn)["Tags"]
    boto.delete_model(ModelName="press")
    assert engine.store.tags.of(arn) == {}


def test_two_worker_processes_train_in_the_background() -> None:
    with LocalEngine(settings=EngineSettings(workers=2)) as engine:
        boto = boto_client(engine)
        plant.upload_history(engine)
        boto.create_dataset(DatasetName="press")
        place = {"Bucket": plant.BUCKET, "Prefix": "train/", "KeyPattern": "{prefix}/{component_name}/*"}
        source = {"S3InputConfiguration": place}
        boto.start_data_ingestion_job(DatasetName="press", RoleArn=ROLE, IngestionInputConfiguration=source)
        engine.run_until_idle()
        for name in ("one", "two"):
            boto.create_model(ModelName=name, DatasetName="press")
        engine.run_until_idle()
        assert {item["Status"] for item in boto.list_models()["ModelSummaries"]} == {"SUCCESS"}
