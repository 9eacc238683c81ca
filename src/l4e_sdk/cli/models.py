"""``l4e models``."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from l4e_sdk.cli.completion import names_of
from l4e_sdk.cli.connection import connected
from l4e_sdk.cli.deleting import confirm, delete_with_dependents
from l4e_sdk.cli.findings import show_with_findings
from l4e_sdk.cli.parameters import (
    Limit,
    ModelName,
    NewName,
    Prefix,
    Role,
    Status,
    TagPairs,
    Timeout,
    VersionNumber,
    Wait,
    Yes,
    moment,
    tags_of,
)
from l4e_sdk.cli.render import printer, summaries
from l4e_sdk.cli.settings import Output, settings_of
from l4e_sdk.cli.waiting import left_alone, watched

if TYPE_CHECKING:
    from l4e_sdk._resources import Model

app = typer.Typer(
    name="models", help="Manage models, which learn how a machine behaves.", no_args_is_help=True
)

TrainingStart = Annotated[
    datetime | None,
    typer.Option(parser=moment, metavar="TIME", help="Start of the training range: 2024-01-31T12:00:00Z."),
]
TrainingEnd = Annotated[
    datetime | None, typer.Option(parser=moment, metavar="TIME", help="End of the training range.")
]
EvaluationStart = Annotated[
    datetime | None, typer.Option(parser=moment, metavar="TIME", help="Start of the evaluation range.")
]
EvaluationEnd = Annotated[
    datetime | None, typer.Option(parser=moment, metavar="TIME", help="End of the evaluation range.")
]


@app.command("list")
def list_models(
    ctx: typer.Context, *, prefix: Prefix = None, status: Status = None, limit: Limit = None
) -> None:
    """List models."""
    with connected(ctx) as client:
        pager = client.models.list(model_name_begins_with=prefix, status=status)
        found = summaries(pager, "model_summaries", limit)
    columns = {
        "name": "model_name",
        "dataset": "dataset_name",
        "status": "status",
        "version": "active_model_version",
        "quality": "model_quality",
        "retraining": "retraining_scheduler_status",
        "created": "created_at",
    }
    printer(ctx).listing(found, columns)


@app.command()
def show(ctx: typer.Context, name: ModelName) -> None:
    """Show a model: status, active version, operating point and notices."""
    with connected(ctx) as client:
        model = client.models.get(name)
        active = model.active_version if model.active_model_version else None
        show_with_findings(ctx, dict(model.to_dict()), active)


@app.command()
def create(
    ctx: typer.Context,
    name: NewName,
    *,
    dataset: Annotated[str, typer.Option(help="Dataset to train on.", autocompletion=names_of("datasets"))],
    training_start: TrainingStart = None,
    training_end: TrainingEnd = None,
    evaluation_start: EvaluationStart = None,
    evaluation_end: EvaluationEnd = None,
    sampling_rate: Annotated[
        str | None, typer.Option(metavar="DURATION", help="Resample the data to this interval: PT5M.")
    ] = None,
    labels: Annotated[
        str | None, typer.Option(metavar="S3_URI", help="Location of label files: s3://bucket/prefix/.")
    ] = None,
    label_group: Annotated[
        str | None,
        typer.Option(
            help="Label group with known faults, in place of --labels.",
            autocompletion=names_of("label_groups"),
        ),
    ] = None,
    off_condition: Annotated[
        str | None, typer.Option(help="Condition under which the machine is off: 'press-07\\rpm < 100'.")
    ] = None,
    diagnostics: Annotated[
        str | None, typer.Option(metavar="S3_URI", help="Location for a file with the result of each row.")
    ] = None,
    role_arn: Role = None,
    tags: TagPairs = None,
    wait: Wait = False,
    timeout: Timeout = None,
) -> None:
    """Train a model on a dataset. The evaluation range tests it."""
    if labels is not None and label_group is not None:
        raise typer.BadParameter("--labels and --label-group exclude each other; pass one of them.")
    with connected(ctx, works=wait) as client:
        model = client.models.create(
            name,
            dataset=dataset,
            training_data_start_time=training_start,
            training_data_end_time=training_end,
            evaluation_data_start_time=evaluation_start,
            evaluation_data_end_time=evaluation_end,
            data_pre_processing_configuration={"target_sampling_rate": sampling_rate}
            if sampling_rate
            else None,
            labels_input_configuration={"label_group_name": label_group} if label_group else labels,
            off_condition=off_condition,
            model_diagnostics_output_configuration=diagnostics,
            role_arn=role_arn,
            tags=tags_of(tags),
        )
        if wait:
            with watched() as on_poll:
                model.wait(timeout=timeout, on_poll=on_poll)
        else:
            left_alone(ctx, f"l4e wait model {name}")
        sentence = f"model {name!r} is {model.status}"
        printer(ctx).done(sentence, model_name=name, status=model.status)


@app.command()
def retrain(
    ctx: typer.Context,
    name: ModelName,
    *,
    look_back: Annotated[
        str | None,
        typer.Option(
            metavar="DURATION",
            help="Length of the latest data to train on: P180D, P360D, P540D or P720D. Default: as its retraining "
            "scheduler.",
        ),
    ] = None,
    promote: Annotated[
        str | None,
        typer.Option(
            metavar="MODE",
            help="MANAGED activates a better version, MANUAL leaves that to you. Default: as its retraining scheduler.",
        ),
    ] = None,
    wait: Wait = False,
    timeout: Timeout = None,
) -> None:
    """Retrain a model now, which makes a new version."""
    with connected(ctx, works=wait) as client:
        version = client.models.get(name).retrain(
            lookback_window=look_back, promote_mode=promote and promote.upper()
        )
        if wait:
            with watched() as on_poll:
                version.wait(timeout=timeout, on_poll=on_poll)
        else:
            left_alone(ctx, f"l4e wait version {name} {version.version}")
        sentence = f"version {version.version} of model {name!r} is {version.status}"
        result = version.auto_promotion_result if wait else None
        printer(ctx).done(
            f"{sentence}, {result}" if result else sentence,
            model_name=name,
            model_version=version.version,
            status=version.status,
            auto_promotion_result=result,
        )


@app.command()
def activate(ctx: typer.Context, name: ModelName, version: VersionNumber) -> None:
    """Activate a version: inference uses it from now on."""
    with connected(ctx) as client:
        _say_active(ctx, client.models.get(name).activate(version))


@app.command()
def rollback(ctx: typer.Context, name: ModelName) -> None:
    """Activate the version that was active before the current one."""
    with connected(ctx) as client:
        _say_active(ctx, client.models.get(name).rollback())


@app.command()
def compare(ctx: typer.Context, name: ModelName, first: VersionNumber, second: VersionNumber) -> None:
    """Compare the evaluation metrics of two versions."""
    with connected(ctx) as client:
        comparison = client.models.get(name).compare(first, second)
        found = [
            {
                "metric": each.name,
                "first": each.first,
                "second": each.second,
                "difference": each.difference,
                "better": each.better,
            }
            for each in comparison.metrics
        ]
        like = comparison.is_like_for_like
    columns = {
        "metric": "metric",
        f"version {first}": "first",
        f"version {second}": "second",
        "better": "better",
    }
    printer(ctx).listing(found, columns)
    if not like:
        typer.echo(
            "The versions were evaluated on different ranges, so the metrics are not comparable.", err=True
        )


@app.command()
def metrics(
    ctx: typer.Context,
    name: ModelName,
    *,
    version: Annotated[
        int | None, typer.Option(help="Number of the version. Default: the active version.")
    ] = None,
) -> None:
    """List the events of the evaluation and their sensors."""
    with connected(ctx) as client:
        model = client.models.get(name)
        found = model.metrics if version is None else model.version(version).metrics
    if settings_of(ctx).output is Output.JSON:
        printer(ctx).details(found.to_dict())
        return
    events = [
        {
            "start": each.start,
            "end": each.end,
            "sensors": ", ".join(f"{sensor.name} {sensor.value:.0%}" for sensor in each.top(3)),
        }
        for each in found.predicted_ranges
    ]
    labelled = found.labeled_event_metrics
    printer(ctx).listing(events, {"start": "start", "end": "end", "sensors": "sensors"})
    if labelled.num_labeled:
        typer.echo(f"{labelled.num_identified} of {labelled.num_labeled} labelled events were detected")


@app.command()
def delete(
    ctx: typer.Context,
    name: ModelName,
    *,
    cascade: Annotated[
        bool, typer.Option("--cascade", help="Also stop and delete its schedulers. Prints the plan first.")
    ] = False,
    yes: Yes = False,
) -> None:
    """Delete a model and all its versions."""
    with connected(ctx, works=cascade) as client:
        model = client.models.get(name)
        if cascade:
            delete_with_dependents(model, yes=yes)
        else:
            confirm(f"Delete model {name!r} and all its versions?", yes=yes)
            model.delete()
    printer(ctx).done(f"model {name!r} is deleted", model_name=name, deleted=True)


def _say_active(ctx: typer.Context, model: "Model") -> None:
    number, before = model.active_model_version, model.previous_active_model_version
    printer(ctx).done(
        f"version {number} of model {model.name!r} is active; before it was version {before}",
        model_name=model.name,
        active_model_version=number,
        previous_active_model_version=before,
    )
