"""The common end of commands that start or stop a scheduler."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk.cli.render import printer
from l4e_sdk.cli.waiting import watched

if TYPE_CHECKING:
    from datetime import timedelta

    import typer

    from l4e_sdk._resources import InferenceScheduler, RetrainingScheduler


def settle(
    ctx: typer.Context,
    scheduler: InferenceScheduler | RetrainingScheduler,
    *,
    wait: bool,
    timeout: timedelta | None,
) -> None:
    """Wait until a scheduler has started or stopped, if ``wait`` is true, and print its status."""
    if wait:
        with watched() as on_poll:
            scheduler.wait(timeout=timeout, on_poll=on_poll)
    printer(ctx).done(
        f"scheduler {scheduler.name!r} is {scheduler.status}", name=scheduler.name, status=scheduler.status
    )
