"""The durable queue of jobs that are due now or later.

A schedule is a job with a later due time. When it runs, it queues its successor in the same transaction. So there are
no timers that could contradict the state.
"""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from l4e_sdk.local.store.tables import metadata

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from l4e_sdk.local.store.database import Database

TABLE = sa.Table(
    "jobs",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("kind", sa.String(32), nullable=False),
    sa.Column("subject", sa.String(2048), nullable=False, index=True),
    sa.Column("payload", sa.Text, nullable=False),
    sa.Column("due", sa.Float, nullable=False, index=True),
    sa.Column("running", sa.Boolean, nullable=False, default=False),
    sa.Column("cancelled", sa.Boolean, nullable=False, default=False),
    sa.Column("attempts", sa.Integer, nullable=False, default=0),
)


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work."""

    id: int
    kind: str
    """The kind of work: a key of ``jobs.WORKS``, which maps it to the code that does it."""
    subject: str
    """The ARN it belongs to; jobs of one subject run one after the other."""
    payload: dict[str, str | int | float | None]
    due: float
    """Epoch seconds."""
    attempts: int
    """The number of starts, including the current one."""
    running: bool = False
    """Whether it is being done; otherwise it waits for its time, its subject or a free worker."""


class Queue:
    """Jobs in the order of their due times. If several jobs are due, their kinds take turns.

    So a hundred retrainings at midnight do not delay a new model until all of them are done, and a hundred new models
    do not delay retrainings.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._turns = itertools.count(1)
        self._turn_of: dict[str, int] = {}

    def put(
        self, kind: str, subject: str, payload: Mapping[str, str | int | float | None], due: float
    ) -> None:
        """Add a job."""
        values = {"kind": kind, "subject": subject, "payload": json.dumps(dict(payload)), "due": due}
        with self._database.atomic() as connection:
            connection.execute(sa.insert(TABLE).values(**values, running=False, cancelled=False, attempts=0))

    def take(self, now: float, without: Collection[str] = ()) -> Job | None:
        """Mark the next due job as running and return it; None if no job is due.

        The job is the first of the kind whose last turn is longest ago. A subject's later jobs wait for its earlier
        ones.

        Args:
            now: epoch seconds.
            without: kinds that other threads run.
        """
        query = _first_of_kinds(frozenset(without))
        with self._database.reading() as connection:
            if connection.execute(query, {"now": now}).first() is None:
                return None  # without a transaction, for which others would have to wait
        with self._database.atomic() as connection:
            first_of_kinds = connection.execute(query, {"now": now}).mappings().all()
            if not first_of_kinds:
                return None
            row = min(first_of_kinds, key=self._turn)
            self._turn_of[row["kind"]] = next(self._turns)
            attempts = row["attempts"] + 1
            connection.execute(
                sa.update(TABLE).where(TABLE.c.id == row["id"]).values(running=True, attempts=attempts)
            )
        return replace(_job(row), attempts=attempts, running=True)

    def done(self, job: Job) -> bool:
        """Remove a job that has ended; False when it was cancelled meanwhile, or begun again by another engine."""
        this = _this_attempt(job)
        with self._database.atomic() as connection:
            cancelled: bool | None = connection.scalar(sa.select(TABLE.c.cancelled).where(this))
            connection.execute(sa.delete(TABLE).where(this))
        return cancelled is False

    def put_back(self, job: Job, due: float | None = None) -> None:
        """Let a job that was interrupted run again, now or later; one that was cancelled does not."""
        self._return(_this_attempt(job), {} if due is None else {"due": due})

    def recover(self) -> int:
        """Let all jobs run again that a process left behind when it died; return how many."""
        with self._database.reading() as connection:
            if connection.scalar(sa.select(sa.func.count()).where(TABLE.c.running)) == 0:
                return 0  # without a transaction, for which a lock of others would have to be waited for
        return self._return(TABLE.c.running)

    def cancel(self, subject: str, kind: str | None = None) -> None:
        """Remove all jobs of a subject, or those of one kind.

        A running job learns of it when it ends. Until then the subject's new jobs wait, so that one which clears
        up behind it has the last word.
        """
        which = [TABLE.c.subject == subject, *([] if kind is None else [TABLE.c.kind == kind])]
        with self._database.atomic() as connection:
            connection.execute(sa.delete(TABLE).where(*which, ~TABLE.c.running))
            connection.execute(sa.update(TABLE).where(*which).values(cancelled=True))

    def cancel_waiting(self, subject: str, kind: str, *, after: float | None = None) -> None:
        """Remove a subject's jobs of one kind that have not begun; only those due after a time, if one is given."""
        conditions = [TABLE.c.subject == subject, TABLE.c.kind == kind, ~TABLE.c.running]
        if after is not None:
            conditions.append(TABLE.c.due > after)
        with self._database.atomic() as connection:
            connection.execute(sa.delete(TABLE).where(*conditions))

    def has_overdue(self, kind: str, now: float) -> bool:
        """Return whether a job of a kind is due and not running."""
        query = sa.select(TABLE.c.id).where(*_overdue(kind, now)).limit(1)
        with self._database.reading() as connection:
            return connection.execute(query).first() is not None

    def remove_overdue(self, kind: str, now: float) -> list[Job]:
        """Remove the jobs of a kind that are due and not running, and return them."""
        missed = _overdue(kind, now)
        with self._database.atomic() as connection:
            rows = connection.execute(sa.select(TABLE).where(*missed)).mappings().all()
            connection.execute(sa.delete(TABLE).where(*missed))
        return [_job(row) for row in rows]

    def jobs(self) -> list[Job]:
        """Return all jobs: those that run, then the others in the order they fall due."""
        query = sa.select(TABLE).order_by(TABLE.c.running.desc(), TABLE.c.due, TABLE.c.id)
        with self._database.reading() as connection:
            rows = connection.execute(query).mappings().all()
        return [_job(row) for row in rows]

    def next_due(self, without: Collection[str] = ()) -> float | None:
        """Return when the next job that can begin falls due, in epoch seconds."""
        query = sa.select(sa.func.min(TABLE.c.due)).where(*_can_begin(without))
        with self._database.reading() as connection:
            due: float | None = connection.scalar(query)
        return due

    def pending(self, subject: str, kind: str) -> float | None:
        """Return when a subject's next job of a kind falls due, in epoch seconds; None when there is none."""
        conditions = TABLE.c.subject == subject, TABLE.c.kind == kind, ~TABLE.c.cancelled
        query = sa.select(sa.func.min(TABLE.c.due)).where(*conditions)
        with self._database.reading() as connection:
            due: float | None = connection.scalar(query)
        return due

    def idle(self, now: float) -> bool:
        """Return whether nothing is running and nothing is due."""
        query = sa.select(sa.func.count()).where(sa.or_(TABLE.c.running, TABLE.c.due <= now))
        with self._database.reading() as connection:
            return not connection.scalar(query)

    def _turn(self, row: sa.RowMapping) -> tuple[int, float, int]:
        return self._turn_of.get(row["kind"], 0), row["due"], row["id"]

    def _return(self, which: sa.ColumnElement[bool], changes: Mapping[str, float] | None = None) -> int:
        with self._database.atomic() as connection:
            connection.execute(sa.delete(TABLE).where(which, TABLE.c.cancelled))
            return connection.execute(
                sa.update(TABLE).where(which).values(running=False, **(changes or {}))
            ).rowcount


def _overdue(
    kind: str, now: float
) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    return TABLE.c.kind == kind, TABLE.c.due <= now, ~TABLE.c.running


def _this_attempt(job: Job) -> sa.ColumnElement[bool]:
    """Return the condition that a row belongs to a job that no process has started again.

    The job's number is not enough: if the newest job is removed, SQLite gives its number to the next job.
    """
    table = TABLE.c
    return sa.and_(
        table.id == job.id,
        table.kind == job.kind,
        table.subject == job.subject,
        table.due == job.due,
        table.attempts == job.attempts,
    )


@lru_cache(maxsize=8)
def _first_of_kinds(without: frozenset[str]) -> sa.Select[Any]:
    """Return the query for the first job of each kind that is due ``now``; to make it takes longer than to ask it."""
    place = sa.func.row_number().over(partition_by=TABLE.c.kind, order_by=(TABLE.c.due, TABLE.c.id))
    is_due = TABLE.c.due <= sa.bindparam("now")
    due = sa.select(TABLE, place.label("place")).where(is_due, *_can_begin(without)).subquery()
    return sa.select(due).where(due.c.place == 1)


def _can_begin(without: Collection[str]) -> list[sa.ColumnElement[bool]]:
    busy = sa.select(TABLE.c.subject).where(TABLE.c.running)
    waiting = [~TABLE.c.running, TABLE.c.subject.not_in(busy)]
    return [*waiting, TABLE.c.kind.not_in(without)] if without else waiting


def _job(row: sa.RowMapping) -> Job:
    payload = json.loads(row["payload"])
    return Job(row["id"], row["kind"], row["subject"], payload, row["due"], row["attempts"], row["running"])
