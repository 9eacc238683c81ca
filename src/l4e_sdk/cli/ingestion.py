"""``l4e ingestion``."""

from typing import Annotated

import typer

from l4e_sdk.cli.completion import names_of
from l4e_sdk.cli.connection import connected
from l4e_sdk.cli.parameters import JobId, Limit, Status
from l4e_sdk.cli.render import printer, summaries

app = typer.Typer(
    name="ingestion", help="Inspect ingestion jobs, which read files into a dataset.", no_args_is_help=True
)


@app.command("list")
def list_jobs(
    ctx: typer.Context,
    *,
    dataset: Annotated[
        str | None, typer.Option(help="List only jobs of this dataset.", autocompletion=names_of("datasets"))
    ] = None,
    status: Status = None,
    limit: Limit = None,
) -> None:
    """List ingestion jobs."""
    with connected(ctx) as client:
        pager = client.ingestion_jobs.list(dataset=dataset, status=status)
        found = summaries(pager, "data_ingestion_job_summaries", limit)
    printer(ctx).listing(found, {"job": "job_id", "dataset": "dataset_name", "status": "status"})


@app.command()
def show(ctx: typer.Context, job: JobId) -> None:
    """Show an ingestion job: status, files and failure."""
    with connected(ctx) as client:
        document = client.ingestion_jobs.get(job).to_dict()
    printer(ctx).details(document)
