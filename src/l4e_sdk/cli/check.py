"""``l4e check``: files looked at as ingestion looks at them."""

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
"""Rules whose breaches 'convert' can heal."""


def check(
    ctx: typer.Context,
    folder: DataFolder,
    *,
    component: Component = None,
    dataset: Annotated[
        str | None, typer.Option(help="A dataset whose columns the files must have, too.")
    ] = None,
) -> None:
    """Say what is wrong with a folder of CSV files. Nothing is sent or changed.

    The exit code is 1 if ingestion would refuse a file; warnings are none.
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
    """Return what to do about findings; empty if there is nothing to do."""
    if any(each.severity != "info" and each.rule in _CONVERTED for each in report):
        return (
            "An export with other separators, decimal signs, dates, zones, names or packed files becomes such a folder "
            "by: l4e convert EXPORT NEW_FOLDER --zone ... ('l4e convert --help')."
        )
    return ""


def _report(ctx: typer.Context, folder: Path, component: str | None, dataset: str | None) -> "CheckReport":
    from l4e_sdk.data import check_folder

    if dataset is None:
        return check_folder(folder, component=component)
    with connected(ctx) as client:
        return client.datasets.get(dataset).check(folder, component=component)
