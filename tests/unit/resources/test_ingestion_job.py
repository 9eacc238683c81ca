"""Ingestion jobs: what became of one."""

from __future__ import annotations

import pytest

from l4e_sdk import IngestionJob, LookoutEquipment, ResourceFailedError
from tests.support.service import Service


def test_the_dataset_of_a_job_is_known_by_its_arn():
    arn = "arn:aws:lookoutequipment:eu-west-1:123456789012:dataset/pump/0f8f5c0e"
    assert (
        IngestionJob(Service(DescribeDataIngestionJob={"DatasetArn": arn}).client, "ab12").dataset_name
        == "pump"
    )


def test_a_job_without_a_dataset_has_no_dataset_name():
    assert IngestionJob(Service().client, "ab12").dataset_name is None


def test_the_name_of_a_job_is_its_id():
    assert IngestionJob(Service().client, "ab12").job_id == "ab12"


def test_a_job_that_fails_ends_the_wait_with_its_reason(client: LookoutEquipment):
    client.objects.put("plant", "pump/a.csv", b"no numbers here\n")
    job = client.datasets.create("pump").ingest("s3://plant/", key_pattern="{prefix}/{component_name}/*")
    with pytest.raises(ResourceFailedError) as failed:
        job.wait()
    assert failed.value.reason == job.refresh().failed_reason


def test_the_quality_of_a_job_is_none_until_it_succeeded():
    assert IngestionJob(Service().client, "ab12").quality is None
