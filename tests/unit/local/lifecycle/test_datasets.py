from __future__ import annotations

from datetime import UTC, datetime, timedelta

from l4e_sdk.local.lifecycle.datasets import ingested, ingesting, job_failed
from l4e_sdk.local.store.descriptions import StoredDataset, StoredIngestionJob
from l4e_sdk.shapes import DatasetStatus
from tests.support.stored import stored

NOW = datetime(2024, 3, 1, tzinfo=UTC)
NEW = stored(StoredDataset, status=DatasetStatus.CREATED)
JOB = stored(StoredIngestionJob, role_arn="role", data_start_time=NOW - timedelta(days=9), data_end_time=NOW)


def test_a_dataset_says_that_it_is_being_filled() -> None:
    assert ingesting(NEW, NOW).status == DatasetStatus.INGESTION_IN_PROGRESS


def test_success_brings_the_facts_of_the_job() -> None:
    filled = ingested(ingesting(NEW, NOW), JOB, "{}", NOW)
    assert filled.status == DatasetStatus.ACTIVE
    assert (filled.data_schema, filled.role_arn, filled.data_end_time) == ("{}", "role", NOW)


def test_a_first_failure_leaves_it_without_data() -> None:
    assert job_failed(ingesting(NEW, NOW), NOW).status == DatasetStatus.CREATED


def test_a_later_failure_leaves_the_old_data() -> None:
    filled = ingested(NEW, JOB, "{}", NOW)
    failed = job_failed(ingesting(filled, NOW), NOW + timedelta(days=1))
    assert failed.status == DatasetStatus.ACTIVE
    assert failed.data_end_time == NOW
