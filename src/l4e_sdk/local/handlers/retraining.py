"""Retraining schedulers, whose key is their model's name, and retraining now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk.local import find
from l4e_sdk.local.handlers.pages import page
from l4e_sdk.local.lifecycle import models as states
from l4e_sdk.local.lifecycle.change import changed, selected
from l4e_sdk.local.lifecycle.identity import retraining_run, retraining_state
from l4e_sdk.local.lifecycle.schedule import next_retraining
from l4e_sdk.local.lifecycle.schedulers import PENDING, RUNNING, STOPPED, STOPPING, require
from l4e_sdk.local.store.descriptions import StoredModel, StoredRetrainingScheduler
from l4e_sdk.local.wire.faults import Conflict
from l4e_sdk.shapes import (
    AutoPromotionResult,
    CreateRetrainingSchedulerResponse,
    DescribeRetrainingSchedulerResponse,
    EmptyResponse,
    ListRetrainingSchedulersResponse,
    ModelStatus,
    ModelVersionSourceType,
    ModelVersionStatus,
    PromoteMode,
    RetrainingSchedulerStatus,
    RetrainingSchedulerSummary,
    RetrainModelResponse,
    StartRetrainingSchedulerResponse,
    StopRetrainingSchedulerResponse,
)

if TYPE_CHECKING:
    from datetime import datetime

    from l4e_sdk.local.context import Context
    from l4e_sdk.shapes import (
        CreateRetrainingSchedulerRequest,
        DeleteRetrainingSchedulerRequest,
        DescribeRetrainingSchedulerRequest,
        ListRetrainingSchedulersRequest,
        RetrainModelRequest,
        StartRetrainingSchedulerRequest,
        StopRetrainingSchedulerRequest,
        UpdateRetrainingSchedulerRequest,
    )


def create_retraining_scheduler(
    context: Context, request: CreateRetrainingSchedulerRequest
) -> CreateRetrainingSchedulerResponse:
    """CreateRetrainingScheduler: created and started; one per model."""
    model = find.model(context, request.model_name)
    if context.store.retraining_schedulers.get(context.scope, request.model_name):
        raise Conflict(
            f"The model {request.model_name!r} has a retraining scheduler already; update that one."
        )
    if model.status != ModelStatus.SUCCESS:
        raise Conflict(
            f"The model {request.model_name!r} is {model.status}; retraining needs one that is SUCCESS."
        )
    now = context.now()
    scheduler = StoredRetrainingScheduler(
        model_name=model.model_name,
        model_arn=model.model_arn,
        # One in the past counts as any other: the first run is at its next boundary (service/retraining#schedule).
        retraining_start_date=_day(request.retraining_start_date or now),
        retraining_frequency=request.retraining_frequency,
        lookback_window=request.lookback_window,
        promote_mode=request.promote_mode or PromoteMode.MANAGED,
        status=RetrainingSchedulerStatus.PENDING,
        created_at=now,
        updated_at=now,
    )
    return selected(_move(context, scheduler, PENDING), CreateRetrainingSchedulerResponse)


def describe_retraining_scheduler(
    context: Context, request: DescribeRetrainingSchedulerRequest
) -> DescribeRetrainingSchedulerResponse:
    """DescribeRetrainingScheduler."""
    return find.retraining_scheduler(context, request.model_name)


def list_retraining_schedulers(
    context: Context, request: ListRetrainingSchedulersRequest
) -> ListRetrainingSchedulersResponse:
    """ListRetrainingSchedulers: by model."""
    shelf = context.store.retraining_schedulers
    filters = [
        *shelf.begins_with("model_name", request.model_name_begins_with),
        *shelf.equal("status", request.status),
    ]
    found = page(shelf, context.scope, request, *filters)
    summaries = tuple(selected(scheduler, RetrainingSchedulerSummary) for scheduler in found.items)
    return ListRetrainingSchedulersResponse(retraining_scheduler_summaries=summaries, **found.token)


def update_retraining_scheduler(context: Context, request: UpdateRetrainingSchedulerRequest) -> EmptyResponse:
    """UpdateRetrainingScheduler: replace the given settings, from the next run on."""
    scheduler = find.retraining_scheduler(context, request.model_name)
    require(_name(scheduler), "updated", scheduler.status, (RUNNING, STOPPED))
    given = {
        "retraining_start_date": request.retraining_start_date and _day(request.retraining_start_date),
        "retraining_frequency": request.retraining_frequency,
        "lookback_window": request.lookback_window,
        "promote_mode": request.promote_mode,
    }
    present = {name: value for name, value in given.items() if value is not None}
    updated = changed(scheduler, updated_at=context.now(), **present)
    context.store.retraining_schedulers.put(context.scope, updated)
    if updated.status == RUNNING:
        # The next run was planned with the old start date and frequency.
        context.store.queue.cancel_waiting(retraining_run(updated.model_arn), "retraining")
        _settle(context, updated)
    return EmptyResponse()


def start_retraining_scheduler(
    context: Context, request: StartRetrainingSchedulerRequest
) -> StartRetrainingSchedulerResponse:
    """StartRetrainingScheduler: PENDING at once, RUNNING soon after."""
    scheduler = find.retraining_scheduler(context, request.model_name)
    require(_name(scheduler), "started", scheduler.status, (STOPPED,))
    return selected(_move(context, scheduler, PENDING), StartRetrainingSchedulerResponse)


def stop_retraining_scheduler(
    context: Context, request: StopRetrainingSchedulerRequest
) -> StopRetrainingSchedulerResponse:
    """StopRetrainingScheduler: a run that has begun goes on to its end."""
    scheduler = find.retraining_scheduler(context, request.model_name)
    require(_name(scheduler), "stopped", scheduler.status, (RUNNING,))
    context.store.queue.cancel_waiting(retraining_run(scheduler.model_arn), "retraining")
    return selected(_move(context, scheduler, STOPPING), StopRetrainingSchedulerResponse)


def delete_retraining_scheduler(context: Context, request: DeleteRetrainingSchedulerRequest) -> EmptyResponse:
    """DeleteRetrainingScheduler: only when STOPPED; a run that has begun is cancelled."""
    scheduler = find.retraining_scheduler(context, request.model_name)
    require(_name(scheduler), "deleted", scheduler.status, (STOPPED,))
    context.store.queue.cancel(retraining_run(scheduler.model_arn), "retraining")
    context.store.queue.cancel(retraining_state(scheduler.model_arn))
    context.store.retraining_schedulers.delete(context.scope, request.model_name)
    context.store.tokens.free_all(context.scope, "CreateRetrainingScheduler", scheduler.model_arn)
    model = _without_run(context, find.model(context, request.model_name))
    context.store.models.put(
        context.scope,
        changed(model, retraining_scheduler_status=None, next_scheduled_retraining_start_date=None),
    )
    return EmptyResponse()


def retrain_model(context: Context, request: RetrainModelRequest) -> RetrainModelResponse:
    """RetrainModel: the next version, trained in the background; no schedule changes."""
    model = find.model(context, request.model_name)
    if model.status != ModelStatus.SUCCESS:
        raise Conflict(
            f"The model {request.model_name!r} is {model.status}; retraining needs one that is SUCCESS."
        )
    _check_at_rest(context, request.model_name)
    scheduler = context.store.retraining_schedulers.get(context.scope, request.model_name)
    number = context.store.next_version(context.scope, request.model_name)
    version = states.new_version(model, number, ModelVersionSourceType.RETRAINING, context.now())
    context.store.model_versions.put(context.scope, version)
    context.enqueue(
        "retraining_now",
        retraining_run(model.model_arn),
        model_name=request.model_name,
        version=number,
        lookback_window=request.lookback_window or (scheduler.lookback_window if scheduler else None),
        promote_mode=request.promote_mode or (scheduler.promote_mode if scheduler else None),
    )
    return selected(version, RetrainModelResponse)


def _check_at_rest(context: Context, model_name: str) -> None:
    """Refuse a second training of a model: both would replace the same version."""
    versions = context.store.model_versions
    training = (
        *versions.equal("model_name", model_name),
        *versions.equal("status", ModelVersionStatus.IN_PROGRESS),
    )
    if versions.count(context.scope, *training):
        raise Conflict(f"A version of the model {model_name!r} is in training; wait until that has ended.")


def _move(context: Context, scheduler: StoredRetrainingScheduler, status: str) -> StoredRetrainingScheduler:
    moved = changed(scheduler, status=RetrainingSchedulerStatus(status), updated_at=context.now())
    context.store.retraining_schedulers.put(context.scope, moved)
    model = find.model(context, moved.model_name)
    # The date depends on nothing that is still to happen, so it is known before the scheduler runs.
    coming = next_retraining(moved, context.now()) if status == PENDING else None
    reported = changed(
        model, retraining_scheduler_status=moved.status, next_scheduled_retraining_start_date=coming
    )
    context.store.models.put(context.scope, reported)
    _settle(context, moved)
    return moved


def _settle(context: Context, scheduler: StoredRetrainingScheduler) -> None:
    state = retraining_state(scheduler.model_arn)
    context.enqueue("settle_retraining", state, model_name=scheduler.model_name)


def _without_run(context: Context, model: StoredModel) -> StoredModel:
    """Cancel the version that a run has begun, if one has; return the model that says so."""
    number = model.latest_scheduled_retraining_model_version
    version = number and context.store.model_versions.get(context.scope, model.model_name, number)
    if not version or version.status != ModelVersionStatus.IN_PROGRESS:
        return model
    now = context.now()
    result = AutoPromotionResult.RETRAINING_CANCELLED
    cancelled = states.ended(version, ModelVersionStatus.CANCELED, now, auto_promotion_result=result)
    context.store.model_versions.put(context.scope, cancelled)
    folder = context.version_folder(model.model_arn, number or 0)
    context.discard(folder, subject=retraining_run(model.model_arn))
    return states.retraining(model, cancelled, now)


def _name(scheduler: StoredRetrainingScheduler) -> str:
    return f"The retraining scheduler of {scheduler.model_name!r}"


def _day(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)
