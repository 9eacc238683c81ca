"""Datasets: create, describe, list, import, delete."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from l4e_sdk.local import find
from l4e_sdk.local.handlers import documents, owned, sources
from l4e_sdk.local.handlers.pages import page
from l4e_sdk.local.lifecycle import datasets as states
from l4e_sdk.local.lifecycle.change import changed, selected
from l4e_sdk.local.lifecycle.identity import imports_of, new_arn, new_id, owner_of
from l4e_sdk.local.store import ingestion as job_rows
from l4e_sdk.local.store import models as model_rows
from l4e_sdk.local.store.descriptions import StoredDataset, StoredIngestionJob
from l4e_sdk.local.wire.faults import Conflict
from l4e_sdk.shapes import (
    CreateDatasetResponse,
    DatasetStatus,
    DatasetSummary,
    DescribeDatasetResponse,
    EmptyResponse,
    ImportDatasetResponse,
    IngestionJobStatus,
    ListDatasetsResponse,
)

if TYPE_CHECKING:
    from datetime import datetime

    from l4e_sdk.local.context import Context
    from l4e_sdk.shapes import (
        CreateDatasetRequest,
        DeleteDatasetRequest,
        DescribeDatasetRequest,
        ImportDatasetRequest,
        ListDatasetsRequest,
    )

WORKING = frozenset({DatasetStatus.INGESTION_IN_PROGRESS, DatasetStatus.IMPORT_IN_PROGRESS})


def create_dataset(context: Context, request: CreateDatasetRequest) -> CreateDatasetResponse:
    """CreateDataset: a dataset without data; its schema may be left to the first ingestion."""
    if context.store.datasets.get(context.scope, request.dataset_name):
        raise Conflict(
            f"A dataset named {request.dataset_name!r} exists already; choose another name or delete it."
        )
    documents.schema(request.dataset_schema)
    schema = request.dataset_schema.inline_data_schema if request.dataset_schema else None
    dataset = changed(_new(context, request.dataset_name), data_schema=schema)
    return selected(_put(context, dataset, request), CreateDatasetResponse)


def describe_dataset(context: Context, request: DescribeDatasetRequest) -> DescribeDatasetResponse:
    """DescribeDataset."""
    return find.dataset(context, request.dataset_name)


def list_datasets(context: Context, request: ListDatasetsRequest) -> ListDatasetsResponse:
    """ListDatasets: by name."""
    shelf = context.store.datasets
    found = page(shelf, context.scope, request, *shelf.begins_with("name", request.dataset_name_begins_with))
    summaries = tuple(selected(dataset, DatasetSummary) for dataset in found.items)
    return ListDatasetsResponse(dataset_summaries=summaries, **found.token)


def import_dataset(context: Context, request: ImportDatasetRequest) -> ImportDatasetResponse:
    """ImportDataset: copy a dataset as it is now. The copy replaces the contents of a dataset with its name."""
    source = sources.dataset(context, request.source_dataset_arn)
    filled = _job_that_filled(context, source)
    name = request.dataset_name or source.dataset_name
    dataset = context.store.datasets.get(context.scope, name) or _new(context, name)
    if dataset.status in WORKING:
        raise Conflict(f"A job of the dataset {name!r} is running; wait until it has ended.")
    pending = context.store.ingestion_jobs.count(
        context.scope, job_rows.JOBS.c.status == IngestionJobStatus.IMPORT_IN_PROGRESS
    )
    owned.within(context, "pending_dataset_imports", pending + 1)
    dataset = _put(context, states.importing(dataset, context.now()), request)
    job = _import_job(context, dataset, source, filled)
    return selected(dataset, ImportDatasetResponse, job_id=job.job_id)


def delete_dataset(context: Context, request: DeleteDatasetRequest) -> EmptyResponse:
    """DeleteDataset: the dataset, its jobs and the ingested copy; the bucket stays as it is."""
    dataset = find.dataset(context, request.dataset_name)
    if dataset.status in WORKING:
        raise Conflict(f"The dataset {dataset.dataset_name!r} is being filled; wait until its job has ended.")
    users = context.store.models.select(
        context.scope, model_rows.TABLE.c.dataset_name == dataset.dataset_name, limit=1
    )
    if users:
        raise Conflict(f"The model {users[0].model_name!r} uses this dataset; delete the model first.")
    for job in context.store.jobs_of(context.scope, request.dataset_name):
        context.store.replace_statistics(context.scope, job.job_id, ())
        context.store.ingestion_jobs.delete(context.scope, job.job_id)
    context.store.datasets.delete(context.scope, dataset.dataset_name)
    arn = dataset.dataset_arn
    context.store.tags.clear(arn)
    context.store.policies.clear(arn)
    context.discard(context.dataset_folder(arn), readers=imports_of(arn))
    return EmptyResponse()


def next_job_time(context: Context, dataset_name: str) -> datetime:
    """Return a time after the dataset's other jobs, though the clock may stand still: the newest job has the data."""
    newest = context.store.jobs_of(context.scope, dataset_name, limit=1)
    latest = [job.created_at + timedelta(milliseconds=1) for job in newest]
    return max([context.now(), *latest])


def _new(context: Context, name: str) -> StoredDataset:
    owned.within(context, "datasets", context.store.datasets.count(context.scope) + 1)
    now = context.now()
    return StoredDataset(
        dataset_name=name,
        dataset_arn=new_arn(context.scope, "dataset", name),
        created_at=now,
        last_updated_at=now,
        status=DatasetStatus.CREATED,
    )


def _put(
    context: Context, dataset: StoredDataset, request: CreateDatasetRequest | ImportDatasetRequest
) -> StoredDataset:
    """Keep a dataset with the key and the tags that a request gives it."""
    keyed = changed(dataset, **owned.kms(context, request.server_side_kms_key_id))
    context.store.datasets.put(context.scope, keyed)
    owned.tag(context, dataset.dataset_arn, request.tags)
    return keyed


def _job_that_filled(context: Context, source: StoredDataset) -> StoredIngestionJob:
    owner, succeeded = owner_of(source.dataset_arn), IngestionJobStatus.SUCCESS
    jobs = context.store.jobs_of(owner, source.dataset_name, status=succeeded, limit=1)
    if not jobs:
        raise Conflict(
            f"The dataset {source.dataset_arn!r} is {source.status} and has no data to import yet."
        )
    return jobs[0]


def _import_job(
    context: Context,
    dataset: StoredDataset,
    source: StoredDataset,
    filled: StoredIngestionJob,
) -> StoredIngestionJob:
    """Begin the job that copies the files; all else is remembered now, because the source may change meanwhile."""
    job = StoredIngestionJob(
        job_id=new_id(),
        dataset_arn=dataset.dataset_arn,
        created_at=next_job_time(context, dataset.dataset_name),
        status=IngestionJobStatus.IMPORT_IN_PROGRESS,
        source_dataset_arn=source.dataset_arn,
    )
    context.store.ingestion_jobs.put(context.scope, job)
    found = context.store.sensor_statistics(filled.job_id)
    of_job = job_rows.STATISTICS.c.job_id == filled.job_id
    statistics = found.select(owner_of(source.dataset_arn), of_job)
    context.store.replace_statistics(context.scope, job.job_id, statistics)
    context.enqueue(
        "import_dataset",
        imports_of(source.dataset_arn),
        job_id=job.job_id,
        source=context.place(context.ingested_folder(filled.dataset_arn, filled.job_id)),
        filled=filled.to_json().decode(),
        schema=source.data_schema,
    )
    return job
