"""Inference schedulers, their executions and the events those found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from l4e_sdk.local.store.descriptions import (
    StoredInferenceEvent,
    StoredInferenceExecution,
    StoredInferenceScheduler,
)
from l4e_sdk.local.store.folded_shelf import FoldedShelf
from l4e_sdk.local.store.shelf import Shelf, Value, seconds
from l4e_sdk.local.store.tables import described, metadata
from l4e_sdk.shapes import InferenceExecutionStatus

if TYPE_CHECKING:
    from datetime import datetime

    from l4e_sdk.local.store.database import Database
    from l4e_sdk.local.store.tables import Scope

SCHEDULERS = described(
    "inference_schedulers",
    sa.Column("name", sa.String(200)),
    sa.Column("arn", sa.String(2048), nullable=False, unique=True),
    sa.Column("model_name", sa.String(200), nullable=False),
    sa.Column("status", sa.String(32), nullable=False),
    key=("name",),
    lists=(("model_name",),),
)

EXECUTIONS = described(
    "inference_executions",
    sa.Column("scheduler_name", sa.String(200)),
    sa.Column("data_start", sa.Float),
    sa.Column("data_end", sa.Float),
    sa.Column("status", sa.String(32), nullable=False),
    sa.Column("shared", sa.Integer, nullable=False),
    key=("scheduler_name", "data_start", "data_end"),
)

# Nearly all executions succeed: a list of those needs no index but the key, and there are years of them.
_OTHERS = sa.text("status <> 'SUCCESS'")
UNSUCCESSFUL = sa.Index(
    "inference_executions_unsuccessful",
    *(
        EXECUTIONS.c[name]
        for name in ("account", "region", "scheduler_name", "status", "data_start", "data_end")
    ),
    sqlite_where=_OTHERS,
    postgresql_where=_OTHERS,
)

EVENTS = described(
    "inference_events",
    sa.Column("scheduler_name", sa.String(200)),
    sa.Column("event_start", sa.Float),
    sa.Column("event_end", sa.Float, nullable=False),
    key=("scheduler_name", "event_start"),
)

# State that the newest execution leaves for the next one: the unfinished stretch of abnormal rows, and the drift.
UNFINISHED = sa.Table(
    "unfinished_stretches",
    metadata,
    sa.Column("scheduler_arn", sa.String(2048), primary_key=True),
    sa.Column("stretch", sa.Text, nullable=False),
)


class Unfinished:
    """The state that one execution leaves for the next, one JSON text per scheduler."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, scheduler_arn: str) -> str | None:
        """Return the text of a scheduler, or None."""
        query = sa.select(UNFINISHED.c.stretch).where(UNFINISHED.c.scheduler_arn == scheduler_arn)
        with self._database.reading() as connection:
            return connection.scalar(query)

    def put(self, scheduler_arn: str, stretch: str | None) -> None:
        """Replace the text of a scheduler; None when nothing is left."""
        with self._database.atomic() as connection:
            connection.execute(sa.delete(UNFINISHED).where(UNFINISHED.c.scheduler_arn == scheduler_arn))
            if stretch is not None:
                connection.execute(sa.insert(UNFINISHED).values(scheduler_arn=scheduler_arn, stretch=stretch))


def schedulers(database: Database) -> Shelf[StoredInferenceScheduler]:
    """Return the inference schedulers, by name."""
    return Shelf(database, SCHEDULERS, StoredInferenceScheduler, row=_scheduler_row, order=("name",))


def executions(database: Database) -> FoldedShelf[StoredInferenceExecution]:
    """Return the executions of all schedulers, newest window first."""
    return FoldedShelf(
        database,
        EXECUTIONS,
        StoredInferenceExecution,
        row=_execution_row,
        order=("data_start", "data_end"),
        newest_first=True,
    )


def events(database: Database) -> Shelf[StoredInferenceEvent]:
    """Return the events of all schedulers, newest first."""
    return Shelf(
        database, EVENTS, StoredInferenceEvent, row=_event_row, order=("event_start",), newest_first=True
    )


def _older(scheduler_name: str, before: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    table, moment = EXECUTIONS.c, seconds(before)
    # The start bounds the search in the index. A window that is being judged is never too old.
    return (
        table.scheduler_name == scheduler_name,
        table.data_start < moment,
        table.data_end < moment,
        table.status != InferenceExecutionStatus.IN_PROGRESS.value,
    )


def with_status(status: str | None) -> list[sa.ColumnElement[bool]]:
    """Return the conditions that an execution has a status; none without one."""
    if status is None:
        return []
    conditions: list[sa.ColumnElement[bool]] = [EXECUTIONS.c.status == status]
    if status != InferenceExecutionStatus.SUCCESS:
        # In the words of the index, which a parameter would not be.
        conditions.append(sa.literal_column("inference_executions.status") != sa.literal_column("'SUCCESS'"))
    return conditions


def has_older(
    shelf: Shelf[StoredInferenceExecution], scope: Scope, scheduler_name: str, before: datetime
) -> bool:
    """Return whether a scheduler has executions of windows that ended before a time."""
    return shelf.last(scope, *_older(scheduler_name, before)) is not None


def delete_older(
    shelf: Shelf[StoredInferenceExecution], scope: Scope, scheduler_name: str, before: datetime, *, most: int
) -> int:
    """Remove the executions of windows that ended before a time, the oldest first; return how many.

    Args:
        shelf: the executions.
        scope: the account and Region of the scheduler.
        scheduler_name: the name of the scheduler.
        before: the time.
        most: the largest number to remove.
    """
    return shelf.delete_first(scope, *_older(scheduler_name, before), most=most)


def forget_results(
    shelf: FoldedShelf[StoredInferenceExecution], scope: Scope, scheduler_name: str, before: datetime
) -> None:
    """Let the executions of windows that ended before a time no longer name their result files."""
    shelf.drop_shared_member(scope, "CustomerResultObject", *_older(scheduler_name, before))


def _scheduler_row(scheduler: StoredInferenceScheduler) -> dict[str, Value]:
    return {
        "name": scheduler.inference_scheduler_name,
        "arn": scheduler.inference_scheduler_arn,
        "model_name": scheduler.model_name,
        "status": scheduler.status,
    }


def _execution_row(execution: StoredInferenceExecution) -> dict[str, Value]:
    return {
        "scheduler_name": execution.inference_scheduler_name,
        "data_start": seconds(execution.data_start_time),
        "data_end": seconds(execution.data_end_time),
        "status": execution.status,
    }


def _event_row(event: StoredInferenceEvent) -> dict[str, Value]:
    return {
        "scheduler_name": event.inference_scheduler_name,
        "event_start": seconds(event.event_start_time),
        "event_end": seconds(event.event_end_time),
    }
