"""The durable queue: work that is due now, and work that falls due later.

A schedule is a job with a later due time; when it runs it puts its successor on the queue in the same transaction, so
there are no timers that could disagree with the state.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from l4e_sdk.local.store.tables import metadata

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    sa.Column("attempts", sa.Integer, nullable=False, default=0),
)


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work."""

    id: int
    kind: str
    """Names the module of ``jobs`` that does it."""
    subject: str
    """The ARN it belongs to; jobs of one subject run one after the other."""
    payload: dict[str, str | int | float | None]
    due: float
    """Epoch seconds."""
    attempts: int
    """How often it was begun, this time included."""


class Queue:
    """Jobs in the order they fall due."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(
        self, kind: str, subject: str, payload: Mapping[str, str | int | float | None], due: float
    ) -> None:
        """Add a job."""
        values = {"kind": kind, "subject": subject, "payload": json.dumps(dict(payload)), "due": due}
        with self._database.atomic() as connection:
            connection.execute(sa.insert(TABLE).values(**values, running=False, attempts=0))

    def take(self, now: float) -> Job | None:
        """Mark the next job that is due as running and return it; None when there is none.

        A subject's later jobs wait for its earlier ones.
        """
        busy = sa.select(TABLE.c.subject).where(TABLE.c.running)
        query = (
            sa.select(TABLE)
            .where(TABLE.c.due <= now, ~TABLE.c.running, TABLE.c.subject.not_in(busy))
            .order_by(TABLE.c.due, TABLE.c.id)
            .limit(1)
        )
        with self._database.atomic() as connection:
            row = connection.execute(query).mappings().first()
            if row is None:
                return None
            attempts = row["attempts"] + 1
            connection.execute(
                sa.update(TABLE).where(TABLE.c.id == row["id"]).values(running=True, attempts=attempts)
            )
        return _job(row, attempts)

    def done(self, job: Job) -> bool:
        """Remove a job that has ended; False when it was cancelled meanwhile."""
        with self._database.atomic() as connection:
            return connection.execute(sa.delete(TABLE).where(TABLE.c.id == job.id)).rowcount == 1

    def put_back(self, job: Job) -> None:
        """Let a job that was interrupted run again."""
        with self._database.atomic() as connection:
            connection.execute(sa.update(TABLE).where(TABLE.c.id == job.id).values(running=False))

    def recover(self) -> int:
        """Let all jobs run again that a process left behind when it died; return how many."""
        with self._database.atomic() as connection:
            return connection.execute(sa.update(TABLE).where(TABLE.c.running).values(running=False)).rowcount

    def cancel(self, subject: str) -> None:
        """Remove all jobs of a subject; one that is running finds out when it ends."""
        with self._database.atomic() as connection:
            connection.execute(sa.delete(TABLE).where(TABLE.c.subject == subject))

    def cancel_waiting(self, subject: str, kind: str) -> None:
        """Remove a subject's jobs of one kind that have not begun."""
        conditions = TABLE.c.subject == subject, TABLE.c.kind == kind, ~TABLE.c.running
        with self._database.atomic() as connection:
            connection.execute(sa.delete(TABLE).where(*conditions))

    def remove_overdue(self, kind: str, now: float) -> list[Job]:
        """Remove the jobs of a kind that were due and never begun, and return them."""
        missed = TABLE.c.kind == kind, TABLE.c.due <= now, TABLE.c.attempts == 0
        with self._database.atomic() as connection:
            rows = connection.execute(sa.select(TABLE).where(*missed)).mappings().all()
            connection.execute(sa.delete(TABLE).where(*missed))
        return [_job(row, attempts=0) for row in rows]

    def next_due(self) -> float | None:
        """Return when the earliest waiting job falls due, in epoch seconds."""
        query = sa.select(sa.func.min(TABLE.c.due)).where(~TABLE.c.running)
        with self._database.reading() as connection:
            due: float | None = connection.scalar(query)
        return due

    def pending(self, subject: str, kind: str) -> float | None:
        """Return when a subject's next job of a kind falls due, in epoch seconds; None when there is none."""
        query = sa.select(sa.func.min(TABLE.c.due)).where(TABLE.c.subject == subject, TABLE.c.kind == kind)
        with self._database.reading() as connection:
            due: float | None = connection.scalar(query)
        return due

    def idle(self, now: float) -> bool:
        """Return whether nothing is running and nothing is due."""
        query = sa.select(sa.func.count()).where(sa.or_(TABLE.c.running, TABLE.c.due <= now))
        with self._database.reading() as connection:
            return not connection.scalar(query)


def _job(row: sa.RowMapping, attempts: int) -> Job:
    return Job(row["id"], row["kind"], row["subject"], json.loads(row["payload"]), row["due"], attempts)
