"""The parts of a kind of work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from l4e_sdk.errors import L4EError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from l4e_sdk.local.context import Context

    Payload = Mapping[str, Any]
    """The payload of the queued job, as JSON values."""


class CustomerError(L4EError):
    """The job failed for a reason that the user can fix; the message becomes the FailedReason."""


class OutdatedError(L4EError):
    """The input of a job was replaced during its computation, so the job must run again."""


class StuckWorkError(L4EError):
    """The work took longer than any work may; the message becomes the FailedReason."""


@dataclass(frozen=True, slots=True)
class Failure:
    """The reason why a job failed."""

    reason: str
    """The message for the user: the fault, its place, and the remedy."""
    by_customer: bool
    """Whether the user can fix the cause. If false, the engine is the cause."""
    silent: bool = False
    """Whether there was nothing to read: the feed of a scheduler is silent."""


class Work(Protocol):
    """One kind of work, in four steps.

    ``prepare`` and ``finish`` use the store and run in the engine's process. ``compute`` gets only its task and runs in
    a worker process. ``finish`` or ``fail`` runs in the transaction that also removes the job. So a job either takes
    effect completely or runs again, and all earlier steps must be repeatable. ``finish`` can raise ``OutdatedError`` to
    make the job run again.
    """

    def prepare(self, context: Context, payload: Payload) -> object | None:
        """Return the task to compute, or None when there is nothing to do any more."""

    def compute(self, task: Any) -> Any:
        """Do the work; must not touch the store."""

    def finish(self, context: Context, payload: Payload, outcome: Any) -> None:
        """Write down what came out; ``outcome`` is None when there was nothing to compute."""

    def fail(self, context: Context, payload: Payload, failure: Failure) -> None:
        """Write down why nothing came out."""
