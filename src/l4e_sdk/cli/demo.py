"""``l4e demo``: the main workflow in a few seconds, and the script that runs it."""

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
            help="Keep the data, the engine's folder and the script in this folder, which must be new or empty.",
        ),
    ] = None,
) -> None:
    """Run the main workflow on generated data.

    The data comes from a simulated machine. The command ends with the Python script that it ran.
    """
    script = Path(__file__).with_name("demo_script.py")
    if out is not None and out.exists() and any(out.iterdir()):
        raise typer.BadParameter(f"{out} already has files; name a new folder.", param_hint="--out")
    with needs_the_engine("l4e demo"):
        from l4e_sdk.cli import demo_script

    began = time.monotonic()
    with TemporaryDirectory() if out is None else nullcontext(str(out)) as folder:
        demo_script.main(Path(folder))
        seconds = time.monotonic() - began
        if out is not None:
            shutil.copyfile(script, out / "press.py")
    typer.echo(f"\nDone in {seconds:.0f} seconds, on generated data. A real plant is noisier. The script:\n")
    typer.echo(script.read_text(encoding="utf-8"))
    typer.echo("To use your own files, a sub-folder of CSV files for each machine, you need no script:\n")
    typer.echo("  l4e check FOLDER\n  l4e --local plant learn NAME FOLDER\n")
    typer.echo("For exports with decimal commas, local times or other formats, see: l4e convert --help")
    if out is not None:
        typer.echo(f"The files are in {out}. To look at them, run: l4e --local {out / 'engine'} models list")
