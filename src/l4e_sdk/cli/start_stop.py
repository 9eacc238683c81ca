"""What the commands of both kinds of schedulers share: the end of a change of state."""

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
    """Wait until a scheduler has come to rest, if that is wanted, and say what state it is in."""
    if wait:
        with watched() as on_poll:
            scheduler.wait(timeout=timeout, on_poll=on_poll)
    printer(ctx).done(
        f"scheduler {scheduler.name!r} is {scheduler.status}", name=scheduler.name, status=scheduler.status
    )
