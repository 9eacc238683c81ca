"""The client that a command uses."""

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
    """Open the client of a command, and close it afterwards.

    Args:
        ctx: the command's context.
        works: whether an embedded engine runs queued jobs; true for commands that wait.
    """
    with settings_of(ctx).target.open(works=works) as client:
        yield client
