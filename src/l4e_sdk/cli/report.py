"""``l4e report``, with the alias ``l4e versions report``."""

from pathlib import Path
from typing import Annotated

import typer

from l4e_sdk.cli.connection import connected
from l4e_sdk.cli.parameters import ModelName
from l4e_sdk.cli.render import printer


def report(
    ctx: typer.Context,
    model: ModelName,
    version: Annotated[
        int | None, typer.Argument(min=1, help="Number of the version. Default: the active version.")
    ] = None,
    *,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="File to write. Default: MODEL-VERSION.html in the current folder."
        ),
    ] = None,
) -> None:
    """Write the report of a model version. It is one HTML file that you can read, send and print."""
    with connected(ctx) as client:
        found = client.models.get(model)
        wanted = found.active_version if version is None else found.version(version)
        path = wanted.report(out or Path(f"{model}-{wanted.version}.html"))
        number = wanted.version
    printer(ctx).done(f"Wrote {path}.", path=str(path), model_name=model, model_version=number)
