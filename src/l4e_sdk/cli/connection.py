"""The client of a command."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from l4e_sdk.cli.settings import settings_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import typer

    from l4e_sdk._client import LookoutEquipment


@contextmanager
def connected(ctx: typer.Context, *, works: bool = False) -> Iterator[LookoutEquipment]:
    """Give the client that a command is to use, and close it.

    Args:
        ctx: the command's context.
        works: as for ``Target.open``; for commands that wait.
    """
    with settings_of(ctx).target.open(works=works) as client:
        yield client
