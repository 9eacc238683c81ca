"""Completion of resource names in a shell."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import typer

from l4e_sdk.cli.endpoint import Endpoint

if TYPE_CHECKING:
    from collections.abc import Iterable

    from l4e_sdk._client import LookoutEquipment

Collection = Literal[
    "datasets", "ingestion_jobs", "models", "inference_schedulers", "retraining_schedulers", "label_groups"
]
Completer = Callable[[typer.Context, str], list[str]]
_MOST: Final = 100
_SECONDS: Final = 2
"""Longest wait, in seconds, after a user presses Tab."""


def names_of(collection: Collection) -> Completer:
    """Return a function that completes the names of a collection's resources."""

    def complete(ctx: typer.Context, incomplete: str) -> list[str]:
        try:
            with _target(ctx.find_root().params).open() as client:
                names = (each.name for each in _resources(client, collection))
                return list(islice((name for name in names if name.startswith(incomplete)), _MOST))
        except Exception:  # noqa: BLE001  # a message would land in the line that the user types
            return []

    return complete


def _target(params: dict[str, Any]) -> Endpoint:
    local = params.get("local")
    target = Endpoint.chosen(
        local=None if local is None else Path(local),
        endpoint_url=params.get("endpoint_url"),
        region=params.get("region"),
        profile=params.get("profile"),
    )
    if target.local is not None and not target.local.is_dir():
        raise FileNotFoundError(target.local)  # an engine would create the folder
    return target


def _resources(client: LookoutEquipment, collection: Collection) -> Iterable[Any]:
    quick = client.with_options(timeout=_SECONDS, attempts=1)
    return getattr(quick, collection).list(page_size=_MOST)  # type: ignore[no-any-return]  # all collections list
