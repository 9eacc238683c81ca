"""Pruning: data of one inference scheduler that is older than the retention is removed (`EngineSettings.retention`)."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from l4e_sdk.local.lifecycle import schedule
from l4e_sdk.local.lifecycle.change import changed
from l4e_sdk.local.store import inference as rows
from l4e_sdk.local.tasks.pruning import MOST, OldAccumulated, OldResults, Pruned, PruneTask, prune
from l4e_sdk.local.timeseries.accumulated import Accumulated
from l4e_sdk.shapes import ModelVersionStatus

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, timedelta

    from l4e_sdk.local.context import Context
    from l4e_sdk.local.lifecycle.schedule import Window
    from l4e_sdk.local.runner.work import Failure, Payload
    from l4e_sdk.local.store import Scope, Store
    from l4e_sdk.local.store.descriptions import StoredInferenceScheduler

logger = logging.getLogger(__name__)

KIND = "pruning"


class Pruning:
    """Removes old data of one scheduler. Its windows wait meanwhile: both write the accumulated data."""

    def prepare(self, context: Context, payload: Payload) -> PruneTask | None:
        """Choose the files to remove."""
        scheduler = context.store.inference_schedulers.get(context.scope, payload["scheduler_name"])
        if scheduler is None:
            return None
        return PruneTask(_old_results(context, scheduler), _old_accumulated(context, scheduler))

    def compute(self, task: PruneTask) -> Pruned:
        """Remove the files."""
        return prune(task)

    def finish(self, context: Context, payload: Payload, outcome: Pruned | None) -> None:
        """Remove the executions, and begin again if there is more than one job may remove."""
        scheduler = context.store.inference_schedulers.get(context.scope, payload["scheduler_name"])
        if scheduler is None or outcome is None:
            return
        removed = _remove_executions(context, scheduler)
        _forget_results(context, scheduler)
        _remember_start(context, scheduler)
        if removed or outcome.results:
            logger.info(
                "inference scheduler %s: %d executions and %d result files were older than their retention and are "
                "removed",
                scheduler.inference_scheduler_name,
                removed,
                outcome.results,
            )
        if MOST in {removed, outcome.results}:
            enqueue(context, scheduler)

    def fail(self, context: Context, payload: Payload, failure: Failure) -> None:
        """Leave everything: the runner logs the reason, and the job of the next day tries again."""


def plan(context: Context, scheduler: StoredInferenceScheduler, window: Window) -> None:
    """Put a pruning on the queue with the first window of each UTC day, if there is anything to remove."""
    midnight = window.start.replace(hour=0, minute=0, second=0, microsecond=0)
    if window.start - midnight < schedule.frequency_of(scheduler) and _has_old_data(context, scheduler):
        enqueue(context, scheduler)


def plan_all(context_of: Callable[[Scope], Context], store: Store) -> None:
    """Put a pruning on the queue for each scheduler with old data: an engine may never run at midnight (UTC)."""
    for scope, scheduler in store.all_inference_schedulers():
        context = context_of(scope)
        if _has_old_data(context, scheduler):
            enqueue(context, scheduler)


def enqueue(context: Context, scheduler: StoredInferenceScheduler) -> None:
    """Put a pruning on the queue, unless one is there."""
    arn = scheduler.inference_scheduler_arn
    with context.store.atomic():
        context.store.queue.cancel_waiting(arn, KIND)
        context.enqueue(KIND, arn, scheduler_name=scheduler.inference_scheduler_name)


def _before(context: Context, age: timedelta | None) -> datetime | None:
    """Return the time before which data of an age is too old; None if it is kept without a limit."""
    return None if age is None else context.now() - age


def _has_old_data(context: Context, scheduler: StoredInferenceScheduler) -> bool:
    retention = context.settings.retention
    if retention.results is not None or retention.accumulated is not None:
        return True
    before = _before(context, retention.executions)
    return before is not None and rows.has_older(
        context.store.inference_executions, context.scope, scheduler.inference_scheduler_name, before
    )


def _old_results(context: Context, scheduler: StoredInferenceScheduler) -> OldResults | None:
    before = _before(context, context.settings.retention.results)
    target = scheduler.data_output_configuration
    if before is None or target is None:
        return None
    place = target.s3_output_configuration
    begun = before - schedule.frequency_of(scheduler)
    return OldResults(context.objects, place.bucket, place.prefix or "", begun)


def _old_accumulated(context: Context, scheduler: StoredInferenceScheduler) -> OldAccumulated | None:
    before = _before(context, context.settings.retention.accumulated)
    if before is None or _is_training(context, scheduler.model_name):
        return None  # a training may be reading the files; the next day is early enough
    return OldAccumulated(context.accumulated_folder(scheduler.model_arn), before)


def _is_training(context: Context, model_name: str) -> bool:
    versions = context.store.model_versions
    conditions = (
        *versions.equal("model_name", model_name),
        *versions.equal("status", ModelVersionStatus.IN_PROGRESS),
    )
    return versions.count(context.scope, *conditions) > 0


def _remove_executions(context: Context, scheduler: StoredInferenceScheduler) -> int:
    before = _before(context, context.settings.retention.executions)
    if before is None:
        return 0
    return rows.delete_older(
        context.store.inference_executions,
        context.scope,
        scheduler.inference_scheduler_name,
        before,
        most=MOST,
    )


def _forget_results(context: Context, scheduler: StoredInferenceScheduler) -> None:
    """Let no execution name a result file that is removed: readers of results would look for it."""
    before = _before(context, context.settings.retention.results)
    if before is not None:
        name = scheduler.inference_scheduler_name
        rows.forget_results(context.store.inference_executions, context.scope, name, before)


def _remember_start(context: Context, scheduler: StoredInferenceScheduler) -> None:
    """Let the model say where its accumulated data begins now."""
    model = context.store.models.get(context.scope, scheduler.model_name)
    if model is None or context.settings.retention.accumulated is None:
        return
    span = Accumulated(context.accumulated_folder(model.model_arn)).span()
    start = model.accumulated_inference_data_start_time
    if span is not None and start is not None and span[0] > start:
        moved = changed(model, accumulated_inference_data_start_time=span[0])
        context.store.models.put(context.scope, moved)
