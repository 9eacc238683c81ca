"""Inference schedulers, their executions and events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk._durations import parse_duration
from l4e_sdk.local import find, planning
from l4e_sdk.local.handlers import owned
from l4e_sdk.local.handlers.pages import page
from l4e_sdk.local.lifecycle import schedule
from l4e_sdk.local.lifecycle.change import changed, selected
from l4e_sdk.local.lifecycle.identity import new_arn
from l4e_sdk.local.lifecycle.schedulers import PENDING, RUNNING, STOPPED, STOPPING, require
from l4e_sdk.local.store import inference as rows
from l4e_sdk.local.store.descriptions import StoredInferenceScheduler, StoredModel
from l4e_sdk.local.wire.faults import Conflict, Invalid, QuotaExceeded
from l4e_sdk.shapes import (
    CreateInferenceSchedulerResponse,
    DescribeInferenceSchedulerResponse,
    EmptyResponse,
    InferenceSchedulerStatus,
    InferenceSchedulerSummary,
    ListInferenceEventsResponse,
    ListInferenceExecutionsResponse,
    ListInferenceSchedulersResponse,
    ModelStatus,
    StartInferenceSchedulerResponse,
    StopInferenceSchedulerResponse,
)

if TYPE_CHECKING:
    from l4e_sdk.local.context import Context
    from l4e_sdk.shapes import (
        CreateInferenceSchedulerRequest,
        DeleteInferenceSchedulerRequest,
        DescribeInferenceSchedulerRequest,
        InferenceInputConfiguration,
        ListInferenceEventsRequest,
        ListInferenceExecutionsRequest,
        ListInferenceSchedulersRequest,
        StartInferenceSchedulerRequest,
        StopInferenceSchedulerRequest,
        UpdateInferenceSchedulerRequest,
    )


def create_inference_scheduler(
    context: Context, request: CreateInferenceSchedulerRequest
) -> CreateInferenceSchedulerResponse:
    """CreateInferenceScheduler: created and started."""
    shelf, name, now = context.store.inference_schedulers, request.inference_scheduler_name, context.now()
    if shelf.get(context.scope, name):
        raise Conflict(
            f"An inference scheduler named {name!r} exists already; choose another name or delete it."
        )
    model = find.model(context, request.model_name)
    _check_model(context, model)
    _check_input(request.data_input_configuration)
    _check_frequency(context, model, request.data_upload_frequency)
    scheduler = changed(
        StoredInferenceScheduler(
            model_arn=model.model_arn,
            model_name=model.model_name,
            inference_scheduler_name=name,
            inference_scheduler_arn=new_arn(context.scope, "inference-scheduler", name),
            status=InferenceSchedulerStatus.PENDING,
            data_delay_offset_in_minutes=request.data_delay_offset_in_minutes or 0,
            data_upload_frequency=request.data_upload_frequency,
            created_at=now,
            updated_at=now,
            data_input_configuration=request.data_input_configuration,
            data_output_configuration=request.data_output_configuration,
            role_arn=request.role_arn,
        ),
        **owned.kms(context, request.server_side_kms_key_id),
    )
    shelf.put(context.scope, scheduler)
    owned.tag(context, scheduler.inference_scheduler_arn, request.tags)
    _settle(context, scheduler)
    return selected(scheduler, CreateInferenceSchedulerResponse, model_quality=model.model_quality)


def describe_inference_scheduler(
    context: Context, request: DescribeInferenceSchedulerRequest
) -> DescribeInferenceSchedulerResponse:
    """DescribeInferenceScheduler."""
    return find.inference_scheduler(context, request.inference_scheduler_name)


def list_inference_schedulers(
    context: Context, request: ListInferenceSchedulersRequest
) -> ListInferenceSchedulersResponse:
    """ListInferenceSchedulers: by name."""
    shelf = context.store.inference_schedulers
    filters = [
        *shelf.begins_with("name", request.inference_scheduler_name_begins_with),
        *shelf.equal("model_name", request.model_name),
        *shelf.equal("status", request.status),
    ]
    found = page(shelf, context.scope, request, *filters)
    summaries = tuple(selected(scheduler, InferenceSchedulerSummary) for scheduler in found.items)
    return ListInferenceSchedulersResponse(inference_scheduler_summaries=summaries, **found.token)


def update_inference_scheduler(context: Context, request: UpdateInferenceSchedulerRequest) -> EmptyResponse:
    """UpdateInferenceScheduler: replace the given settings, from the next window on."""
    scheduler = find.inference_scheduler(context, request.inference_scheduler_name)
    require(_name(scheduler), "updated", scheduler.status, (RUNNING, STOPPED))
    if request.data_input_configuration:
        _check_input(request.data_input_configuration)
    if request.data_upload_frequency:
        model = find.model(context, scheduler.model_name)
        _check_frequency(context, model, request.data_upload_frequency)
    names = (
        "data_delay_offset_in_minutes",
        "data_upload_frequency",
        "data_input_configuration",
        "data_output_configuration",
        "role_arn",
    )
    given = {name: getattr(request, name) for name in names if getattr(request, name) is not None}
    updated = changed(scheduler, updated_at=context.now(), **given)
    context.store.inference_schedulers.put(context.scope, updated)
    if updated.status == RUNNING:
        # The next run was planned with the old frequency and offset; one whose window has ended still happens.
        ended = (context.now() + schedule.offset_of(scheduler)).timestamp()
        arn = updated.inference_scheduler_arn
        context.store.queue.cancel_waiting(arn, "inference", after=ended)
        # Planned at once: by the time a job could do it, the next window may have ended.
        if context.store.queue.pending(arn, "inference") is None:
            planning.plan_inference(context, updated)
    return EmptyResponse()


def start_inference_scheduler(
    context: Context, request: StartInferenceSchedulerRequest
) -> StartInferenceSchedulerResponse:
    """StartInferenceScheduler: PENDING at once, RUNNING soon after."""
    scheduler = find.inference_scheduler(context, request.inference_scheduler_name)
    require(_name(scheduler), "started", scheduler.status, (STOPPED,))
    started = _put(context, scheduler, PENDING)
    _settle(context, started)
    return selected(started, StartInferenceSchedulerResponse)


def stop_inference_scheduler(
    context: Context, request: StopInferenceSchedulerRequest
) -> StopInferenceSchedulerResponse:
    """StopInferenceScheduler: STOPPING at once, STOPPED when a running execution has ended."""
    scheduler = find.inference_scheduler(context, request.inference_scheduler_name)
    require(_name(scheduler), "stopped", scheduler.status, (RUNNING,))
    stopping = _put(context, scheduler, STOPPING)
    context.store.queue.cancel_waiting(scheduler.inference_scheduler_arn, "inference")
    _settle(context, stopping)
    return selected(stopping, StopInferenceSchedulerResponse)


def delete_inference_scheduler(context: Context, request: DeleteInferenceSchedulerRequest) -> EmptyResponse:
    """DeleteInferenceScheduler: with its history; the result objects stay."""
    scheduler = find.inference_scheduler(context, request.inference_scheduler_name)
    require(_name(scheduler), "deleted", scheduler.status, (STOPPED,))
    name = scheduler.inference_scheduler_name
    store, scope = context.store, context.scope
    store.inference_executions.delete_where(scope, rows.EXECUTIONS.c.scheduler_name == name)
    store.inference_events.delete_where(scope, rows.EVENTS.c.scheduler_name == name)
    store.inference_schedulers.delete(scope, name)
    store.unfinished_stretches.put(scheduler.inference_scheduler_arn, None)
    store.queue.cancel(scheduler.inference_scheduler_arn)
    store.tags.clear(scheduler.inference_scheduler_arn)
    return EmptyResponse()


def list_inference_executions(
    context: Context, request: ListInferenceExecutionsRequest
) -> ListInferenceExecutionsResponse:
    """ListInferenceExecutions: newest first; an unknown scheduler has none."""
    shelf, columns = context.store.inference_executions, rows.EXECUTIONS.c
    filters = [
        *shelf.equal("scheduler_name", request.inference_scheduler_name),
        *rows.with_status(request.status),
    ]
    if request.data_start_time_after is not None:
        filters.append(columns.data_start > request.data_start_time_after.timestamp())
    if request.data_end_time_before is not None:
        filters.append(columns.data_end < request.data_end_time_before.timestamp())
    found = page(shelf, context.scope, request, *filters)
    return ListInferenceExecutionsResponse(inference_execution_summaries=tuple(found.items), **found.token)


def list_inference_events(
    context: Context, request: ListInferenceEventsRequest
) -> ListInferenceEventsResponse:
    """ListInferenceEvents: those that reach into the interval, newest first."""
    find.inference_scheduler(context, request.inference_scheduler_name)
    shelf, columns = context.store.inference_events, rows.EVENTS.c
    filters = [
        columns.scheduler_name == request.inference_scheduler_name,
        columns.event_end >= request.interval_start_time.timestamp(),
        columns.event_start < request.interval_end_time.timestamp(),
    ]
    found = page(shelf, context.scope, request, *filters)
    return ListInferenceEventsResponse(inference_event_summaries=tuple(found.items), **found.token)


def _name(scheduler: StoredInferenceScheduler) -> str:
    return f"The inference scheduler {scheduler.inference_scheduler_name!r}"


def _put(context: Context, scheduler: StoredInferenceScheduler, status: str) -> StoredInferenceScheduler:
    updated = changed(scheduler, status=InferenceSchedulerStatus(status), updated_at=context.now())
    context.store.inference_schedulers.put(context.scope, updated)
    return updated


def _settle(context: Context, scheduler: StoredInferenceScheduler) -> None:
    name, arn = scheduler.inference_scheduler_name, scheduler.inference_scheduler_arn
    context.enqueue("settle_inference", arn, scheduler_name=name)


def _check_model(context: Context, model: StoredModel) -> None:
    if model.status != ModelStatus.SUCCESS or model.active_model_version is None:
        raise Conflict(
            f"The model {model.model_name!r} is {model.status} and has no version to run; wait until it is SUCCESS."
        )
    attached = rows.SCHEDULERS.c.model_name == model.model_name
    if context.store.inference_schedulers.count(context.scope, attached):
        raise QuotaExceeded(
            f"The model {model.model_name!r} has an inference scheduler already; update that one. A model "
            "has one at most, and no setting changes that."
        )


def _check_input(configuration: InferenceInputConfiguration) -> None:
    if configuration.s3_input_configuration is None:
        raise Invalid(
            "DataInputConfiguration.S3InputConfiguration is needed: it says where to look for data."
        )


def _check_frequency(context: Context, model: StoredModel, frequency: str) -> None:
    # An imported version may have another rate than the versions that its model trained.
    version = find.active_version(context, model)
    preparation = version.data_pre_processing_configuration
    rate = preparation.target_sampling_rate if preparation else None
    if rate and parse_duration(frequency) < parse_duration(rate):
        raise Invalid(
            f"DataUploadFrequency {frequency} is shorter than the model's sampling rate {rate}; "
            "a window would hold no row of the model's grid."
        )
