"""``l4e versions``."""

from typing import Annotated

import typer

from l4e_sdk.cli.connection import connected
from l4e_sdk.cli.findings import show_with_findings
from l4e_sdk.cli.parameters import Limit, ModelName, Status, VersionNumber
from l4e_sdk.cli.render import printer, summaries
from l4e_sdk.cli.report import report

app = typer.Typer(
    name="versions", help="Inspect model versions; each training makes one.", no_args_is_help=True
)
app.command()(report)


@app.command("list")
def list_versions(
    ctx: typer.Context,
    model: ModelName,
    *,
    status: Status = None,
    source_type: Annotated[
        str | None, typer.Option(help="List only versions from this source: TRAINING, RETRAINING or IMPORT.")
    ] = None,
    limit: Limit = None,
) -> None:
    """List the versions of a model."""
    with connected(ctx) as client:
        pager = client.models.get(model).versions(status=status, source_type=source_type)
        found = summaries(pager, "model_version_summaries", limit)
    columns = {
        "version": "model_version",
        "status": "status",
        "from": "source_type",
        "quality": "model_quality",
        "created": "created_at",
    }
    printer(ctx).listing(found, columns)


@app.command()
def show(ctx: typer.Context, model: ModelName, version: VersionNumber) -> None:
    """Show a version: status, time ranges, operating point and notices."""
    with connected(ctx) as client:
        found = client.models.get(model).version(version)
        show_with_findings(ctx, dict(found.to_dict()), found)
