"""``l4e schedulers``."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Annotated, Final

import typer

from l4e_sdk.cli.completion import names_of
from l4e_sdk.cli.connection import connected
from l4e_sdk.cli.deleting import confirm
from l4e_sdk.cli.parameters import (
    Limit,
    NewName,
    Prefix,
    Role,
    SchedulerName,
    Status,
    TagPairs,
    Timeout,
    Wait,
    Yes,
    moment,
    tags_of,
)
from l4e_sdk.cli.render import plain, printer, summaries
from l4e_sdk.cli.settings import Output, settings_of
from l4e_sdk.cli.start_stop import settle

app = typer.Typer(
    name="schedulers",
    help="Manage inference schedulers, which watch live data with a model.",
    no_args_is_help=True,
)

_SPAN: Final = timedelta(days=7)


@app.command("list")
def list_schedulers(
    ctx: typer.Context,
    *,
    model: Annotated[
        str | None,
        typer.Option(help="List only schedulers of this model.", autocompletion=names_of("models")),
    ] = None,
    prefix: Prefix = None,
    status: Status = None,
    limit: Limit = None,
) -> None:
    """List inference schedulers. 'failing since' is the time since which no window was evaluated."""
    with connected(ctx) as client:
        pager = client.inference_schedulers.list(
            model=model, inference_scheduler_name_begins_with=prefix, status=status
        )
        found = summaries(pager, "inference_scheduler_summaries", limit)
        handles = (client.inference_schedulers.get(str(each["inference_scheduler_name"])) for each in found)
        found = [
            {**each, "failing_since": scheduler.failing_since}
            for each, scheduler in zip(found, handles, strict=True)
        ]
    columns = {
        "name": "inference_scheduler_name",
        "model": "model_name",
        "status": "status",
        "every": "data_upload_frequency",
        "latest": "latest_inference_result",
        "failing since": "failing_since",
    }
    printer(ctx).listing(found, columns)


@app.command()
def show(ctx: typer.Context, name: SchedulerName) -> None:
    """Show a scheduler: status, settings and failure."""
    with connected(ctx) as client:
        scheduler = client.inference_schedulers.get(name)
        document = scheduler.to_dict()
        since, last = scheduler.failing_since, scheduler.last_run
        if since is not None and last is not None:
            document |= {"failing_since": since, "failed_reason": last.failed_reason}
    printer(ctx).details(document)


@app.command()
def create(
    ctx: typer.Context,
    name: NewName,
    *,
    model: Annotated[
        str, typer.Option(help="Model that evaluates the data.", autocompletion=names_of("models"))
    ],
    every: Annotated[
        str,
        typer.Option(metavar="DURATION", help="Interval between runs: PT5M, PT10M, PT15M, PT30M or PT1H."),
    ],
    input_uri: Annotated[
        str,
        typer.Option("--input", metavar="S3_URI", help="Location of new sensor data: s3://bucket/prefix/."),
    ],
    results_uri: Annotated[
        str,
        typer.Option("--results", metavar="S3_URI", help="Location for results: s3://bucket/prefix/."),
    ],
    timestamp_format: Annotated[
        str | None, typer.Option(help="Format of the time in a file's name, for example yyyyMMddHHmmss.")
    ] = None,
    delimiter: Annotated[
        str | None,
        typer.Option(
            help="Separator between component and time in a file's name: '-', '_' or ' '. Default: '-'."
        ),
    ] = None,
    delay: Annotated[
        int | None,
        typer.Option(metavar="MINUTES", help="Minutes to wait for late files, 0 to 60. Default: 0."),
    ] = None,
    role_arn: Role = None,
    tags: TagPairs = None,
    wait: Wait = False,
    timeout: Timeout = None,
) -> None:
    """Create and start a scheduler that evaluates new files."""
    names = {"timestamp_format": timestamp_format, "component_timestamp_delimiter": delimiter}
    given = {key: value for key, value in names.items() if value is not None}
    place: dict[str, object] = {"s3_input_configuration": input_uri}
    with connected(ctx, works=wait) as client:
        scheduler = client.inference_schedulers.create(
            name,
            model=model,
            data_upload_frequency=every,
            data_input_configuration=place | ({"inference_input_name_configuration": given} if given else {}),
            data_output_configuration=results_uri,
            data_delay_offset_in_minutes=delay,
            role_arn=role_arn,
            tags=tags_of(tags),
        )
        settle(ctx, scheduler, wait=wait, timeout=timeout)


@app.command()
def start(ctx: typer.Context, name: SchedulerName, *, wait: Wait = False, timeout: Timeout = None) -> None:
    """Start a scheduler that is STOPPED."""
    with connected(ctx, works=wait) as client:
        settle(ctx, client.inference_schedulers.get(name).start(), wait=wait, timeout=timeout)


@app.command()
def stop(ctx: typer.Context, name: SchedulerName, *, wait: Wait = False, timeout: Timeout = None) -> None:
    """Stop a scheduler that is RUNNING. Its history stays."""
    with connected(ctx, works=wait) as client:
        settle(ctx, client.inference_schedulers.get(name).stop(), wait=wait, timeout=timeout)


@app.command()
def delete(ctx: typer.Context, name: SchedulerName, *, yes: Yes = False) -> None:
    """Delete a scheduler that is STOPPED, with its history. Results in the bucket stay."""
    with connected(ctx) as client:
        scheduler = client.inference_schedulers.get(name)
        confirm(f"Delete inference scheduler {name!r} and its history?", yes=yes)
        scheduler.delete()
    printer(ctx).done(f"inference scheduler {name!r} is deleted", inference_scheduler_name=name, deleted=True)


@app.command()
def executions(
    ctx: typer.Context, name: SchedulerName, *, status: Status = None, limit: Limit = None
) -> None:
    """List the runs of a scheduler, newest first. Failed runs have their reasons."""
    with connected(ctx) as client:
        pager = client.inference_schedulers.get(name).executions(status=status)
        found = summaries(pager, "inference_execution_summaries", limit)
    columns = {
        "window from": "data_start_time",
        "to": "data_end_time",
        "status": "status",
        "version": "model_version",
        "reason": "failed_reason",
    }
    printer(ctx).listing(found, columns)


@app.command()
def preflight(ctx: typer.Context, name: SchedulerName) -> None:
    """List the input of the next run. The output shows which files are missing, and names similar files.

    The exit code is 1 if something is missing.
    """
    with connected(ctx) as client:
        found = client.inference_schedulers.get(name).preflight()
    if settings_of(ctx).output is Output.JSON:
        printer(ctx).details({"ok": found.ok, **asdict(found)})
    else:
        typer.echo(plain(str(found), lines=True))
    if not found.ok:
        raise typer.Exit(1)


@app.command()
def drift(ctx: typer.Context, name: SchedulerName) -> None:
    """Show whether the plant has drifted from its training data."""
    with connected(ctx) as client:
        found = client.inference_schedulers.get(name).drift()
    if found:
        printer(ctx).details(found.to_dict())
    else:
        unknown = "no window was evaluated yet, or the endpoint does not report drift"
        printer(ctx).done(f"the drift of {name!r} is not known: {unknown}", status=None)


@app.command()
def events(
    ctx: typer.Context,
    name: SchedulerName,
    *,
    start: Annotated[
        datetime | None,
        typer.Option(
            parser=moment, metavar="TIME", help="Start of the range. Default: seven days before the end."
        ),
    ] = None,
    end: Annotated[
        datetime | None, typer.Option(parser=moment, metavar="TIME", help="End of the range. Default: now.")
    ] = None,
    limit: Limit = None,
) -> None:
    """List abnormal events with their sensors. An open event may still grow."""
    with connected(ctx) as client:
        until = end or client.clock.now()
        pager = client.inference_schedulers.get(name).events(start or until - _SPAN, until)
        as_table = settings_of(ctx).output is Output.TABLE
        found = [
            {
                **each.to_dict(),
                "is_open": each.is_open,
                "diagnostics": ", ".join(f"{sensor.name} {sensor.value:.0%}" for sensor in each.top(3))
                if as_table
                else [sensor.to_dict() for sensor in each.diagnostics],
            }
            for each in pager.to_list(limit)
        ]
    columns = {
        "start": "event_start_time",
        "end": "event_end_time",
        "open": "is_open",
        "sensors": "diagnostics",
    }
    printer(ctx).listing(found, columns)
