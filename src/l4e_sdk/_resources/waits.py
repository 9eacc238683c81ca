"""Waits for several resources at once, and waits that another process began."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from l4e_sdk._calls.waiting import PATIENCE, WaitToken, run_all
from l4e_sdk._resources.dataset import Dataset
from l4e_sdk._resources.inference_scheduler import InferenceScheduler
from l4e_sdk._resources.ingestion_job import IngestionJob
from l4e_sdk._resources.model import Model
from l4e_sdk._resources.model_version import ModelVersion
from l4e_sdk._resources.retraining_scheduler import RetrainingScheduler
from l4e_sdk.errors import InvalidValueError, WaitAllError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import timedelta

    from l4e_sdk._calls.backoff import Backoff
    from l4e_sdk._calls.waiting import OnPoll
    from l4e_sdk._client import LookoutEquipment

AnyWaitable: TypeAlias = (
    Dataset | IngestionJob | Model | ModelVersion | InferenceScheduler | RetrainingScheduler
)
"""A facade with a ``wait``."""

_KINDS: Final = {
    kind.__name__: kind for kind in (Dataset, IngestionJob, Model, InferenceScheduler, RetrainingScheduler)
}


def wait_all(
    resources: Iterable[AnyWaitable],
    *,
    until: str | None = None,
    timeout: timedelta | None = None,
    poll: Backoff | timedelta | None = None,
    on_poll: OnPoll | None = None,
) -> None:
    """Wait until all resources are as their own ``wait`` would have them, and see them as they are then.

    There is one deadline, and polls take turns. A resource that fails does not end the wait for the others; its error
    is told when all have come to an end.

        l4e.wait_all([job, *client.models.list(status="IN_PROGRESS")], timeout=timedelta(hours=6))

    Args:
        resources: datasets, jobs, models, versions and schedulers, of clients with the same clock.
        until: ``"DELETED"``, or another state that all of them come to rest in; that of each one's ``wait`` unless given.
        timeout: how long; as long as the most patient of them unless given, ``timedelta.max`` for ever.
        poll: how often to look at each of them.
        on_poll: called after each look at any of them; returning ``False`` cancels the whole wait.

    Raises:
        WaitAllError: some waits did not end as wished; it has the errors of all of them.
        WaitCancelledError: ``on_poll`` returned ``False``.
        InvalidValueError: the clocks differ, or one of the resources is never in that state.
    """
    every = list(resources)
    waiters = [each._waiter(until) for each in every]  # noqa: SLF001 - ours, as are all below
    if timeout is None:
        timeout = max((PATIENCE[waiter].timeout for waiter in waiters), default=None)
    watches = [
        each._watch(waiter, timeout, poll, on_poll)  # noqa: SLF001
        for each, waiter in zip(every, waiters, strict=True)
    ]
    failures = run_all(watches)
    for each, watch in zip(every, watches, strict=True):
        each._see_end(watch.last)  # type: ignore[arg-type]  # noqa: SLF001 - its own watch has its own description
    if failures:
        raise _joined([(watches[index].what, failures[index]) for index in sorted(failures)], len(every))


def resume_wait(
    client: LookoutEquipment,
    token: str,
    *,
    timeout: timedelta | None = None,
    poll: Backoff | timedelta | None = None,
    on_poll: OnPoll | None = None,
) -> AnyWaitable:
    """Go on with a wait that another process began, and return the resource as it is in the end.

    The deadline is that of the token, by the client's clock; after it, there is one last look.

    Args:
        client: what reaches the service.
        token: what ``wait_token`` of a facade returned.
        timeout: how long this process takes part at most; the token stays good for another one.
        poll: how often to look.
        on_poll: called after each look; returning ``False`` cancels the wait.

    Raises:
        InvalidValueError: the text is no such token.
        WaitTimeoutError: the time ran out; errors are those of ``wait`` otherwise.
    """
    wait = WaitToken.parse(token)
    resource = _resource(client, wait)
    if resource._waiter(wait.until) != wait.waiter:  # noqa: SLF001
        raise InvalidValueError(
            f"{wait.waiter!r} is no wait for {resource!r}; pass what wait_token() returned."
        )
    left = wait.left(client.clock.now())
    allowed = left if timeout is None else min(left, timeout)
    return resource._wait(wait.until, allowed, poll, on_poll)  # noqa: SLF001


def _resource(client: LookoutEquipment, wait: WaitToken) -> AnyWaitable:
    match wait.kind, wait.names:
        case "ModelVersion", (str(model), int(number)):
            return ModelVersion(Model(client, model), number)
        case kind, (str(name),) if kind in _KINDS:
            return _KINDS[kind](client, name)
    raise InvalidValueError(
        f"{str(wait)[:80]!r} names no resource that can be waited for; pass what wait_token() returned."
    )


def _joined(failures: list[tuple[str, Exception]], of: int) -> WaitAllError:
    for what, error in failures:
        error.add_note(f"This ended the wait for {what}.")
    named = ", ".join(what for what, _ in failures)
    return WaitAllError(
        f"{len(failures)} of {of} waits did not end as wished: {named}.", [error for _, error in failures]
    )
