"""``l4e datasets``."""

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from l4e_sdk.cli.connection import connected
from l4e_sdk.cli.deleting import confirm, delete_with_dependents
from l4e_sdk.cli.parameters import (
    Component,
    DataFolder,
    DatasetName,
    Limit,
    NewName,
    Prefix,
    Role,
    TagPairs,
    Timeout,
    Wait,
    Yes,
    tags_of,
)
from l4e_sdk.cli.render import plain, printer, summaries
from l4e_sdk.cli.settings import settings_of
from l4e_sdk.cli.waiting import left_alone, watched

if TYPE_CHECKING:
    from collections.abc import Iterator

    from l4e_sdk.data.upload import UploadedFile
    from l4e_sdk.views import DataSchema

app = typer.Typer(
    name="datasets", help="Manage datasets: the sensor data that models learn from.", no_args_is_help=True
)


@app.command("list")
def list_datasets(ctx: typer.Context, *, prefix: Prefix = None, limit: Limit = None) -> None:
    """List datasets."""
    with connected(ctx) as client:
        found = summaries(client.datasets.list(dataset_name_begins_with=prefix), "dataset_summaries", limit)
    columns = {"name": "dataset_name", "status": "status", "created": "created_at"}
    printer(ctx).listing(found, columns)


@app.command()
def show(ctx: typer.Context, name: DatasetName) -> None:
    """Show a dataset: status, source and faults of its data."""
    with connected(ctx) as client:
        document = client.datasets.get(name).to_dict()
    printer(ctx).details(document)


@app.command()
def create(
    ctx: typer.Context,
    name: NewName,
    *,
    schema: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            exists=True,
            dir_okay=False,
            help="JSON file with components and columns, as in CreateDataset. Default: the first ingestion detects "
            "them.",
        ),
    ] = None,
    tags: TagPairs = None,
) -> None:
    """Create a dataset without data."""
    with connected(ctx) as client:
        dataset = client.datasets.create(
            name, dataset_schema=None if schema is None else _schema(schema), tags=tags_of(tags)
        )
        sentence = f"dataset {name!r} is {dataset.status}"
        printer(ctx).done(sentence, dataset_name=name, status=dataset.status)


@app.command()
def upload(
    ctx: typer.Context,
    name: DatasetName,
    folder: DataFolder,
    *,
    bucket: Annotated[
        str, typer.Option(help="Name of the bucket; an embedded engine creates it if missing.")
    ],
    prefix: Annotated[
        str, typer.Option(help="Prefix of the keys in the bucket. Default: the dataset's name.")
    ] = "",
    component: Component = None,
) -> None:
    """Upload a folder of CSV files, for 'ingest'. Files that the bucket already has are skipped."""

    def tell(file: "UploadedFile") -> None:
        verb = "had" if file.skipped else "sent"
        typer.echo(plain(f"{file.done}/{file.total} {verb} {file.key}"), err=True)

    with connected(ctx) as client, _objects_elsewhere(ctx):
        sent = client.datasets.get(name).upload(
            folder, bucket=bucket, prefix=prefix or f"{name}/", component=component, on_file=tell
        )
    printer(ctx).done(
        f"{len(sent.keys)} files are below {sent.s3_uri}", s3_uri=sent.s3_uri, keys=list(sent.keys)
    )


@app.command()
def ingest(
    ctx: typer.Context,
    name: DatasetName,
    source: Annotated[
        str, typer.Argument(metavar="S3_URI", help="Location of the files: s3://bucket/prefix/.")
    ],
    *,
    key_pattern: Annotated[
        str, typer.Option(help="Pattern of the keys, which shows where the component is.")
    ] = "{prefix}/{component_name}/*",
    role_arn: Role = None,
    wait: Wait = False,
    timeout: Timeout = None,
) -> None:
    """Ingest CSV files into a dataset. When the job succeeds, the new data replaces the old data."""
    with connected(ctx, works=wait) as client:
        job = client.datasets.get(name).ingest(source, role_arn=role_arn, key_pattern=key_pattern)
        if wait:
            with watched() as on_poll:
                job.wait(timeout=timeout, on_poll=on_poll)
        else:
            left_alone(ctx, f"l4e wait ingestion-job {job.job_id}")
        sentence = f"ingestion job {job.job_id!r} is {job.status}"
        printer(ctx).done(sentence, job_id=job.job_id, dataset_name=name, status=job.status)


@app.command()
def statistics(ctx: typer.Context, name: DatasetName) -> None:
    """Show the quality of each sensor's data, with a grade."""
    with connected(ctx) as client:
        found = [
            {**each.to_dict(), "grade": each.grade, "issues": list(each.issues)}
            for each in client.datasets.get(name).sensor_statistics()
        ]
    columns = {"component": "component_name", "sensor": "sensor_name", "grade": "grade", "issues": "issues"}
    columns |= {"from": "data_start_time", "to": "data_end_time"}
    printer(ctx).listing(found, columns)


@app.command()
def delete(
    ctx: typer.Context,
    name: DatasetName,
    *,
    cascade: Annotated[
        bool,
        typer.Option(
            "--cascade", help="Also delete its models with their schedulers. Prints the plan first."
        ),
    ] = False,
    yes: Yes = False,
) -> None:
    """Delete a dataset. The files in your bucket stay."""
    with connected(ctx, works=cascade) as client:
        dataset = client.datasets.get(name)
        if cascade:
            delete_with_dependents(dataset, yes=yes)
        else:
            confirm(f"Delete dataset {name!r} and the service's copy of its data?", yes=yes)
            dataset.delete()
    printer(ctx).done(f"dataset {name!r} is deleted", dataset_name=name, deleted=True)


@contextmanager
def _objects_elsewhere(ctx: typer.Context) -> "Iterator[None]":
    """Add the remedy to the error of a failed upload: an endpoint of this API has no buckets of its own."""
    from l4e_sdk.errors import ObjectError

    try:
        yield
    except ObjectError as error:
        if settings_of(ctx).target.local is None:
            error.add_note(
                "Uploads go to AWS S3, or to the endpoint in AWS_ENDPOINT_URL_S3. For a server that was started with "
                "'l4e serve FOLDER', upload with --local FOLDER on its machine. The server may keep running."
            )
        raise


def _schema(file: Path) -> "DataSchema":
    from l4e_sdk.views import DataSchema

    return DataSchema.parse(file.read_text(encoding="utf-8"))
