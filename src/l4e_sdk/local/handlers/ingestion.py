"""Ingestion jobs and the statistics of each sensor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk._rules.layout.keys import KeyPatternError, check_pattern
from l4e_sdk.local import find
from l4e_sdk.local.handlers import owned
from l4e_sdk.local.handlers.datasets import WORKING, next_job_time
from l4e_sdk.local.handlers.pages import page
from l4e_sdk.local.lifecycle import datasets as dataset_states
from l4e_sdk.local.lifecycle.change import changed, selected
from l4e_sdk.local.lifecycle.identity import new_id
from l4e_sdk.local.store import ingestion as rows
from l4e_sdk.local.store.descriptions import StoredDataset, StoredIngestionJob
from l4e_sdk.local.wire.faults import Conflict, Invalid, NotFound
from l4e_sdk.shapes import (
    DataIngestionJobSummary,
    DescribeDataIngestionJobResponse,
    IngestionJobStatus,
    ListDataIngestionJobsResponse,
    ListSensorStatisticsResponse,
    StartDataIngestionJobResponse,
)

if TYPE_CHECKING:
    from l4e_sdk.local.context import Context
    from l4e_sdk.shapes import (
        DescribeDataIngestionJobRequest,
        IngestionInputConfiguration,
        ListDataIngestionJobsRequest,
        ListSensorStatisticsRequest,
        StartDataIngestionJobRequest,
    )


def start_data_ingestion_job(
    context: Context, request: StartDataIngestionJobRequest
) -> StartDataIngestionJobResponse:
    """StartDataIngestionJob: read CSVs; when it succeeds, they replace the dataset's data."""
    dataset = find.dataset(context, request.dataset_name)
    if dataset.status in WORKING:
        raise Conflict(f"A job of the dataset {dataset.dataset_name!r} is running; wait until it has ended.")
    pending = context.store.ingestion_jobs.count(
        context.scope, rows.JOBS.c.status == IngestionJobStatus.IN_PROGRESS
    )
    owned.within(context, "pending_ingestion_jobs", pending + 1)
    job = StoredIngestionJob(
        job_id=new_id(),
        dataset_arn=dataset.dataset_arn,
        ingestion_input_configuration=_with_pattern(dataset, request.ingestion_input_configuration),
        role_arn=request.role_arn,
        created_at=next_job_time(context, request.dataset_name),
        status=IngestionJobStatus.IN_PROGRESS,
    )
    context.store.ingestion_jobs.put(context.scope, job)
    context.store.datasets.put(context.scope, dataset_states.ingesting(dataset, context.now()))
    context.enqueue("ingestion", dataset.dataset_arn, job_id=job.job_id)
    return selected(job, StartDataIngestionJobResponse)


def describe_data_ingestion_job(
    context: Context, request: DescribeDataIngestionJobRequest
) -> DescribeDataIngestionJobResponse:
    """DescribeDataIngestionJob."""
    return find.ingestion_job(context, request.job_id)


def list_data_ingestion_jobs(
    context: Context, request: ListDataIngestionJobsRequest
) -> ListDataIngestionJobsResponse:
    """ListDataIngestionJobs: newest first; an unknown dataset has none."""
    shelf = context.store.ingestion_jobs
    filters = [*shelf.equal("dataset_name", request.dataset_name), *shelf.equal("status", request.status)]
    found = page(shelf, context.scope, request, *filters)
    summaries = tuple(
        selected(job, DataIngestionJobSummary, dataset_name=rows.dataset_of(job)) for job in found.items
    )
    return ListDataIngestionJobsResponse(data_ingestion_job_summaries=summaries, **found.token)


def list_sensor_statistics(
    context: Context, request: ListSensorStatisticsRequest
) -> ListSensorStatisticsResponse:
    """ListSensorStatistics: of the given job, or of the latest that succeeded."""
    find.dataset(context, request.dataset_name)
    job_id = _judged_job(context, request)
    if job_id is None:
        return ListSensorStatisticsResponse(sensor_statistics_summaries=())
    found = page(
        context.store.sensor_statistics(job_id), context.scope, request, rows.STATISTICS.c.job_id == job_id
    )
    return ListSensorStatisticsResponse(sensor_statistics_summaries=tuple(found.items), **found.token)


def _judged_job(context: Context, request: ListSensorStatisticsRequest) -> str | None:
    name, job_id = request.dataset_name, request.ingestion_job_id
    if job_id is None:
        succeeded = IngestionJobStatus.SUCCESS
        latest = context.store.jobs_of(context.scope, name, status=succeeded, limit=1)
        return latest[0].job_id if latest else None
    job = context.store.ingestion_jobs.get(context.scope, job_id)
    if job is None or rows.dataset_of(job) != name:
        raise NotFound(f"The dataset {name!r} has no ingestion job {job_id!r}.")
    return job_id


def _with_pattern(
    dataset: StoredDataset, configuration: IngestionInputConfiguration
) -> IngestionInputConfiguration:
    """Return the configuration with the key pattern that applies: given, used before, or the default.

    Source: service/ingestion#layout.

    Raises:
        Invalid: the pattern is none of those that there are, or is needed and not given.
    """
    source = configuration.s3_input_configuration
    if source.key_pattern:
        try:
            check_pattern(source.key_pattern)
        except KeyPatternError as error:
            raise Invalid(f"{error}.") from error
        return configuration
    used = dataset.ingestion_input_configuration
    if used and used.s3_input_configuration.key_pattern:
        pattern = used.s3_input_configuration.key_pattern
        return changed(configuration, s3_input_configuration=changed(source, key_pattern=pattern))
    if dataset.data_schema is None:
        raise Invalid(
            "The dataset has no schema yet, so KeyPattern must say where component names stand in the keys, "
            "for example {prefix}/{component_name}/*."
        )
    return configuration
