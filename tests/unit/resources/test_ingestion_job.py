"""Ingestion jobs: what became of one."""

from __future__ import annotations

import pytest

from l4e_sdk import IngestionJob, LookoutEquipment, NotAvailableError, ResourceFailedError
from tests.support.service import Service


def test_the_dataset_of_a_job_is_known_by_its_arn():
    arn = "arn:aws:lookoutequipment:eu-west-1:123456789012:dataset/pump/0f8f5c0e"
    assert (
        IngestionJob(Service(DescribeDataIngestionJob={"DatasetArn": arn}).client, "ab12").dataset_name
        == "pump"
    )


def test_a_job_without_the_arn_of_a_dataset_has_no_dataset_name():
    for description in ({}, {"DatasetArn": "pump"}):
        job = IngestionJob(Service(DescribeDataIngestionJob=description).client, "ab12")
        with pytest.raises(NotAvailableError, match="ingestion job 'ab12' has no dataset_"):
            _ = job.dataset_name


def test_the_name_of_a_job_is_its_id():
    assert IngestionJob(Service().client, "ab12").job_id == "ab12"


def test_a_job_that_fails_ends_the_wait_with_its_reason(client: LookoutEquipment):
    client.objects.put("plant", "pump/a.csv", b"no numbers here\n")
    job = client.datasets.create("pump").ingest("s3://plant/", key_pattern="{prefix}/{component_name}/*")
    with pytest.raises(ResourceFailedError) as failed:
        job.wait()
    assert failed.value.reason == job.refresh().failed_reason


@pytest.mark.parametrize("attribute", ["quality", "ingested_files_summary", "data_start_time"])
@pytest.mark.parametrize(
    ("description", "reason"),
    [
        ({"Status": "IN_PROGRESS"}, r"it was IN_PROGRESS when it was last seen\. Call wait\(\)"),
        ({"Status": "FAILED", "FailedReason": "No rows"}, r"it is FAILED \(No rows\)\."),
        ({"Status": "SUCCESS"}, "the endpoint reports none for it"),
        ({}, "the endpoint left it out"),
    ],
)
def test_before_its_success_a_job_says_what_is_missing(
    attribute: str, description: dict[str, str], reason: str
):
    job = IngestionJob(Service(DescribeDataIngestionJob=description).client, "ab12")
    with pytest.raises(NotAvailableError, match=f"ingestion job 'ab12' has no {attribute}: {reason}"):
        getattr(job, attribute)
