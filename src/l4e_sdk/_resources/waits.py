"""Waits for several resources, and waits that another process began."""

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
"""A facade with a ``wait`` method."""

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
    """Wait for several resources, each as its own ``wait`` does, and load their descriptions.

    All waits share one deadline, and polls take turns. A failed resource does not end the wait for the others; its
    error is raised when all waits have ended.

        l4e.wait_all([job, *client.models.list(status="IN_PROGRESS")], timeout=timedelta(hours=6))

    Args:
        resources: datasets, jobs, models, versions and schedulers, of clients with the same clock.
        until: ``"DELETED"`` or another end state that all resources have. Default: the end state of each one's
            ``wait``.
        timeout: longest wait. Default: the longest default of the resources. ``timedelta.max`` waits without a limit.
        poll: interval between polls of each resource.
        on_poll: called after each poll of any resource; if it returns ``False``, the whole wait is cancelled.

    Raises:
        WaitAllError: some waits ended without the wanted status; it holds all their errors.
        WaitCancelledError: ``on_poll`` returned ``False``.
        InvalidValueError: the clocks differ, or a resource never has that state.
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
    """Continue a wait that another process began, and return the resource at its end.

    The deadline comes from the token, measured by the client's clock. At the deadline there is one last poll.

    Args:
        client: the client to call the service with.
        token: the result of a facade's ``wait_token``.
        timeout: longest wait in this process. The token stays valid for another process.
        poll: interval between polls.
        on_poll: called after each poll; if it returns ``False``, the wait is cancelled.

    Raises:
        InvalidValueError: the text is not a token.
        WaitTimeoutError: the timeout is over. All other errors are the errors of ``wait``.
    """
    wait = WaitToken.parse(token)
    resource = _resource(client, wait)
    if resource._waiter(wait.until) != wait.waiter:  # noqa: SLF001
        raise InvalidValueError(
            f"{wait.waiter!r} is not a wait for {resource!r}; pass what wait_token() returned."
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
