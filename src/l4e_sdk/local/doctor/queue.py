"""Does everything that is in progress have a job, and every job something to do?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, TypeAlias

import sqlalchemy as sa

from l4e_sdk.local.doctor.finding import error, warning
from l4e_sdk.local.doctor.words import WORDS, name_of
from l4e_sdk.local.jobs import WORKS
from l4e_sdk.local.lifecycle.schedulers import PENDING, RUNNING, STOPPING
from l4e_sdk.local.store import datasets, inference, ingestion, model_versions, models, retraining
from l4e_sdk.local.store.descriptions import StoredRetrainingScheduler
from l4e_sdk.shapes import (
    DatasetStatus,
    InferenceExecutionStatus,
    IngestionJobStatus,
    ModelStatus,
    ModelVersionSourceType,
    ModelVersionStatus,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from l4e_sdk.local.doctor.examined import Entry, Examined
    from l4e_sdk.local.doctor.finding import Finding

_JOBS, _VERSIONS = ingestion.JOBS.c, model_versions.TABLE.c
_INFERENCE, _RETRAINING = inference.SCHEDULERS.c, retraining.TABLE.c

_SUBJECTS: Final[dict[str, dict[str, sa.Column[str] | sa.Column[int]]]] = {
    "ingestion": {"job_id": _JOBS.job_id},
    "import_dataset": {"job_id": _JOBS.job_id},
    "training": {"model_name": _VERSIONS.model_name, "version": _VERSIONS.version},
    "import_model_version": {"model_name": _VERSIONS.model_name, "version": _VERSIONS.version},
    "retraining": {"model_name": _RETRAINING.model_name},
    "retraining_now": {"model_name": _VERSIONS.model_name, "version": _VERSIONS.version},
    "settle_retraining": {"model_name": _RETRAINING.model_name},
    "inference": {"scheduler_name": _INFERENCE.name},
    "settle_inference": {"scheduler_name": _INFERENCE.name},
}
"""For each kind of job, the members of its payload that name its resource, and the place of that resource."""

_MOVED: Final = (
    (_JOBS.status == IngestionJobStatus.IN_PROGRESS, (_JOBS.job_id,), ("ingestion",)),
    (_JOBS.status == IngestionJobStatus.IMPORT_IN_PROGRESS, (_JOBS.job_id,), ("import_dataset",)),
    (
        sa.and_(
            _VERSIONS.status == ModelVersionStatus.IN_PROGRESS,
            _VERSIONS.source_type != ModelVersionSourceType.RETRAINING,
        ),
        (_VERSIONS.model_name, _VERSIONS.version),
        ("training",),
    ),
    (
        sa.and_(
            _VERSIONS.status == ModelVersionStatus.IN_PROGRESS,
            _VERSIONS.source_type == ModelVersionSourceType.RETRAINING,
        ),
        (_VERSIONS.model_name, _VERSIONS.version),
        ("retraining", "retraining_now"),
    ),
    (
        _VERSIONS.status == ModelVersionStatus.IMPORT_IN_PROGRESS,
        (_VERSIONS.model_name, _VERSIONS.version),
        ("import_model_version",),
    ),
    (_INFERENCE.status.in_((PENDING, STOPPING)), (_INFERENCE.name,), ("settle_inference",)),
    (_INFERENCE.status == RUNNING, (_INFERENCE.name,), ("inference", "settle_inference")),
    (_RETRAINING.status.in_((PENDING, STOPPING)), (_RETRAINING.model_name,), ("settle_retraining",)),
    (_RETRAINING.status == RUNNING, (_RETRAINING.model_name,), ("retraining", "settle_retraining")),
    (
        inference.EXECUTIONS.c.status == InferenceExecutionStatus.IN_PROGRESS,
        (inference.EXECUTIONS.c.scheduler_name,),
        ("inference",),
    ),
)
"""States that a job ends: the condition, the columns that name the subject, and the kinds of job."""

_WAIT: Final = (
    (
        datasets.TABLE.c.status.in_((DatasetStatus.INGESTION_IN_PROGRESS, DatasetStatus.IMPORT_IN_PROGRESS)),
        datasets.TABLE.c.name,
        _JOBS.dataset_name,
        _JOBS.status.in_((IngestionJobStatus.IN_PROGRESS, IngestionJobStatus.IMPORT_IN_PROGRESS)),
    ),
    (
        models.TABLE.c.status.in_((ModelStatus.IN_PROGRESS, ModelStatus.IMPORT_IN_PROGRESS)),
        models.TABLE.c.name,
        _VERSIONS.model_name,
        _VERSIONS.status.in_((ModelVersionStatus.IN_PROGRESS, ModelVersionStatus.IMPORT_IN_PROGRESS)),
    ),
)
"""States that end with that of another resource: the condition, the name, and the other one's name and condition."""

_YEAR: Final = timedelta(days=367)
"""No retraining is further ahead of now, or of its start date."""
_SOON: Final = timedelta(days=2)
"""Longest normal wait: no window is longer than a day, and replaced data is kept for a day."""
_LATE: Final = timedelta(days=1)
"""Largest normal delay of a running engine: a long training delays other jobs of the same resource."""

Key: TypeAlias = tuple[object, ...]


def stuck(examined: Examined) -> Iterator[Finding]:
    """Look for resources in progress that no job will end."""
    queued = {_key(entry) for entry in examined.entries() if not entry.cancelled}
    for condition, named_by, kinds in _MOVED:
        for row in examined.rows(named_by[0].table, condition):
            name = tuple(row[column.name] for column in named_by)
            # A scheduled retraining names its model only.
            names = ((kind, name[: len(_SUBJECTS[kind])]) for kind in kinds)
            if not any((kind, row["account"], row["region"], *short) in queued for kind, short in names):
                yield _stuck(named_by[0].table, row)
    for condition, column, other, unended in _WAIT:
        ends = sa.exists().where(
            other.table.c.account == column.table.c.account,
            other.table.c.region == column.table.c.region,
            other == column,
            unended,
        )
        for row in examined.rows(column.table, condition, ~ends):
            yield _stuck(column.table, row)


def subjects(examined: Examined) -> Iterator[Finding]:
    """Look for jobs that cannot run: jobs of an unknown kind, or for a missing resource."""
    for entry in examined.entries():
        columns = _SUBJECTS.get(entry.kind)
        if entry.kind not in WORKS:
            yield error(
                _job(entry),
                "No work of this kind is known.",
                "Use the l4e-sdk that wrote it, or a newer one.",
            )
        elif columns is not None and not entry.cancelled and not _is_there(examined, entry, columns):
            yield error(
                _job(entry),
                "What it is to work on is missing, so it fails again and again.",
                "Restore the folder from a backup.",
            )


def dues(examined: Examined) -> Iterator[Finding]:
    """Look for jobs at times at which no engine would have put them: the clock was wrong then, or is wrong now."""
    place = examined.place
    starts = _start_dates(examined)
    for entry in examined.entries():
        due = datetime.fromtimestamp(entry.due, UTC)
        if entry.kind == "retraining":
            latest = max(place.now, starts.get(_key(entry), place.now)) + _YEAR
        else:
            latest = place.now + _SOON
        if due > latest:
            yield error(
                _job(entry),
                f"It falls due only on {due:%Y-%m-%d %H:%M} UTC: the clock was wrong when it was planned, or is now.",
                "Set the clock of the machine; then stop and start the scheduler.",
            )
        elif place.is_served and not entry.running and due < place.now - _LATE:
            yield warning(
                _job(entry),
                f"It is due since {due:%Y-%m-%d %H:%M} UTC and the running engine has not begun it.",
                "Look into the log of the engine, and start it again.",
            )


def interrupted(examined: Examined) -> Iterator[Finding]:
    """Look for jobs that were running when their engine died."""
    left = [] if examined.place.is_served else [entry for entry in examined.entries() if entry.running]
    if left:
        yield warning(
            examined.place.folder,
            f"An engine died while it ran jobs ({len(left)}, such as {_job(left[0])}).",
            "Open the folder with an engine; it runs them again.",
        )


def _key(entry: Entry) -> Key:
    payload = entry.payload
    named = (payload.get(member) for member in _SUBJECTS.get(entry.kind, {}))
    return entry.kind, payload.get("account"), payload.get("region"), *named


def _is_there(examined: Examined, entry: Entry, columns: dict[str, sa.Column[str] | sa.Column[int]]) -> bool:
    (table,) = {column.table for column in columns.values()}
    query = sa.select(sa.func.count()).where(
        table.c.account == entry.payload.get("account"),
        table.c.region == entry.payload.get("region"),
        *(column == entry.payload.get(member) for member, column in columns.items()),
    )
    return bool(examined.connection.scalar(query))


def _start_dates(examined: Examined) -> dict[Key, datetime]:
    found: dict[Key, datetime] = {}
    for row in examined.rows(retraining.TABLE):
        try:
            scheduler = StoredRetrainingScheduler.from_json(row["document"].encode())
        except ValueError:
            continue  # that is a finding of its own
        if scheduler.retraining_start_date is not None:
            key = "retraining", row["account"], row["region"], row["model_name"]
            found[key] = scheduler.retraining_start_date
    return found


def _stuck(table: sa.FromClause, row: sa.RowMapping) -> Finding:
    status = row["status"]
    return error(
        name_of(table, row),
        f"It is {status} and no job will change that.",
        f"Restore the folder from a backup; without one, make another {WORDS[str(table)][0]}.",
    )


def _job(entry: Entry) -> str:
    return f"job {entry.id} ({entry.kind} of {entry.subject})"
