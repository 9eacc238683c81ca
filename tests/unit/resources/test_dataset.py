"""Datasets: from a folder to sensors that are graded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from l4e_sdk import Dataset, InvalidValueError, LookoutEquipment, ResourceNotFoundException
from l4e_sdk.views import DataSchema
from tests.support.service import Service

if TYPE_CHECKING:
    from pathlib import Path

ROLE = "arn:aws:iam::123456789012:role/plant"
SCHEMA = '{"Components": [{"ComponentName": "pump", "Columns": [{"Name": "t", "Type": "DATETIME"}, {"Name": "rpm", "Type": "DOUBLE"}]}]}'
PLACE = {"Bucket": "plant", "Prefix": "train/"}


@pytest.fixture
def service() -> Service:
    return Service(StartDataIngestionJob={"JobId": "ab12", "Status": "IN_PROGRESS"})


@pytest.fixture
def ingested(client: LookoutEquipment, folder: Path) -> Dataset:
    dataset = client.datasets.create("press")
    dataset.ingest(dataset.upload(folder, bucket="plant")).wait()
    return dataset


def test_a_new_dataset_knows_what_the_answer_said():
    service = Service(CreateDataset={"DatasetName": "pump", "Status": "CREATED"})
    assert service.client.datasets.create("pump").status == "CREATED"
    assert service.asked == ["CreateDataset"]


def test_the_schema_of_one_dataset_makes_another(client: LookoutEquipment):
    first = client.datasets.create("one", dataset_schema=SCHEMA)
    second = client.datasets.create("two", dataset_schema=first.data_schema)
    assert second.data_schema == DataSchema.parse(SCHEMA)


def test_ingestion_of_an_upload_says_how_it_is_laid_out(client: LookoutEquipment, folder: Path):
    dataset = client.datasets.create("press")
    job = dataset.ingest(dataset.upload(folder, bucket="plant", prefix="train"))
    place = job.ingestion_input_configuration.s3_input_configuration
    assert (place.prefix, place.key_pattern) == ("train/", "{prefix}/{component_name}/*")


def test_ingestion_of_an_address_leaves_the_layout_to_the_dataset(service: Service):
    job = Dataset(service.client, "pump").ingest("s3://plant/train", role_arn=ROLE)
    sent = service.sent("StartDataIngestionJob")[0]
    assert sent["IngestionInputConfiguration"] == {"S3InputConfiguration": PLACE}
    assert (job.job_id, job.status, service.asked) == ("ab12", "IN_PROGRESS", ["StartDataIngestionJob"])


def test_the_layout_of_an_address_can_be_said(service: Service):
    Dataset(service.client, "pump").ingest(
        "s3://plant/train/", role_arn=ROLE, key_pattern="{prefix}/{component_name}_*"
    )
    sent = service.sent("StartDataIngestionJob")[0]["IngestionInputConfiguration"]
    assert sent == {"S3InputConfiguration": PLACE | {"KeyPattern": "{prefix}/{component_name}_*"}}


@pytest.mark.parametrize("source", ["plant/train/", "s3://", "https://plant/train/"])
def test_a_source_that_is_no_address_is_refused(service: Service, source: str):
    with pytest.raises(InvalidValueError, match="source is"):
        Dataset(service.client, "pump").ingest(source, role_arn=ROLE)


def test_ingestion_by_a_service_needs_a_role(service: Service):
    with pytest.raises(InvalidValueError, match="role_arn is missing"):
        Dataset(service.client, "pump").ingest("s3://plant/train/")


def test_what_ingestion_changes_is_seen(ingested: Dataset):
    assert (ingested.status, ingested.data_schema["press-07"].sensors) == (
        "ACTIVE",
        ("oil_temp", "ram_speed"),
    )


def test_the_typed_schema_is_read_once(ingested: Dataset):
    assert ingested.data_schema is ingested.data_schema


def test_quality_counts_over_all_sensors(ingested: Dataset):
    assert ingested.quality.missing_sensor_data.affected_sensor_count == 0


def test_each_sensor_is_graded(ingested: Dataset):
    found = [(each.component_name, each.sensor_name, each.grade) for each in ingested.sensor_statistics()]
    assert found == [("press-07", "oil_temp", "HIGH"), ("press-07", "ram_speed", "HIGH")]


def test_statistics_of_one_job_are_asked_for_by_its_id(service: Service):
    dataset = Dataset(service.client, "pump")
    dataset.sensor_statistics(dataset.ingest("s3://plant/train/", role_arn=ROLE)).to_list()
    assert service.sent("ListSensorStatistics") == [{"DatasetName": "pump", "IngestionJobId": "ab12"}]


def test_its_jobs_are_listed(ingested: Dataset):
    assert [job.status for job in ingested.jobs(status="SUCCESS")] == ["SUCCESS"]


def test_a_dataset_is_active_after_a_wait(client: LookoutEquipment, folder: Path):
    dataset = client.datasets.create("press")
    dataset.ingest(dataset.upload(folder, bucket="plant"))
    assert dataset.wait().status == "ACTIVE"


def test_a_deleted_dataset_is_gone(client: LookoutEquipment):
    dataset = client.datasets.create("pump")
    dataset.delete()
    dataset.wait_deleted()
    with pytest.raises(ResourceNotFoundException):
        dataset.refresh()
