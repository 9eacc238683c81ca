"""Deletion with confirmation, and with a plan of everything that it deletes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from l4e_sdk.cli.render import plain

if TYPE_CHECKING:
    from l4e_sdk._resources import Dataset, Model


def confirm(question: str, *, yes: bool) -> None:
    """Ask for confirmation on stderr, unless ``--yes`` was given. Any answer but yes ends the command.

    Raises:
        typer.Abort: the answer is no, or stdin has no answer.
    """
    if not yes:
        typer.confirm(plain(question), abort=True, err=True)


def delete_with_dependents(resource: Dataset | Model, *, yes: bool) -> None:
    """Print the plan, ask, then delete a resource with everything that depends on it."""
    plan = resource.plan_delete()
    typer.echo(plain(str(plan), lines=True), err=True)
    confirm("Continue?", yes=yes)
    plan.apply(on_step=lambda step: typer.echo(plain(str(step)), err=True))
