"""Removing files that nothing points at any more."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from l4e_sdk.local.context import Context
    from l4e_sdk.local.jobs.work import Failure, Payload


class Discard:
    """Removes one folder, after the transaction that made it useless."""

    def prepare(self, context: Context, payload: Payload) -> None:
        """Remove the folder; there is nothing to compute."""
        shutil.rmtree(context.folder / str(payload["folder"]), ignore_errors=True)

    def compute(self, task: None) -> None:
        """Compute nothing."""

    def finish(self, context: Context, payload: Payload, outcome: None) -> None:
        """Write nothing: the folder was of no resource."""

    def fail(self, context: Context, payload: Payload, failure: Failure) -> None:
        """Leave the files: they cost space and nothing else."""
