from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from l4e_sdk.local.context import Context
from tests import plant
from tests.conftest import ROLE

if TYPE_CHECKING:
    from pathlib import Path

    from botocore.client import BaseClient

    from l4e_sdk._clock import VirtualClock
    from l4e_sdk.local import LocalEngine


def ingest(boto: BaseClient, engine: LocalEngine, dataset: str, folder: str = "train/", days: int = 2) -> str:
    data = plant.csv(plant.rows(plant.BEGIN, days * 24))
    # In the order of a detected schema, which is that of the text.
    engine.objects.put(plant.BUCKET, f"{folder}{plant.COMPONENT}/all.csv", data)
    place = {"Bucket": plant.BUCKET, "Prefix": folder, "KeyPattern": "{prefix}/{component_name}/*"}
    source = {"S3InputConfiguration": place}
    answer = boto.start_data_ingestion_job(
        DatasetName=dataset, RoleArn=ROLE, IngestionInputConfiguration=source
    )
    engine.run_until_idle()
    return answer["JobId"]


def context(engine: LocalEngine) -> Context:
    return engine._context(engine.scope)


def folder(engine: LocalEngine, boto: BaseClient, job_id: str) -> Path:
    arn = boto.describe_data_ingestion_job(JobId=job_id)["DatasetArn"]
    return context(engine).ingested_folder(arn, job_id)


def with_schema(boto: BaseClient, name: str) -> None:
    import json

    columns = [{"Name": "Timestamp", "Type": "DATETIME"}]
    columns += [{"Name": sensor, "Type": "DOUBLE"} for sensor in plant.SENSORS]
    schema = json.dumps({"Components": [{"ComponentName": plant.COMPONENT, "Columns": columns}]})
    boto.create_dataset(DatasetName=name, DatasetSchema={"InlineDataSchema": schema})


def test_deleting_a_dataset_removes_its_data_and_no_other(boto: BaseClient, engine: LocalEngine) -> None:
    kept: dict[str, Path] = {}
    for name in ("one", "two"):
        with_schema(boto, name)
        kept[name] = folder(engine, boto, ingest(boto, engine, name))
    boto.delete_dataset(DatasetName="one")
    engine.run_until_idle()
    assert not kept["one"].parent.exists()
    assert (kept["two"] / "manifest.json").exists()


def test_the_newest_data_counts_though_the_clock_stands_still(boto: BaseClient, engine: LocalEngine) -> None:
    with_schema(boto, "press")
    jobs = [ingest(boto, engine, "press", days=days) for days in (2, 3, 4, 5)]
    found = context(engine).store.jobs_of(engine.scope, "press", status="SUCCESS", limit=1)
    assert found[0].job_id == jobs[-1]
    listed = boto.list_data_ingestion_jobs(DatasetName="press")["DataIngestionJobSummaries"]
    assert [job["JobId"] for job in listed] == jobs[::-1]


def test_replaced_data_is_kept_a_day_for_those_who_read_it(
    boto: BaseClient, engine: LocalEngine, clock: VirtualClock
) -> None:
    with_schema(boto, "press")
    places = [folder(engine, boto, ingest(boto, engine, "press", days=days)) for days in (2, 3)]
    clock.advance(timedelta(hours=23))
    assert [place.exists() for place in places] == [True, True]
    clock.advance(timedelta(hours=2))
    assert [place.exists() for place in places] == [False, True]


def test_a_bucket_that_cannot_be_listed_is_a_reason(boto: BaseClient, engine: LocalEngine) -> None:
    boto.create_dataset(DatasetName="press")
    place: dict[str, Any] = {
        "Bucket": "nobody",
        "Prefix": "train/",
        "KeyPattern": "{prefix}/{component_name}/*",
    }
    source = {"S3InputConfiguration": place}
    job = boto.start_data_ingestion_job(DatasetName="press", RoleArn=ROLE, IngestionInputConfiguration=source)
    engine.run_until_idle()
    found = boto.describe_data_ingestion_job(JobId=job["JobId"])
    assert found["Status"] == "FAILED"
    assert "engine failed" not in found["FailedReason"]
