"""``l4e demo``: the main job in a few seconds, and the script that does it."""

import shutil
import time
from contextlib import nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from l4e_sdk.cli.missing import needs_the_engine


def demo(
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            file_okay=False,
            help="Keep the data, the engine's folder and the script here; must be new.",
        ),
    ] = None,
) -> None:
    """See the main job done on a simulated machine. It ends with the Python that did it; all data is generated."""
    script = Path(__file__).with_name("demo_script.py")
    if out is not None and out.exists() and any(out.iterdir()):
        raise typer.BadParameter(f"{out} has files already; name a new folder.", param_hint="--out")
    with needs_the_engine("l4e demo"):
        from l4e_sdk.cli import demo_script

    began = time.monotonic()
    with TemporaryDirectory() if out is None else nullcontext(str(out)) as folder:
        demo_script.main(Path(folder))
        seconds = time.monotonic() - began
        if out is not None:
            shutil.copyfile(script, out / "press.py")
    typer.echo(
        f"\nDone in {seconds:.0f} seconds, on generated data: a real plant is noisier. This is the script:\n"
    )
    typer.echo(script.read_text(encoding="utf-8"))
    typer.echo("Now your own files, a sub-folder of CSVs for each machine, without a script:\n")
    typer.echo("  l4e check FOLDER\n  l4e --local plant learn NAME FOLDER\n")
    typer.echo("Exports with decimal commas, local time and the like: l4e convert --help")
    if out is not None:
        typer.echo(f"Its files are in {out}; look around with: l4e --local {out / 'engine'} models list")
