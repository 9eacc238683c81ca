"""``l4e retraining``."""

from datetime import date
from typing import Annotated

import typer

from l4e_sdk.cli.connection import connected
from l4e_sdk.cli.deleting import confirm
from l4e_sdk.cli.parameters import (
    Limit,
    ModelName,
    Prefix,
    RetrainedModel,
    Status,
    Timeout,
    Wait,
    Yes,
    day,
)
from l4e_sdk.cli.render import printer, summaries
from l4e_sdk.cli.start_stop import settle

app = typer.Typer(
    name="retraining",
    help="Manage retraining schedulers. Each retrains a model at intervals, and has its model's name.",
    no_args_is_help=True,
)


@app.command("list")
def list_schedulers(
    ctx: typer.Context, *, prefix: Prefix = None, status: Status = None, limit: Limit = None
) -> None:
    """List retraining schedulers."""
    with connected(ctx) as client:
        pager = client.retraining_schedulers.list(model_name_begins_with=prefix, status=status)
        found = summaries(pager, "retraining_scheduler_summaries", limit)
    columns = {
        "model": "model_name",
        "status": "status",
        "every": "retraining_frequency",
        "look back": "lookback_window",
        "from": "retraining_start_date",
    }
    printer(ctx).listing(found, columns)


@app.command()
def show(ctx: typer.Context, model: RetrainedModel) -> None:
    """Show the retraining scheduler of a model."""
    with connected(ctx) as client:
        scheduler = client.retraining_schedulers.get(model)
        document = {**scheduler.to_dict(), "next_run": scheduler.next_run}
    printer(ctx).details(document)


@app.command()
def create(
    ctx: typer.Context,
    model: ModelName,
    *,
    every: Annotated[
        str, typer.Option(metavar="DURATION", help="Interval, from one month to one year: P1M, P3M15D.")
    ],
    look_back: Annotated[
        str,
        typer.Option(
            metavar="DURATION", help="Length of the latest data to train on: P180D, P360D, P540D or P720D."
        ),
    ],
    start_date: Annotated[
        date | None,
        typer.Option(parser=day, metavar="DAY", help="Day from which intervals count. Default: today."),
    ] = None,
    promote: Annotated[
        str | None,
        typer.Option(metavar="MODE", help="MANAGED activates a better version, MANUAL leaves that to you."),
    ] = None,
    wait: Wait = False,
    timeout: Timeout = None,
) -> None:
    """Create and start a scheduler that retrains a model at intervals."""
    with connected(ctx, works=wait) as client:
        scheduler = client.retraining_schedulers.create(
            model,
            retraining_frequency=every,
            lookback_window=look_back,
            retraining_start_date=start_date,
            promote_mode=promote and promote.upper(),
        )
        settle(ctx, scheduler, wait=wait, timeout=timeout)


@app.command()
def start(ctx: typer.Context, model: RetrainedModel, *, wait: Wait = False, timeout: Timeout = None) -> None:
    """Start a scheduler that is STOPPED."""
    with connected(ctx, works=wait) as client:
        settle(ctx, client.retraining_schedulers.get(model).start(), wait=wait, timeout=timeout)


@app.command()
def stop(ctx: typer.Context, model: RetrainedModel, *, wait: Wait = False, timeout: Timeout = None) -> None:
    """Stop a scheduler that is RUNNING. A retraining in progress still finishes."""
    with connected(ctx, works=wait) as client:
        settle(ctx, client.retraining_schedulers.get(model).stop(), wait=wait, timeout=timeout)


@app.command()
def delete(ctx: typer.Context, model: RetrainedModel, *, yes: Yes = False) -> None:
    """Delete a scheduler that is STOPPED. The versions that it made stay."""
    with connected(ctx) as client:
        scheduler = client.retraining_schedulers.get(model)
        confirm(f"Delete the retraining scheduler of model {model!r}?", yes=yes)
        scheduler.delete()
    printer(ctx).done(
        f"the retraining scheduler of model {model!r} is deleted", model_name=model, deleted=True
    )
