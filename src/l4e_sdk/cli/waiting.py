"""What is shown on stderr while a command waits: rows in a terminal, otherwise lines."""

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
"""A log has a line at least so often, and otherwise only when something changes."""


@contextmanager
def watched() -> Iterator[OnPoll]:
    """Give what watches a wait: a row in a terminal, otherwise a line for each change."""
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
    progress.logger.propagate = False  # --verbose has a handler that would say it again
    try:
        yield _plainly(_sparingly(progress.log))
    finally:
        progress.logger.removeHandler(handler)
        progress.logger.setLevel(level)
        progress.logger.propagate = passes


def left_alone(ctx: typer.Context, command: str) -> None:
    """Say on stderr who does the work, when an embedded engine was asked for it and not waited for.

    Args:
        ctx: the command's context.
        command: what waits for it.
    """
    folder = settings_of(ctx).target.local
    if folder is not None:
        typer.echo(
            plain(f"An engine that runs does the work: '{command}', or 'l4e serve {folder}'."), err=True
        )


def _plainly(watcher: OnPoll) -> OnPoll:
    """Return a watcher that gets to see a state in which nothing steers a terminal."""

    def watch(event: WaitEvent) -> object:
        status = None if event.status is None else plain(event.status)
        return watcher(replace(event, what=plain(event.what), status=status))

    return watch


def _sparingly(watcher: OnPoll) -> OnPoll:
    """Return a watcher that gets to see what changes, and now and then that nothing does."""
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
