"""Datasets: create, describe, list, delete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk.local import find
from l4e_sdk.local.handlers import owned
from l4e_sdk.local.handlers.pages import page
from l4e_sdk.local.lifecycle.change import selected
from l4e_sdk.local.lifecycle.identity import new_arn
from l4e_sdk.local.store import models as model_rows
from l4e_sdk.local.wire.faults import Conflict
from l4e_sdk.shapes import (
    CreateDatasetResponse,
    DatasetStatus,
    DatasetSummary,
    DescribeDatasetResponse,
    EmptyResponse,
    ListDatasetsResponse,
)

if TYPE_CHECKING:
    from l4e_sdk.local.context import Context
    from l4e_sdk.shapes import (
        CreateDatasetRequest,
        DeleteDatasetRequest,
        DescribeDatasetRequest,
        ListDatasetsRequest,
    )

WORKING = frozenset({DatasetStatus.INGESTION_IN_PROGRESS, DatasetStatus.IMPORT_IN_PROGRESS})


def create_dataset(context: Context, request: CreateDatasetRequest) -> CreateDatasetResponse:
    """CreateDataset: a dataset without data; its schema may be left to the first ingestion."""
    shelf, now = context.store.datasets, context.now()
    if shelf.get(context.scope, request.dataset_name):
        raise Conflict(
            f"A dataset named {request.dataset_name!r} exists already; choose another name or delete it."
        )
    owned.within(
        shelf.count(context.scope) + 1, context.settings.quotas.datasets, "datasets per account and Region"
    )
    schema = request.dataset_schema.inline_data_schema if request.dataset_schema else None
    dataset = DescribeDatasetResponse.model_validate(
        {
            "dataset_name": request.dataset_name,
            "dataset_arn": new_arn(context.scope, "dataset", request.dataset_name),
            "created_at": now,
            "last_updated_at": now,
            "status": DatasetStatus.CREATED,
            **({"data_schema": schema} if schema else {}),
            **owned.kms(context, request.server_side_kms_key_id),
        }
    )
    shelf.put(context.scope, dataset)
    owned.tag(context, dataset.dataset_arn, request.tags)
    return selected(dataset, CreateDatasetResponse)


def describe_dataset(context: Context, request: DescribeDatasetRequest) -> DescribeDatasetResponse:
    """DescribeDataset."""
    return find.dataset(context, request.dataset_name)


def list_datasets(context: Context, request: ListDatasetsRequest) -> ListDatasetsResponse:
    """ListDatasets: by name."""
    shelf = context.store.datasets
    found = page(shelf, context.scope, request, *shelf.begins_with("name", request.dataset_name_begins_with))
    summaries = tuple(selected(dataset, DatasetSummary) for dataset in found.items)
    return ListDatasetsResponse(dataset_summaries=summaries, **found.token)


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
        context.store.replace_statistics(context.scope, job.job_id or "", ())
        context.store.ingestion_jobs.delete(context.scope, job.job_id)
    context.store.datasets.delete(context.scope, dataset.dataset_name)
    context.store.tags.clear(dataset.dataset_arn or "")
    context.discard(context.dataset_folder(dataset.dataset_arn or ""))
    return EmptyResponse()
