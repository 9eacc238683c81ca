"""The running and queued jobs of an engine, for people."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import UTC, datetime
from html import escape
from typing import TYPE_CHECKING

from l4e_sdk.local.runner.progress import progress_file, read_progress

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from l4e_sdk.local.store import Job


@dataclass(frozen=True, slots=True)
class EngineJob:
    """One job of an engine."""

    kind: str
    """The kind of job: ``training``, ``inference``, ``discard``, ..."""
    subject: str
    """The ARN it is done for, perhaps with a word after it; a folder that is removed has no other name."""
    running: bool
    """Whether it is being done; otherwise it waits for its time, for earlier work on its subject or for a worker."""
    due: datetime
    """The earliest start time."""
    attempts: int
    """The number of starts, including the current one."""
    since: datetime | None
    """The start time; None for a queued job."""
    stage: str
    """The current stage; empty for jobs that do not report one."""


class EngineJobs(tuple[EngineJob, ...]):
    """All jobs of an engine: the running ones, then the queued ones in the order of their due times."""

    __slots__ = ()

    def __str__(self) -> str:
        rows = [_HEAD, *map(_cells, self)]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        head, *rows = (
            "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells)
            for tag, cells in [("th", _HEAD), *(("td", _cells(job)) for job in self)]
        )
        body = "".join(f"<tr>{row}</tr>" for row in rows)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


_HEAD = [field.name for field in fields(EngineJob)]


def listed(jobs: Iterable[Job], data: Path) -> EngineJobs:
    """Return the jobs of a queue with their progress, which is below the engine's data."""
    return EngineJobs(_with_progress(job, data) for job in jobs)


def _with_progress(job: Job, data: Path) -> EngineJob:
    progress = read_progress(progress_file(data, job.id)) if job.running else None
    return EngineJob(
        kind=job.kind,
        subject=job.subject,
        running=job.running,
        due=datetime.fromtimestamp(job.due, UTC),
        attempts=job.attempts,
        since=progress.since if progress else None,
        stage=progress.stage if progress else "",
    )


def _cells(job: EngineJob) -> list[str]:
    return [_cell(getattr(job, name)) for name in _HEAD]


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M:%SZ}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
