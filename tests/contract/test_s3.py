"""The whole path with sensor data, labels and results at an S3 endpoint; plain boto3 for both services."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from l4e_sdk import LookoutEquipment
from l4e_sdk.local import EngineSettings, LocalEngine, S3Settings
from l4e_sdk.testing.plant import label_csv
from tests import plant
from tests.conftest import ROLE, START, boto_client
from tests.support.s3 import SECRET, Endpoint, give_credentials, serving
from tests.unit.local.jobs.meddling import during_the_next_task

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from l4e_sdk._clock import VirtualClock

FAULTS = [(datetime(2024, 2, 25, 8, tzinfo=UTC), datetime(2024, 2, 25, 23, tzinfo=UTC))]


@pytest.fixture(scope="module")
def server() -> Iterator[Endpoint]:
    with serving() as endpoint:
        yield endpoint


@pytest.fixture
def endpoint(server: Endpoint, monkeypatch: pytest.MonkeyPatch) -> Endpoint:
    give_credentials(monkeypatch)
    server.reset()
    return server


@pytest.fixture
def s3(endpoint: Endpoint) -> Iterator[Any]:
    client = endpoint.client()
    yield client
    client.close()


@pytest.fixture
def engine(endpoint: Endpoint, clock: VirtualClock, tmp_path: Path) -> Iterator[LocalEngine]:
    settings = EngineSettings(workers=0, s3=endpoint.settings)
    with LocalEngine(tmp_path / "engine", clock=clock, settings=settings) as running:
        yield running


def keys(s3: Any, prefix: str) -> list[str]:
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=plant.BUCKET, Prefix=prefix)
    return [found["Key"] for page in pages for found in page.get("Contents", ())]


def upload_history(s3: Any) -> None:
    body = plant.csv(plant.rows(plant.BEGIN, 28 * 24, FAULTS))
    s3.put_object(Bucket=plant.BUCKET, Key=f"train/{plant.COMPONENT}/all.csv", Body=body)
    s3.put_object(Bucket=plant.BUCKET, Key="labels/known.csv", Body=label_csv(FAULTS).encode())


def upload_window(s3: Any, end: datetime, *, faulty: bool) -> None:
    faults = [(end, end)] if faulty else []
    key = f"live/{plant.COMPONENT}_{end - timedelta(hours=1):%Y%m%d%H%M%S}.csv"
    s3.put_object(Bucket=plant.BUCKET, Key=key, Body=plant.csv(plant.rows(end, 1, faults)))


def ingest(boto: Any, engine: LocalEngine, bucket: str = plant.BUCKET) -> dict[str, Any]:
    boto.create_dataset(DatasetName="press")
    place = {"Bucket": bucket, "Prefix": "train/", "KeyPattern": "{prefix}/{component_name}/*"}
    job = boto.start_data_ingestion_job(
        DatasetName="press", RoleArn=ROLE, IngestionInputConfiguration={"S3InputConfiguration": place}
    )
    engine.run_until_idle()
    return boto.describe_data_ingestion_job(JobId=job["JobId"])


def train(boto: Any, engine: LocalEngine, labels: str = plant.BUCKET) -> dict[str, Any]:
    boto.create_model(
        ModelName="press",
        DatasetName="press",
        RoleArn=ROLE,
        TrainingDataStartTime=plant.BEGIN,
        TrainingDataEndTime=datetime(2024, 2, 20, tzinfo=UTC),
        EvaluationDataStartTime=datetime(2024, 2, 20, 1, tzinfo=UTC),
        EvaluationDataEndTime=datetime(2024, 2, 28, 23, tzinfo=UTC),
        LabelsInputConfiguration={"S3InputConfiguration": {"Bucket": labels, "Prefix": "labels/"}},
        ModelDiagnosticsOutputConfiguration={
            "S3OutputConfiguration": {"Bucket": plant.BUCKET, "Prefix": "diagnostics/"}
        },
    )
    engine.run_until_idle()
    return boto.describe_model(ModelName="press")


def watch(boto: Any, engine: LocalEngine) -> None:
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


def executions(boto: Any) -> list[dict[str, Any]]:
    listed = boto.list_inference_executions(InferenceSchedulerName="press-live")
    return listed["InferenceExecutionSummaries"]


def test_the_whole_path(s3: Any, engine: LocalEngine, clock: VirtualClock) -> None:
    boto = boto_client(engine)
    upload_history(s3)
    job = ingest(boto, engine)
    assert job["Status"] == "SUCCESS", job.get("FailedReason")
    model = train(boto, engine)
    assert model["Status"] == "SUCCESS", model.get("FailedReason")
    assert json.loads(model["ModelMetrics"])["labeled_event_metrics"]["num_labeled"] == 1

    place = boto.describe_model_version(ModelName="press", ModelVersion=1)["ModelDiagnosticsResultsObject"]
    lines = gzip.decompress(s3.get_object(**place)["Body"].read()).splitlines()
    assert len(lines) == 24 * 9 - 1

    watch(boto, engine)
    for hour in (1, 2, 3):
        upload_window(s3, clock.now() + timedelta(hours=hour), faulty=hour == 3)
    clock.advance(timedelta(hours=3))
    done = executions(boto)
    assert [execution["Status"] for execution in done] == ["SUCCESS"] * 3, done
    result = done[0]["CustomerResultObject"]
    assert result == {"Bucket": plant.BUCKET, "Key": "out/2024-03-01T02:00:00Z/results.jsonl"}
    assert json.loads(s3.get_object(**result)["Body"].read())["prediction"] == 1
    assert len(keys(s3, "out/2024-")) == 3
    assert (
        json.loads(s3.get_object(Bucket=plant.BUCKET, Key="out/drift.json")["Body"].read())["status"]
        == "UNKNOWN"
    )

    boto.create_retraining_scheduler(
        ModelName="press",
        RetrainingFrequency="P1M",
        LookbackWindow="P180D",
        RetrainingStartDate=clock.now() + timedelta(days=1),
        PromoteMode="MANUAL",
    )
    boto.stop_inference_scheduler(InferenceSchedulerName="press-live")
    clock.advance(timedelta(days=2))
    version = boto.describe_model_version(ModelName="press", ModelVersion=2)
    assert version["Status"] == "SUCCESS", version.get("FailedReason")
    # What inference has read since is the newest of what the version was made from.
    assert version["EvaluationDataEndTime"] == START + timedelta(hours=3)
    assert keys(s3, "diagnostics/") == [
        f"diagnostics/press/{number}/{name}.json.gz"
        for number in (1, 2)
        for name in ("model_diagnostics_results", "report")
    ]
    assert_nothing_stays(engine)


def assert_nothing_stays(engine: LocalEngine) -> None:
    """Assert that the engine's folder has no copies of objects, and no secrets."""
    assert not (engine.folder / "s3").exists()
    assert list((engine.folder / "spool").iterdir()) == []
    for file in engine.folder.rglob("*"):
        assert file.is_dir() or SECRET.encode() not in file.read_bytes()
    assert SECRET not in repr(engine.settings) + repr(engine) + repr(engine.objects)


def test_a_live_file_may_be_written_anew_after_it_was_listed(
    s3: Any, engine: LocalEngine, clock: VirtualClock
) -> None:
    boto = boto_client(engine)
    upload_history(s3)
    ingest(boto, engine)
    train(boto, engine)
    watch(boto, engine)
    due = clock.now() + timedelta(hours=1)
    upload_window(s3, due, faulty=False)
    during_the_next_task(engine, lambda: upload_window(s3, due, faulty=True))
    clock.advance(timedelta(hours=1))
    (run,) = executions(boto)
    assert run["Status"] == "SUCCESS", run.get("FailedReason")
    latest = boto.describe_inference_scheduler(InferenceSchedulerName="press-live")["LatestInferenceResult"]
    assert latest == "ANOMALOUS"


def test_a_bucket_that_vanished_is_the_reason_and_the_engine_lives(
    s3: Any, engine: LocalEngine, clock: VirtualClock
) -> None:
    boto = boto_client(engine)
    upload_history(s3)
    failed = ingest(boto, engine, "none")
    assert "s3://none/train/ cannot be listed: there is no such bucket" in failed["FailedReason"]
    boto.delete_dataset(DatasetName="press")
    assert ingest(boto, engine)["Status"] == "SUCCESS"
    failed = train(boto, engine, labels="none")
    assert "s3://none/labels/ cannot be listed: there is no such bucket" in failed["FailedReason"]
    boto.delete_model(ModelName="press")
    engine.run_until_idle()
    assert train(boto, engine)["Status"] == "SUCCESS"
    watch(boto, engine)
    for hour in (1, 2):
        upload_window(s3, clock.now() + timedelta(hours=hour), faulty=False)
    clock.advance(timedelta(hours=1))
    for key in keys(s3, ""):
        s3.delete_object(Bucket=plant.BUCKET, Key=key)
    s3.delete_bucket(Bucket=plant.BUCKET)
    clock.advance(timedelta(hours=1))
    last, first = executions(boto)
    assert (last["Status"], first["Status"]) == ("FAILED", "SUCCESS")
    assert "s3://plant/live/" in last["FailedReason"]
    assert "there is no such bucket; create it" in last["FailedReason"]


def test_worker_processes_find_the_credentials_by_themselves(
    s3: Any, endpoint: Endpoint, tmp_path: Path
) -> None:
    upload_history(s3)
    settings = EngineSettings(workers=1, s3=endpoint.settings, background=False)
    with LocalEngine(tmp_path / "engine", settings=settings) as engine:
        job = ingest(boto_client(engine), engine)
        assert job["Status"] == "SUCCESS", job.get("FailedReason")


def test_what_a_crash_left_in_the_spool_is_removed_at_the_next_start(
    endpoint: Endpoint, tmp_path: Path
) -> None:
    left = tmp_path / "spool" / "tmp1" / "0" / "a.csv"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"1,2")
    with LocalEngine(tmp_path, settings=EngineSettings(workers=0, s3=endpoint.settings, background=False)):
        assert not left.exists()


def test_an_endpoint_that_is_down_is_the_reason(
    engine: LocalEngine, clock: VirtualClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("l4e_sdk.local.objects.s3_client.ATTEMPTS", 1)
    settings = replace(engine.settings, s3=S3Settings("http://127.0.0.1:1", region="us-east-1"))
    with LocalEngine(tmp_path / "other", settings=replace(settings, background=False)) as other:
        reason = ingest(boto_client(other), other)["FailedReason"]
    assert reason == (
        "s3://plant/train/ cannot be listed: the endpoint http://127.0.0.1:1 cannot be reached; see whether it runs, "
        "and whether its address is right."
    )


def test_the_client_goes_where_the_engine_goes(
    s3: Any, endpoint: Endpoint, clock: VirtualClock, tmp_path: Path
) -> None:
    for hours, name in ((0, "early"), (300, "late")):
        file = tmp_path / "history" / plant.COMPONENT / f"{name}.csv"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(plant.csv(plant.rows(plant.BEGIN + timedelta(hours=hours), 300)))
    settings = EngineSettings(workers=0, s3=endpoint.settings)
    with LookoutEquipment.local(tmp_path / "engine", clock=clock, settings=settings) as client:
        assert client.engine is not None
        dataset = client.datasets.create("press")
        skipped: list[bool] = []
        for _ in range(2):
            upload = dataset.upload(
                tmp_path / "history",
                bucket="plant",
                prefix="train",
                on_file=lambda file: skipped.append(file.skipped),
            )
        assert skipped == [False, False, True, True]
        assert keys(s3, "train/") == list(upload.keys)
        job = dataset.ingest(upload.s3_uri, key_pattern="{prefix}/{component_name}/*", role_arn=ROLE)
        client.engine.run_until_idle()
        assert job.refresh().status == "SUCCESS"

        s3.put_object(Bucket="plant", Key="labels/known.csv", Body=label_csv(FAULTS).encode())
        group = client.label_groups.create("faults")
        group.load_csv("s3://plant/labels/known.csv")
        group.save_csv("s3://plant/labels/saved.csv")
        assert [label.start_time for label in group.labels()] == [FAULTS[0][0]]
        assert keys(s3, "labels/") == ["labels/known.csv", "labels/saved.csv"]

        model = client.models.create(
            "press", dataset="press", labels_input_configuration=group, role_arn=ROLE
        )
        client.engine.run_until_idle()
        assert model.refresh().status == "SUCCESS"
        scheduler = client.inference_schedulers.create(
            "press-live",
            model=model,
            data_upload_frequency="PT1H",
            data_input_configuration="s3://plant/live/",
            data_output_configuration="s3://plant/out/",
            role_arn=ROLE,
        )
        client.engine.run_until_idle()
        end = START + timedelta(hours=1)
        rows = [
            {"Timestamp": moment, **dict(zip(plant.SENSORS, values, strict=True))}
            for moment, values in plant.rows(end, 1)
        ]
        scheduler.input_files.write_window(client.objects, plant.COMPONENT, rows, end=end)
        clock.advance(timedelta(hours=1))
        (row,) = scheduler.results()
        assert row.timestamp == end
        assert keys(s3, "out/") == ["out/2024-03-01T00:00:00Z/results.jsonl", "out/drift.json"]
        drift = scheduler.drift()
        assert drift is not None
        assert drift.status == "UNKNOWN"
