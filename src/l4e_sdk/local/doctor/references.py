"""Is everything there that a resource belongs to or uses?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import sqlalchemy as sa
from pydantic import ValidationError

from l4e_sdk.local.doctor.finding import RESTORE, error, warning
from l4e_sdk.local.doctor.words import WORDS, name_of
from l4e_sdk.local.store import (
    accumulated,
    datasets,
    inference,
    ingestion,
    labels,
    model_versions,
    models,
    policies,
    retraining,
    tags,
)
from l4e_sdk.local.store.descriptions import StoredModel
from l4e_sdk.shapes import (
    DatasetStatus,
    IngestionJobStatus,
    ModelStatus,
    ModelVersionStatus,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from l4e_sdk.local.doctor.examined import Examined
    from l4e_sdk.local.doctor.finding import Finding

_BELONGS: Final = (
    (ingestion.JOBS.c.dataset_name, datasets.TABLE.c.name),
    (ingestion.STATISTICS.c.job_id, ingestion.JOBS.c.job_id),
    (models.TABLE.c.dataset_name, datasets.TABLE.c.name),
    (model_versions.TABLE.c.model_name, models.TABLE.c.name),
    (retraining.TABLE.c.model_name, models.TABLE.c.name),
    (inference.SCHEDULERS.c.model_name, models.TABLE.c.name),
    (inference.EXECUTIONS.c.scheduler_name, inference.SCHEDULERS.c.name),
    (inference.EVENTS.c.scheduler_name, inference.SCHEDULERS.c.name),
    (labels.LABELS.c.group_name, labels.GROUPS.c.name),
)
"""Columns that name a resource of the same account and Region, and where that is."""

_ATTACHED: Final = (
    ("tags", tags.TABLE.c.arn),
    ("a resource policy", policies.TABLE.c.arn),
    ("a folder of accumulated data", accumulated.TABLE.c.model_arn),
    ("the state between windows", inference.UNFINISHED.c.scheduler_arn),
)
"""Data that is stored by the ARN of a resource."""

_HAVE_ARNS: Final = (
    datasets.TABLE,
    models.TABLE,
    model_versions.TABLE,
    inference.SCHEDULERS,
    labels.GROUPS,
)


def owners(examined: Examined) -> Iterator[Finding]:
    """Look for what belongs to resources that are not there."""
    for child, parent in _BELONGS:
        there = sa.exists().where(
            parent.table.c.account == child.table.c.account,
            parent.table.c.region == child.table.c.region,
            parent == child,
        )
        query = sa.select(child, sa.func.count()).where(~there).group_by(child)
        for name, count in examined.connection.execute(query):
            word, belonging = WORDS[parent.table.name][0], WORDS[child.table.name][0]
            what = f"It is missing, and there is something that belongs to it (each a {belonging}, {count} in all)."
            yield error(f"{word} {name}", what, RESTORE)


def attachments(examined: Examined) -> Iterator[Finding]:
    """Look for data that is attached to missing resources."""
    arns = sa.union_all(*(sa.select(table.c.arn) for table in _HAVE_ARNS)).subquery()
    for what, column in _ATTACHED:
        query = sa.select(column).distinct().where(column.not_in(sa.select(arns.c.arn)))
        for arn in examined.connection.scalars(query):
            yield warning(
                arn,
                f"The resource is missing and {what} of it is left.",
                "Nothing uses it; it may stay where it is.",
            )


def active_versions(examined: Examined) -> Iterator[Finding]:
    """Look at the version that each model works with."""
    columns = model_versions.TABLE.c
    for row, model in _models(examined):
        number = model.active_model_version
        if number is None:
            if row["status"] == ModelStatus.SUCCESS:
                yield error(name_of(models.TABLE, row), "It is SUCCESS and has no active version.", RESTORE)
            continue
        status = examined.connection.scalar(
            sa.select(columns.status).where(
                columns.account == row["account"],
                columns.region == row["region"],
                columns.model_name == row["name"],
                columns.version == number,
            )
        )
        if status != ModelVersionStatus.SUCCESS:
            yield error(
                name_of(models.TABLE, row),
                f"Its active version {number} is {status or 'missing'}, so inference fails.",
                "Activate another version with UpdateActiveModelVersion.",
            )


def label_groups(examined: Examined) -> Iterator[Finding]:
    """Look for the label groups that models train from."""
    there = {(row["account"], row["region"], row["name"]) for row in examined.rows(labels.GROUPS)}
    for row, model in _models(examined):
        source = model.labels_input_configuration
        group = source.label_group_name if source else None
        if group is not None and (row["account"], row["region"], group) not in there:
            yield error(
                name_of(models.TABLE, row),
                f"It trains from the label group {group!r}, which is missing.",
                "Create a group of that name, or name another one with UpdateModel.",
            )


def filled_datasets(examined: Examined) -> Iterator[Finding]:
    """Look for the job that each dataset has its data from."""
    jobs = ingestion.JOBS.c
    filled = {
        (row["account"], row["region"], row["dataset_name"])
        for row in examined.rows(ingestion.JOBS, jobs.status == IngestionJobStatus.SUCCESS)
    }
    for row in examined.rows(datasets.TABLE, datasets.TABLE.c.status == DatasetStatus.ACTIVE):
        if (row["account"], row["region"], row["name"]) not in filled:
            yield error(
                name_of(datasets.TABLE, row),
                "It is ACTIVE and no job has filled it.",
                "Ingest its data again.",
            )


def _models(examined: Examined) -> Iterator[tuple[sa.RowMapping, StoredModel]]:
    for row in examined.rows(models.TABLE):
        try:
            yield row, StoredModel.from_json(row["document"].encode())
        except ValidationError:
            continue  # that is a finding of its own
