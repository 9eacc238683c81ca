"""What a kind of work consists of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from l4e_sdk.errors import L4EError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from l4e_sdk.local.context import Context

    Payload = Mapping[str, Any]
    """What the job was enqueued with; JSON values."""


class CustomerError(L4EError):
    """The work cannot be done for a reason that its user can mend; the message becomes the FailedReason."""


class OutdatedError(L4EError):
    """What the work was based on has been replaced while it was computed; the work is to be done again."""


class StuckWorkError(L4EError):
    """The work took longer than any work may; the message becomes the FailedReason."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why work failed."""

    reason: str
    """For a person: what is wrong, where, and what to do."""
    by_customer: bool
    """Whether the user can mend it; otherwise the engine is to blame."""
    silent: bool = False
    """Whether there was nothing to read: the feed of a scheduler is silent."""


class Work(Protocol):
    """One kind of work, in four steps.

    ``prepare`` and ``finish`` see the store and run in the engine's process; ``compute`` sees only its task and runs in
    a worker process. ``finish`` or ``fail`` run in the transaction that also removes the job, so work is either wholly
    done or done again: everything before must bear being repeated. A ``finish`` that raises ``OutdatedError`` asks for
    that itself.
    """

    def prepare(self, context: Context, payload: Payload) -> object | None:
        """Return the task to compute, or None when there is nothing to do any more."""

    def compute(self, task: Any) -> Any:
        """Do the work; must not touch the store."""

    def finish(self, context: Context, payload: Payload, outcome: Any) -> None:
        """Write down what came out; ``outcome`` is None when there was nothing to compute."""

    def fail(self, context: Context, payload: Payload, failure: Failure) -> None:
        """Write down why nothing came out."""
