"""``l4e doctor``, ``l4e backup`` and ``l4e restore``: maintenance of an engine's folder."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from l4e_sdk.cli.missing import needs_the_engine
from l4e_sdk.cli.render import printer
from l4e_sdk.cli.settings import Output, settings_of

Folder = Annotated[Path, typer.Argument(help="Folder of an engine.", exists=True, file_okay=False)]
Archive = Annotated[Path, typer.Argument(metavar="FILE", help="Archive: plant.l4e-backup.tar.gz.")]


def doctor(ctx: typer.Context, folder: Folder) -> None:
    """List the faults of an engine's folder, with remedies. This changes nothing.

    The exit code is 1 if something is lost or broken, and 0 if there are only warnings.
    """
    with needs_the_engine("l4e doctor"):
        from l4e_sdk.local.doctor import examine
    found = examine(folder)
    findings = [asdict(finding) for finding in found.findings]
    if settings_of(ctx).output is Output.JSON:
        printer(ctx).details({"healthy": found.healthy, "findings": findings})
    elif findings:
        columns = ("severity", "subject", "what", "remedy")
        printer(ctx).listing(findings, dict(zip(columns, columns, strict=True)))
    else:
        typer.echo(f"{folder} is in order")
    if not found.healthy:
        raise typer.Exit(1)


def backup(
    ctx: typer.Context,
    folder: Folder,
    file: Archive,
    *,
    buckets: Annotated[bool, typer.Option(help="Include the files below s3://.")] = True,
) -> None:
    """Write an engine's folder to one archive. The engine may keep running."""
    with needs_the_engine("l4e backup"):
        from l4e_sdk.local.backup import back_up
    made = back_up(folder, file, include_buckets=buckets)
    printer(ctx).done(
        f"{file} has {len(made.members)} files, {made.bytes:,} bytes before compression",
        file=str(file),
        files=len(made.members),
        bytes=made.bytes,
    )


def restore(
    ctx: typer.Context,
    file: Archive,
    folder: Annotated[Path, typer.Argument(help="Folder to create; it must be missing or empty.")],
) -> None:
    """Restore an archive of 'backup' into a new folder."""
    with needs_the_engine("l4e restore"):
        from l4e_sdk.local.backup import restore as unpack
    had = unpack(file, folder)
    printer(ctx).done(
        f"{folder} has the {len(had.members)} files of {had.created_at:%Y-%m-%d %H:%M} UTC",
        folder=str(folder),
        files=len(had.members),
        created_at=had.created_at,
    )
