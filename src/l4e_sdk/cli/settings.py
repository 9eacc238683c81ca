"""What the options before a command say, kept for the command."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typer

    from l4e_sdk.cli.endpoint import Endpoint


class Output(StrEnum):
    """How results are written."""

    TABLE = "table"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the options before a command say."""

    target: Endpoint
    output: Output
    verbose: bool


def settings_of(ctx: typer.Context) -> Settings:
    """Return what the options before a command said."""
    found: Settings = ctx.obj
    return found
