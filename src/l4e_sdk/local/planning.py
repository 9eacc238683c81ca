"""Plans of schedulers' next runs: each is queued in the transaction that makes it the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk.local.lifecycle import schedule
from l4e_sdk.local.lifecycle.change import changed
from l4e_sdk.local.lifecycle.identity import retraining_run

if TYPE_CHECKING:
    from l4e_sdk.local.context import Context
    from l4e_sdk.local.store.descriptions import StoredInferenceScheduler, StoredRetrainingScheduler


def plan_inference(context: Context, scheduler: StoredInferenceScheduler, *, resumed: bool = False) -> None:
    """Queue the first run.

    A scheduler that was just started gets the first window that ends from now on. A scheduler that was running while
    the engine was down continues with the first run in the future, even if the window of that run has ended.
    """
    plan = schedule.next_run if resumed else schedule.first_run
    run = plan(schedule.frequency_of(scheduler), schedule.offset_of(scheduler), context.now())
    enqueue_window(context, scheduler, run.window)


def enqueue_window(context: Context, scheduler: StoredInferenceScheduler, window: schedule.Window) -> None:
    """Queue the run of a window. It begins after the delay offset."""
    context.enqueue(
        "inference",
        scheduler.inference_scheduler_arn,
        due=schedule.run_of(window, schedule.offset_of(scheduler)).at,
        scheduler_name=scheduler.inference_scheduler_name,
        start=window.start.timestamp(),
        end=window.end.timestamp(),
    )


def plan_retraining(context: Context, scheduler: StoredRetrainingScheduler) -> None:
    """Queue the next retraining, and store its date in the model."""
    moment, run = schedule.next_retraining(scheduler, context.now()), retraining_run(scheduler.model_arn)
    # The scheduler may have been stopped during a run, which also plans the next run.
    context.store.queue.cancel_waiting(run, "retraining")
    context.enqueue("retraining", run, due=moment, model_name=scheduler.model_name)
    model = context.store.models.get(context.scope, scheduler.model_name)
    if model is not None:
        planned = changed(model, next_scheduled_retraining_start_date=moment)
        context.store.models.put(context.scope, planned)
