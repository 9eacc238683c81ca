"""The global options, kept for the command."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typer

    from l4e_sdk.cli.endpoint import Endpoint


class Output(StrEnum):
    """The format of results."""

    TABLE = "table"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Settings:
    """The values of the global options."""

    target: Endpoint
    output: Output
    verbose: bool


def settings_of(ctx: typer.Context) -> Settings:
    """Return the values of the global options."""
    found: Settings = ctx.obj
    return found
