"""Names of database rows in findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk.local.store import datasets, inference, ingestion, labels, model_versions, models, retraining

if TYPE_CHECKING:
    import sqlalchemy as sa

WORDS: dict[str, tuple[str, tuple[str, ...]]] = {
    datasets.TABLE.name: ("dataset", ("name",)),
    ingestion.JOBS.name: ("ingestion job", ("job_id",)),
    ingestion.STATISTICS.name: ("sensor statistics", ("job_id", "component", "sensor")),
    models.TABLE.name: ("model", ("name",)),
    model_versions.TABLE.name: ("model version", ("model_name", "version")),
    inference.SCHEDULERS.name: ("inference scheduler", ("name",)),
    inference.EXECUTIONS.name: ("inference execution", ("scheduler_name", "data_start")),
    inference.EVENTS.name: ("inference event", ("scheduler_name", "event_start")),
    retraining.TABLE.name: ("retraining scheduler", ("model_name",)),
    labels.GROUPS.name: ("label group", ("name",)),
    labels.LABELS.name: ("label", ("group_name", "label_id")),
}
"""Per table, what one row is called and the columns that name it."""


def name_of(table: sa.FromClause, row: sa.RowMapping) -> str:
    """Return the name of a row."""
    word, columns = WORDS[str(table)]
    return f"{word} {'/'.join(str(row[column]) for column in columns)}"
