"""Progress on stderr while a command waits: a bar in a terminal, otherwise log lines."""

from __future__ import annotations

import logging
import sys
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import typer

from l4e_sdk.cli.render import plain
from l4e_sdk.cli.settings import settings_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from l4e_sdk._calls.waiting import OnPoll, WaitEvent

_SILENCE: Final = timedelta(seconds=30)
"""Longest time between two log lines. A change of the status is logged at once."""


@contextmanager
def watched() -> Iterator[OnPoll]:
    """Yield a watcher of a wait: a bar in a terminal, otherwise a log line for each change."""
    from l4e_sdk import progress

    if sys.stderr.isatty():
        from rich.console import Console

        with progress.Bar(console=Console(stderr=True)) as bar:
            yield _plainly(bar)
        return
    handler = logging.StreamHandler(sys.stderr)
    progress.logger.addHandler(handler)
    level, passes = progress.logger.level, progress.logger.propagate
    progress.logger.setLevel(logging.INFO)
    progress.logger.propagate = False  # the handler of --verbose would print each line again
    try:
        yield _plainly(_sparingly(progress.log))
    finally:
        progress.logger.removeHandler(handler)
        progress.logger.setLevel(level)
        progress.logger.propagate = passes


def left_alone(ctx: typer.Context, command: str) -> None:
    """Print on stderr which command runs the job that an embedded engine has queued.

    Args:
        ctx: the command's context.
        command: the command that waits for the job.
    """
    folder = settings_of(ctx).target.local
    if folder is not None:
        typer.echo(plain(f"The job is queued. To run it: '{command}', or 'l4e serve {folder}'."), err=True)


def _plainly(watcher: OnPoll) -> OnPoll:
    """Return a watcher whose events hold no terminal control characters."""

    def watch(event: WaitEvent) -> object:
        status = None if event.status is None else plain(event.status)
        return watcher(replace(event, what=plain(event.what), status=status))

    return watch


def _sparingly(watcher: OnPoll) -> OnPoll:
    """Return a watcher that passes on changes, and otherwise one event per interval."""
    told: list[WaitEvent] = []

    def watch(event: WaitEvent) -> object:
        last = told[-1] if told else None
        if (
            last
            and event.next_delay
            and event.status == last.status
            and event.elapsed < last.elapsed + _SILENCE
        ):
            return None
        told[:] = [event]
        return watcher(event)

    return watch
