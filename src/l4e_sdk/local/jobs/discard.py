"""Removal of files without a reference."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from l4e_sdk.local.context import Context
    from l4e_sdk.local.runner.work import Failure, Payload


class Discard:
    """Removes one folder, after the transaction that made it useless."""

    def prepare(self, context: Context, payload: Payload) -> None:
        """Remove the folder, unless others read it still; there is nothing to compute."""
        if payload.get("readers") is None:
            shutil.rmtree(context.folder / str(payload["folder"]), ignore_errors=True)

    def compute(self, task: None) -> None:
        """Compute nothing."""

    def finish(self, context: Context, payload: Payload, outcome: None) -> None:
        """Wait for the readers, if there are any; then there is nothing to write: the folder was of no resource."""
        if payload.get("readers") is not None:
            context.discard(context.folder / str(payload["folder"]), subject=str(payload["readers"]))

    def fail(self, context: Context, payload: Payload, failure: Failure) -> None:
        """Leave the files: they cost space and nothing else."""
