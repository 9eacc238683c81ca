"""How a command deletes: it asks first, and says what goes along."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from l4e_sdk.cli.render import plain

if TYPE_CHECKING:
    from l4e_sdk._resources import Dataset, Model


def confirm(question: str, *, yes: bool) -> None:
    """Ask on stderr, unless the answer is given; anything but yes ends the command.

    Raises:
        typer.Abort: the answer is no, or there is nobody to answer.
    """
    if not yes:
        typer.confirm(plain(question), abort=True, err=True)


def delete_with_dependents(resource: Dataset | Model, *, yes: bool) -> None:
    """Delete a resource with all that depends on it, once the plan was shown and agreed to."""
    plan = resource.plan_delete()
    typer.echo(plain(str(plan), lines=True), err=True)
    confirm("Do that?", yes=yes)
    plan.apply(on_step=lambda step: typer.echo(plain(str(step)), err=True))
