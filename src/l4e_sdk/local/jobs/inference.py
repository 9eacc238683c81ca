"""Inference: one window of live data, judged by the active version (section 5)."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from l4e_sdk.durations import parse_duration
from l4e_sdk.layout.input_names import DEFAULT_DELIMITER, DEFAULT_TIMESTAMP_FORMAT, parse_offset
from l4e_sdk.local import find
from l4e_sdk.local.jobs import judging
from l4e_sdk.local.jobs.settling import enqueue_window
from l4e_sdk.local.jobs.training import dataset_folder, sampling_rate
from l4e_sdk.local.jobs.work import CustomerError
from l4e_sdk.local.lifecycle import events, schedule
from l4e_sdk.local.lifecycle.change import changed
from l4e_sdk.local.lifecycle.identity import version_arn
from l4e_sdk.local.lifecycle.schedulers import RUNNING
from l4e_sdk.local.timeseries.results import result_key
from l4e_sdk.local.timeseries.schema import DataSchema
from l4e_sdk.local.timeseries.window import find_files
from l4e_sdk.shapes import (
    InferenceExecutionStatus,
    InferenceExecutionSummary,
    InferenceInputConfiguration,
    InferenceOutputConfiguration,
    LatestInferenceResult,
    S3Object,
)

if TYPE_CHECKING:
    from pathlib import Path

    from l4e_sdk.local.context import Context
    from l4e_sdk.local.jobs.work import Failure, Payload
    from l4e_sdk.shapes import DescribeInferenceSchedulerResponse


class Inference:
    """Judges the rows of one window."""

    def prepare(self, context: Context, payload: Payload) -> judging.JudgeTask | None:
        """Record that the execution has begun, and look for its files."""
        scheduler = context.store.inference_schedulers.get(context.scope, payload["scheduler_name"])
        if scheduler is None:
            return None
        model = find.model(context, scheduler.model_name or "")
        window = _window(payload)
        number = model.active_model_version or 0
        with context.store.atomic():
            execution = _execution(scheduler, window, number)
            context.store.inference_executions.put(context.scope, execution)
        # An imported version may have been trained in another way than the model's other versions.
        version = find.model_version(context, model.model_name or "", number)
        schema = DataSchema.parse(version.data_schema or "")
        return judging.JudgeTask(
            model=context.version_folder(model.model_arn or "", number),
            files=_files(context, scheduler, schema, window),
            schema=schema,
            rate=parse_duration(rate) if (rate := sampling_rate(version)) else None,
            off_condition=version.off_condition,
            window=window,
            accumulated=context.accumulated_folder(model.model_arn or ""),
            dataset=dataset_folder(context, model),
        )

    def compute(self, task: judging.JudgeTask) -> judging.Judged:
        """Judge the rows."""
        return judging.judge(task)

    def finish(self, context: Context, payload: Payload, outcome: judging.Judged | None) -> None:
        """Write the results, the events and the execution, and plan the next window."""
        scheduler = context.store.inference_schedulers.get(context.scope, payload["scheduler_name"])
        if scheduler is None or outcome is None:
            return
        window = _window(payload)
        result = _publish(context, scheduler, window, outcome.lines)
        self._end(context, scheduler, window, InferenceExecutionStatus.SUCCESS, customer_result_object=result)
        latest = LatestInferenceResult.ANOMALOUS if outcome.stretches else LatestInferenceResult.NORMAL
        context.store.inference_schedulers.put(
            context.scope, changed(scheduler, latest_inference_result=latest)
        )
        _remember_data(context, scheduler, window)
        _record_events(context, scheduler, outcome)
        _plan(context, scheduler, payload)

    def fail(self, context: Context, payload: Payload, failure: Failure) -> None:
        """Record why there is no result; the scheduler goes on."""
        scheduler = context.store.inference_schedulers.get(context.scope, payload["scheduler_name"])
        if scheduler is None:
            return
        window = _window(payload)
        self._end(context, scheduler, window, InferenceExecutionStatus.FAILED, failed_reason=failure.reason)
        _plan(context, scheduler, payload)

    @staticmethod
    def _end(
        context: Context,
        scheduler: DescribeInferenceSchedulerResponse,
        window: schedule.Window,
        status: InferenceExecutionStatus,
        **members: object,
    ) -> None:
        key = scheduler.inference_scheduler_name, window.start.timestamp(), window.end.timestamp()
        execution = context.store.inference_executions.get(context.scope, *key)
        if execution is not None:
            context.store.inference_executions.put(
                context.scope, changed(execution, status=status, **members)
            )


def _window(payload: Payload) -> schedule.Window:
    return schedule.Window(
        datetime.fromtimestamp(payload["start"], UTC), datetime.fromtimestamp(payload["end"], UTC)
    )


def _execution(
    scheduler: DescribeInferenceSchedulerResponse, window: schedule.Window, version: int
) -> InferenceExecutionSummary:
    source, target = scheduler.data_input_configuration, scheduler.data_output_configuration
    return changed(
        InferenceExecutionSummary(),
        model_name=scheduler.model_name,
        model_arn=scheduler.model_arn,
        inference_scheduler_name=scheduler.inference_scheduler_name,
        inference_scheduler_arn=scheduler.inference_scheduler_arn,
        scheduled_start_time=window.end + schedule.offset_of(scheduler),
        data_start_time=window.start,
        data_end_time=window.end,
        # The service echoes where data is and not how its files are named (section 5.4).
        data_input_configuration=source
        and InferenceInputConfiguration(s3_input_configuration=source.s3_input_configuration),
        data_output_configuration=target
        and InferenceOutputConfiguration(s3_output_configuration=target.s3_output_configuration),
        status=InferenceExecutionStatus.IN_PROGRESS,
        model_version=version,
        model_version_arn=version_arn(scheduler.model_arn or "", version),
    )


def _files(
    context: Context,
    scheduler: DescribeInferenceSchedulerResponse,
    schema: DataSchema,
    window: schedule.Window,
) -> dict[str, tuple[Path, ...]]:
    source = scheduler.data_input_configuration
    if source is None or source.s3_input_configuration is None:
        raise CustomerError("DataInputConfiguration.S3InputConfiguration is missing; update the scheduler.")
    names = source.inference_input_name_configuration
    place = source.s3_input_configuration
    delimiter = names.component_timestamp_delimiter if names else None
    found = find_files(
        context.objects.list(place.bucket, place.prefix or ""),
        schema.names,
        bucket=place.bucket,
        prefix=place.prefix or "",
        delimiter=DEFAULT_DELIMITER if delimiter is None else delimiter,
        timestamp_format=(names.timestamp_format if names else None) or DEFAULT_TIMESTAMP_FORMAT,
        offset=parse_offset(source.input_time_zone_offset),
        window_end=window.end,
        frequency=window.length,
    )
    return {
        component: tuple(context.objects.path(place.bucket, key) for key in keys)
        for component, keys in found.items()
    }


def _publish(
    context: Context, scheduler: DescribeInferenceSchedulerResponse, window: schedule.Window, lines: bytes
) -> S3Object:
    target = scheduler.data_output_configuration
    if target is None:
        raise CustomerError("DataOutputConfiguration is missing; update the scheduler.")
    place = target.s3_output_configuration
    key = result_key(place.prefix or "", window.start)
    context.objects.put(place.bucket, key, lines)
    return S3Object(bucket=place.bucket, key=key)


def _remember_data(
    context: Context, scheduler: DescribeInferenceSchedulerResponse, window: schedule.Window
) -> None:
    model = find.model(context, scheduler.model_name or "")
    first = min(model.accumulated_inference_data_start_time or window.start, window.start)
    last = max(model.accumulated_inference_data_end_time or window.end, window.end)
    spanned = changed(
        model, accumulated_inference_data_start_time=first, accumulated_inference_data_end_time=last
    )
    context.store.models.put(context.scope, spanned)


def _record_events(
    context: Context, scheduler: DescribeInferenceSchedulerResponse, outcome: judging.Judged
) -> None:
    arn = scheduler.inference_scheduler_arn or ""
    text = context.store.unfinished_stretches.get(arn)
    unfinished = None if text is None else _stretch(text)
    found = events.continued(unfinished, outcome.stretches, outcome.rate_seconds)
    for stretch in found:
        if stretch.is_event:
            event = events.event_of(scheduler, stretch, outcome.sensors)
            context.store.inference_events.put(context.scope, event)
    goes_on = bool(found) and found[-1].end == outcome.last_row
    context.store.unfinished_stretches.put(arn, json.dumps(asdict(found[-1])) if goes_on else None)


def _stretch(text: str) -> events.Stretch:
    members = json.loads(text)
    return events.Stretch(members["start"], members["end"], members["rows"], tuple(members["sums"]))


def _plan(context: Context, scheduler: DescribeInferenceSchedulerResponse, payload: Payload) -> None:
    if scheduler.status == RUNNING:
        # From the end of this window, not from now: a run that took long must not make the next window be skipped.
        done = max(payload["end"], payload.get("skip_to", 0))
        following = schedule.next_window(schedule.frequency_of(scheduler), datetime.fromtimestamp(done, UTC))
        enqueue_window(context, scheduler, following)
