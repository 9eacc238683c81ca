"""Ingestion jobs and the sensor statistics they found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from l4e_sdk.local.store.descriptions import StoredIngestionJob
from l4e_sdk.local.store.shelf import Shelf, Value, seconds
from l4e_sdk.local.store.tables import described
from l4e_sdk.shapes import SensorStatisticsSummary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from l4e_sdk.local.store.database import Database
    from l4e_sdk.local.store.tables import Scope

JOBS = described(
    "ingestion_jobs",
    sa.Column("job_id", sa.String(32)),
    sa.Column("dataset_name", sa.String(200), nullable=False),
    sa.Column("dataset_arn", sa.String(2048), nullable=False),
    sa.Column("status", sa.String(32), nullable=False),
    sa.Column("created_at", sa.Float, nullable=False),
    key=("job_id",),
    lists=(("created_at", "job_id"), ("dataset_name", "created_at", "job_id")),
)

STATISTICS = described(
    "sensor_statistics",
    sa.Column("job_id", sa.String(32)),
    sa.Column("component", sa.String(200)),
    sa.Column("sensor", sa.String(200)),
    key=("job_id", "component", "sensor"),
)


def jobs(database: Database) -> Shelf[StoredIngestionJob]:
    """Return the ingestion jobs, newest first."""
    return Shelf(
        database,
        JOBS,
        StoredIngestionJob,
        row=_job_row,
        order=("created_at", "job_id"),
        newest_first=True,
    )


def statistics(database: Database, job_id: str) -> Shelf[SensorStatisticsSummary]:
    """Return the statistics of one job, by component and sensor name as text."""

    def row(summary: SensorStatisticsSummary) -> dict[str, Value]:
        return {"job_id": job_id, "component": summary.component_name, "sensor": summary.sensor_name}

    return Shelf(database, STATISTICS, SensorStatisticsSummary, row=row, order=("component", "sensor"))


def replace_statistics(
    database: Database, scope: Scope, job_id: str, summaries: Sequence[SensorStatisticsSummary]
) -> None:
    """Write the statistics of a job, in place of any that an interrupted run left."""
    shelf = statistics(database, job_id)
    with database.atomic():
        shelf.delete_where(scope, STATISTICS.c.job_id == job_id)
        shelf.put_all(scope, summaries)


def _job_row(job: StoredIngestionJob) -> dict[str, Value]:
    return {
        "job_id": job.job_id,
        "dataset_name": dataset_of(job),
        "dataset_arn": job.dataset_arn,
        "status": job.status,
        "created_at": seconds(job.created_at),
    }


def dataset_of(job: StoredIngestionJob) -> str:
    """Return the name of a job's dataset, which the description holds only inside its ARN."""
    return job.dataset_arn.split("/")[1]
