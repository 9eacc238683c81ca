"""A dataset: CREATED, INGESTION_IN_PROGRESS or IMPORT_IN_PROGRESS, ACTIVE (service/datasets#states)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk.local.lifecycle.change import changed
from l4e_sdk.shapes import DatasetStatus

if TYPE_CHECKING:
    from datetime import datetime

    from l4e_sdk.local.store.descriptions import StoredDataset, StoredIngestionJob


def ingesting(dataset: StoredDataset, now: datetime) -> StoredDataset:
    """Return the dataset while a job reads data for it."""
    return changed(dataset, status=DatasetStatus.INGESTION_IN_PROGRESS, last_updated_at=now)


def importing(dataset: StoredDataset, now: datetime) -> StoredDataset:
    """Return the dataset while a job copies another one's data into it."""
    return changed(dataset, status=DatasetStatus.IMPORT_IN_PROGRESS, last_updated_at=now)


def ingested(dataset: StoredDataset, job: StoredIngestionJob, schema: str, now: datetime) -> StoredDataset:
    """Return the dataset with the facts of the job that has just succeeded."""
    return changed(
        dataset,
        status=DatasetStatus.ACTIVE,
        last_updated_at=now,
        data_schema=schema,
        ingestion_input_configuration=job.ingestion_input_configuration,
        role_arn=job.role_arn,
        data_quality_summary=job.data_quality_summary,
        ingested_files_summary=job.ingested_files_summary,
        data_start_time=job.data_start_time,
        data_end_time=job.data_end_time,
        source_dataset_arn=job.source_dataset_arn,
    )


def job_failed(dataset: StoredDataset, now: datetime) -> StoredDataset:
    """Return the dataset as it was before the job: with its old data, or without any."""
    status = DatasetStatus.CREATED if dataset.data_start_time is None else DatasetStatus.ACTIVE
    return changed(dataset, status=status, last_updated_at=now)
