"""The progress of jobs: one small file for each running job, written by its process and read on request."""

from __future__ import annotations

import json
import logging
import shutil
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

P = ParamSpec("P")
T = TypeVar("T")

logger = logging.getLogger(__name__)

_current: ContextVar[Path | None] = ContextVar("l4e_progress", default=None)


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of a running job."""

    since: datetime
    """The start time, by the engine's clock."""
    stage: str
    """The current stage, in words; empty for jobs that do not report one."""


def progress_file(data: Path, job_id: int) -> Path:
    """Return where the progress of a job is noted, below the engine's data."""
    return data / "progress" / str(job_id)


def forget(data: Path) -> None:
    """Remove what work left that was interrupted."""
    shutil.rmtree(data / "progress", ignore_errors=True)


@contextmanager
def noted(file: Path, now: datetime) -> Iterator[None]:
    """Note that work has begun, and forget about it when it has ended."""
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
    _write(file, Progress(now, ""))
    try:
        yield
    finally:
        with suppress(OSError):
            file.unlink(missing_ok=True)


def computed(file: Path, compute: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Compute, and let `report` know where to write; to be called where the computing is done."""
    before = _current.set(file)
    try:
        return compute(*args, **kwargs)
    finally:
        _current.reset(before)


def report(stage: str) -> None:
    """Store the current stage of a job. Outside of a job, or if the file cannot be written, this does nothing."""
    file = _current.get()
    known = None if file is None else read_progress(file)
    if file is None or known is None or known.stage == stage:
        return
    logger.info("%s", stage)
    _write(file, Progress(known.since, stage))


def read_progress(file: Path) -> Progress | None:
    """Return the content of a progress file; None if the job has ended or has no file."""
    try:
        since, stage = json.loads(file.read_text(encoding="utf-8"))
        return Progress(datetime.fromtimestamp(since, UTC), str(stage))
    except (OSError, ValueError, TypeError):
        return None


def _write(file: Path, progress: Progress) -> None:
    beside = file.with_suffix(".partial")
    # A full disk must not end work that has another place to fail at.
    with suppress(OSError):
        beside.write_text(json.dumps([progress.since.timestamp(), progress.stage]), encoding="utf-8")
        beside.replace(file)
