"""``l4e wait``: let scripts wait until a resource has reached an end state."""

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, cast

import typer

from l4e_sdk.cli.connection import connected
from l4e_sdk.cli.parameters import (
    DatasetName,
    JobId,
    ModelName,
    RetrainedModel,
    SchedulerName,
    Timeout,
    VersionNumber,
)
from l4e_sdk.cli.render import printer
from l4e_sdk.cli.waiting import watched

if TYPE_CHECKING:
    from l4e_sdk._resources import (
        Dataset,
        InferenceScheduler,
        IngestionJob,
        Model,
        ModelVersion,
        RetrainingScheduler,
    )
    from l4e_sdk._resources._scheduler import Goal as RestGoal

app = typer.Typer(
    name="wait",
    help="Wait until a resource has reached an end state. Exit codes: 0 success, 1 the status cannot be read, "
    "3 the timeout is over, 4 the resource failed or ended in another status.",
    no_args_is_help=True,
)


class Goal(StrEnum):
    """The end states of a scheduler."""

    RUNNING = "RUNNING"
    STOPPED = "STOPPED"


Deleted = Annotated[bool, typer.Option("--deleted", help="Wait until the resource is deleted.")]
Until = Annotated[
    Goal | None,
    typer.Option(
        case_sensitive=False,
        help="Status to wait for. Default: RUNNING while it starts, STOPPED while it stops.",
    ),
]


@app.command()
def dataset(
    ctx: typer.Context, name: DatasetName, *, deleted: Deleted = False, timeout: Timeout = None
) -> None:
    """Wait until a dataset is ACTIVE, or deleted. To see a failed ingestion, wait for its job."""
    from l4e_sdk._resources import Dataset

    with connected(ctx, works=True) as client:
        _wait_or_gone(ctx, Dataset(client, name), timeout, deleted=deleted)


@app.command()
def ingestion_job(ctx: typer.Context, job: JobId, *, timeout: Timeout = None) -> None:
    """Wait until an ingestion job has succeeded."""
    from l4e_sdk._resources import IngestionJob

    with connected(ctx, works=True) as client:
        _wait(ctx, IngestionJob(client, job), timeout)


@app.command()
def model(ctx: typer.Context, name: ModelName, *, deleted: Deleted = False, timeout: Timeout = None) -> None:
    """Wait until a model is trained or imported, or deleted."""
    from l4e_sdk._resources import Model

    with connected(ctx, works=True) as client:
        _wait_or_gone(ctx, Model(client, name), timeout, deleted=deleted)


@app.command()
def version(ctx: typer.Context, model: ModelName, version: VersionNumber, *, timeout: Timeout = None) -> None:
    """Wait until a model version is trained or imported."""
    from l4e_sdk._resources import Model, ModelVersion

    with connected(ctx, works=True) as client:
        _wait(ctx, ModelVersion(Model(client, model), version), timeout)


@app.command()
def scheduler(
    ctx: typer.Context,
    name: SchedulerName,
    *,
    until: Until = None,
    deleted: Deleted = False,
    timeout: Timeout = None,
) -> None:
    """Wait until a scheduler is RUNNING, STOPPED or deleted."""
    from l4e_sdk._resources import InferenceScheduler

    with connected(ctx, works=True) as client:
        _wait_steered(ctx, InferenceScheduler(client, name), timeout, until=until, deleted=deleted)


@app.command()
def retraining_scheduler(
    ctx: typer.Context,
    model: RetrainedModel,
    *,
    until: Until = None,
    deleted: Deleted = False,
    timeout: Timeout = None,
) -> None:
    """Wait until it is RUNNING, STOPPED or deleted."""
    from l4e_sdk._resources import RetrainingScheduler

    with connected(ctx, works=True) as client:
        _wait_steered(ctx, RetrainingScheduler(client, model), timeout, until=until, deleted=deleted)


def _wait(
    ctx: typer.Context, resource: "Dataset | IngestionJob | Model | ModelVersion", timeout: timedelta | None
) -> None:
    with watched() as on_poll:
        resource.wait(timeout=timeout, on_poll=on_poll)
    _say(ctx, resource.name, resource.status)


def _wait_or_gone(
    ctx: typer.Context, resource: "Dataset | Model", timeout: timedelta | None, *, deleted: bool
) -> None:
    if deleted:
        _wait_until_gone(ctx, resource, timeout)
    else:
        _wait(ctx, resource, timeout)


def _wait_steered(
    ctx: typer.Context,
    scheduler: "InferenceScheduler | RetrainingScheduler",
    timeout: timedelta | None,
    *,
    until: Goal | None,
    deleted: bool,
) -> None:
    if deleted:
        _wait_until_gone(ctx, scheduler, timeout)
        return
    with watched() as on_poll:
        scheduler.wait(until=cast("RestGoal | None", until), timeout=timeout, on_poll=on_poll)
    _say(ctx, scheduler.name, scheduler.status)


def _wait_until_gone(
    ctx: typer.Context,
    resource: "Dataset | Model | InferenceScheduler | RetrainingScheduler",
    timeout: timedelta | None,
) -> None:
    with watched() as on_poll:
        resource.wait_deleted(timeout=timeout, on_poll=on_poll)
    _say(ctx, resource.name, "DELETED")


def _say(ctx: typer.Context, name: str, status: str | None) -> None:
    printer(ctx).done(f"{name} is {status}", name=name, status=status)
