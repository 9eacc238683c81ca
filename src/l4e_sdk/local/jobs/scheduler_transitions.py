"""Transitions of schedulers: PENDING becomes RUNNING with a planned first run, STOPPING becomes STOPPED."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk.local import planning
from l4e_sdk.local.lifecycle.change import changed
from l4e_sdk.local.lifecycle.schedulers import PENDING, RUNNING, STOPPED, STOPPING
from l4e_sdk.shapes import InferenceSchedulerStatus, RetrainingSchedulerStatus

if TYPE_CHECKING:
    from datetime import datetime

    from l4e_sdk.local.context import Context
    from l4e_sdk.local.runner.work import Failure, Payload
    from l4e_sdk.local.store import Store

_AT_REST = {PENDING: RUNNING, STOPPING: STOPPED}


class _Transition:
    """Work that only changes state."""

    def prepare(self, context: Context, payload: Payload) -> None:
        """Return no task, because there is nothing to compute."""

    def compute(self, task: None) -> None:
        """Compute nothing."""

    def fail(self, context: Context, payload: Payload, failure: Failure) -> None:
        """Keep the status. The runner logs the failure, and the user cannot fix it."""


class InferenceSchedulerTransition(_Transition):
    """Brings an inference scheduler to rest."""

    def finish(self, context: Context, payload: Payload, outcome: None) -> None:
        """Change the state and plan the next run."""
        scheduler = context.store.inference_schedulers.get(context.scope, payload["scheduler_name"])
        if scheduler is None:
            return
        status = InferenceSchedulerStatus(_AT_REST.get(str(scheduler.status), str(scheduler.status)))
        context.store.inference_schedulers.put(context.scope, changed(scheduler, status=status))
        if (
            status == RUNNING
            and context.store.queue.pending(scheduler.inference_scheduler_arn, "inference") is None
        ):
            planning.plan_inference(context, scheduler, resumed=payload.get("resumed", False))


class RetrainingSchedulerTransition(_Transition):
    """Brings a retraining scheduler to rest."""

    def finish(self, context: Context, payload: Payload, outcome: None) -> None:
        """Change the state and plan the next run."""
        scheduler = context.store.retraining_schedulers.get(context.scope, payload["model_name"])
        if scheduler is None:
            return
        status = RetrainingSchedulerStatus(_AT_REST.get(str(scheduler.status), str(scheduler.status)))
        context.store.retraining_schedulers.put(context.scope, changed(scheduler, status=status))
        model = context.store.models.get(context.scope, payload["model_name"])
        if model is not None:
            settled = changed(
                model, retraining_scheduler_status=status, next_scheduled_retraining_start_date=None
            )
            context.store.models.put(context.scope, settled)
        if status == RUNNING:
            planning.plan_retraining(context, scheduler)


def skip_missed_windows(store: Store, now: datetime) -> int:
    """Let schedulers whose runs fell due while no engine was running go on with the next run.

    Missed windows are not made up (service/inference#runs). A run that had begun is done again, and only the windows
    after it are skipped. A missed retraining still runs, once: a machine that is switched off at midnight would never
    retrain otherwise.
    """
    moment = now.timestamp()
    if not store.queue.has_overdue("inference", moment):
        return 0
    with store.atomic():
        overdue = store.queue.remove_overdue("inference", moment)
        for job in overdue:
            if job.attempts:
                store.queue.put("inference", job.subject, {**job.payload, "skip_to": moment}, job.due)
            else:
                store.queue.put("settle_inference", job.subject, {**job.payload, "resumed": True}, moment)
    return sum(not job.attempts for job in overdue)
