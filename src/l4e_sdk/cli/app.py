"""The tree of commands, and the options of all commands.

Neither this module nor the modules of the groups import boto3 or the engine before a command runs, because help and
completion must be fast.
"""

from pathlib import Path
from typing import Annotated

import typer

from l4e_sdk._version import __version__
from l4e_sdk.cli import (
    datasets,
    inference,
    ingestion,
    labels,
    model_versions,
    models,
    retraining,
    wait,
)
from l4e_sdk.cli.check import check
from l4e_sdk.cli.convert import convert
from l4e_sdk.cli.demo import demo
from l4e_sdk.cli.endpoint import Endpoint
from l4e_sdk.cli.env import env
from l4e_sdk.cli.learn import learn
from l4e_sdk.cli.report import report
from l4e_sdk.cli.root import Root
from l4e_sdk.cli.serve import serve
from l4e_sdk.cli.settings import Output, Settings
from l4e_sdk.cli.storage import backup, doctor, restore

app = typer.Typer(
    cls=Root,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="You can also write these options after a command: l4e models list --output json",
)


def _version(*, wanted: bool) -> None:
    if wanted:
        typer.echo(f"l4e-sdk {__version__}")
        raise typer.Exit


@app.callback()
def root(
    ctx: typer.Context,
    *,
    local: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Use an embedded engine on this folder, which is created if missing. Default: $L4E_LOCAL.",
        ),
    ] = None,
    endpoint_url: Annotated[
        str | None,
        typer.Option(
            metavar="URL", help="Call this endpoint. Default: $AWS_ENDPOINT_URL_LOOKOUTEQUIPMENT, or AWS."
        ),
    ] = None,
    region: Annotated[
        str | None, typer.Option(help="Use this Region. Default: the Region that boto3 chooses.")
    ] = None,
    profile: Annotated[
        str | None, typer.Option(help="Use this profile of the AWS configuration files.")
    ] = None,
    output: Annotated[
        Output, typer.Option(help="Print tables for people, or JSON for programs.", case_sensitive=False)
    ] = Output.TABLE,
    verbose: Annotated[
        bool, typer.Option("--verbose", help="Log every call to stderr, and print the traceback of an error.")
    ] = False,
    version: Annotated[  # noqa: ARG001  # its callback does the work
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Manage Lookout for Equipment, on an embedded engine or on any endpoint that speaks its API."""
    target = Endpoint.chosen(local=local, endpoint_url=endpoint_url, region=region, profile=profile)
    ctx.obj = Settings(target, output, verbose)
    if verbose:
        _log_to_stderr()


def _log_to_stderr() -> None:
    import logging

    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("l4e_sdk").setLevel(logging.DEBUG)


app.command()(demo)
app.command()(convert)
app.command()(check)
app.command()(learn)
app.command()(report)
app.command(short_help="Serve the API over HTTP until you stop it.")(serve)
app.command(short_help="Print shell lines that point boto3 and the AWS CLI to a server.")(env)
app.command()(doctor)
app.command()(backup)
app.command()(restore)
for group in (wait, datasets, ingestion, models, model_versions, inference, retraining, labels):
    app.add_typer(group.app)
