"""Ingestion: CSVs from the bucket to graded, sorted data of a dataset."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from l4e_sdk.local import find
from l4e_sdk.local.durable import make_folder, sync_tree
from l4e_sdk.local.lifecycle import datasets as dataset_states
from l4e_sdk.local.lifecycle.change import changed
from l4e_sdk.local.objects import ObjectContent
from l4e_sdk.local.runner.progress import report
from l4e_sdk.local.store import ingestion as rows
from l4e_sdk.local.timeseries.ingest import Ingested, SourceFile, ingest
from l4e_sdk.local.timeseries.schema import DataSchema
from l4e_sdk.shapes import IngestionJobStatus

if TYPE_CHECKING:
    from pathlib import Path

    from l4e_sdk.local.context import Context
    from l4e_sdk.local.runner.work import Failure, Payload
    from l4e_sdk.local.store.descriptions import StoredIngestionJob

STILL_READ = timedelta(days=1)
"""Time for which replaced data stays, for trainings that began with it."""


@dataclass(frozen=True, slots=True)
class Task:
    """The files to read, and the location of their contents."""

    files: tuple[SourceFile, ...]
    prefix: str
    key_pattern: str | None
    schema: str | None
    out: Path


class Ingestion:
    """Reads the files of one job."""

    def prepare(self, context: Context, payload: Payload) -> Task:
        """Look up which files are there now."""
        job = find.ingestion_job(context, payload["job_id"])
        dataset = find.dataset(context, rows.dataset_of(job))
        configuration = job.ingestion_input_configuration
        if configuration is None:
            raise LookupError(f"ingestion job {job.job_id} has lost its input configuration")
        source = configuration.s3_input_configuration
        prefix = source.prefix or ""
        files = tuple(
            SourceFile(found.bucket, found.key, ObjectContent(context.objects, found), found.size)
            for found in context.objects.scan(source.bucket, prefix)
        )
        out = context.ingested_folder(dataset.dataset_arn, payload["job_id"])
        return Task(files, prefix, source.key_pattern, dataset.data_schema, out)

    def compute(self, task: Task) -> Ingested:
        """Read, grade and sort the files."""
        schema = None if task.schema is None else DataSchema.parse(task.schema)
        make_folder(task.out.parent)
        found = ingest(
            task.files,
            prefix=task.prefix,
            key_pattern=task.key_pattern,
            schema=schema,
            out=task.out,
            progress=lambda share: report(f"reading, {share:.0%} done"),
        )
        sync_tree(task.out)
        return found

    def finish(self, context: Context, payload: Payload, outcome: Ingested) -> None:
        """Let the new data replace the old."""
        job = changed(
            find.ingestion_job(context, payload["job_id"]),
            data_quality_summary=outcome.quality,
            ingested_files_summary=outcome.files,
            ingested_data_size=outcome.size,
            data_start_time=outcome.start,
            data_end_time=outcome.end,
        )
        context.store.replace_statistics(context.scope, payload["job_id"], outcome.statistics)
        succeed(context, job, outcome.schema.to_json())

    def fail(self, context: Context, payload: Payload, failure: Failure) -> None:
        """Leave the dataset as it was before."""
        give_up(context, payload["job_id"], failure)


def succeed(context: Context, job: StoredIngestionJob, schema: str) -> None:
    """Let the data of a job be that of its dataset."""
    name, succeeded = rows.dataset_of(job), IngestionJobStatus.SUCCESS
    replaced = context.store.jobs_of(context.scope, name, status=succeeded, limit=1)
    context.store.ingestion_jobs.put(context.scope, changed(job, status=succeeded))
    dataset = find.dataset(context, name)
    context.store.datasets.put(context.scope, dataset_states.ingested(dataset, job, schema, context.now()))
    for old in replaced:
        context.discard(context.ingested_folder(old.dataset_arn, old.job_id), after=STILL_READ)


def give_up(context: Context, job_id: str, failure: Failure) -> None:
    """Leave the dataset of a job as it was before."""
    job = find.ingestion_job(context, job_id)
    dataset = find.dataset(context, rows.dataset_of(job))
    failed = changed(job, status=IngestionJobStatus.FAILED, failed_reason=failure.reason)
    context.store.ingestion_jobs.put(context.scope, failed)
    context.store.replace_statistics(context.scope, job_id, ())
    context.store.datasets.put(context.scope, dataset_states.job_failed(dataset, context.now()))
    context.discard(context.ingested_folder(dataset.dataset_arn, job_id))
