"""``l4e check``: the checks of ingestion, on local files."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from l4e_sdk.cli.connection import connected
from l4e_sdk.cli.parameters import Component, DataFolder
from l4e_sdk.cli.render import plain, printer
from l4e_sdk.cli.settings import Output, settings_of

if TYPE_CHECKING:
    from l4e_sdk.data import CheckReport

_CONVERTED: Final = frozenset(
    {"column-name", "component-name", "encoding", "no-rows", "not-a-number", "not-csv"}
    | {"stray-file", "surplus-cell", "timestamp"}
)
"""Rules whose violations 'convert' can repair."""


def check(
    ctx: typer.Context,
    folder: DataFolder,
    *,
    component: Component = None,
    dataset: Annotated[
        str | None, typer.Option(help="Also compare the files with the columns of this dataset.")
    ] = None,
) -> None:
    """List the faults of a folder of CSV files. This sends and changes nothing.

    The exit code is 1 if ingestion would refuse a file, and 0 if there are only warnings.
    """
    report = _report(ctx, folder, component, dataset)
    if settings_of(ctx).output is Output.JSON:
        findings = [asdict(finding) for finding in report]
        printer(ctx).details(
            {"ok": report.ok, "findings": findings, "files": [asdict(file) for file in report.files]}
        )
    else:
        typer.echo(plain(str(report), lines=True))
        if advice := advice_on(report):
            typer.echo(advice, err=True)
    if not report.ok:
        raise typer.Exit(1)


def advice_on(report: "CheckReport") -> str:
    """Return a hint for findings that 'convert' can repair; empty if there are none."""
    if any(each.severity != "info" and each.rule in _CONVERTED for each in report):
        return (
            "If the files are an export with other separators, decimal signs, dates, time zones, names or compression, "
            "convert them first: l4e convert EXPORT NEW_FOLDER --zone ... (see 'l4e convert --help')."
        )
    return ""


def _report(ctx: typer.Context, folder: Path, component: str | None, dataset: str | None) -> "CheckReport":
    from l4e_sdk.data import check_folder

    if dataset is None:
        return check_folder(folder, component=component)
    with connected(ctx) as client:
        return client.datasets.get(dataset).check(folder, component=component)
