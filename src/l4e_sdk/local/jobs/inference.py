"""Inference: one window of live data, evaluated by the active version (service/inference#runs)."""

from __future__ import annotations

import logging
import math
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from l4e_sdk._durations import parse_duration
from l4e_sdk._rules.layout.drift_file import drift_key
from l4e_sdk._rules.layout.input_names import (
    DEFAULT_DELIMITER,
    DEFAULT_TIMESTAMP_FORMAT,
    InputNames,
    parse_offset,
)
from l4e_sdk._rules.layout.runs import Search, prefix_of
from l4e_sdk.local import find
from l4e_sdk.local.detection.drift import DriftStatus
from l4e_sdk.local.jobs import pruning
from l4e_sdk.local.learning import judging
from l4e_sdk.local.lifecycle import events, schedule
from l4e_sdk.local.lifecycle.change import changed
from l4e_sdk.local.lifecycle.identity import version_arn
from l4e_sdk.local.lifecycle.schedulers import RUNNING
from l4e_sdk.local.objects import KeyRanges
from l4e_sdk.local.planning import enqueue_window
from l4e_sdk.local.runner.work import CustomerError, OutdatedError
from l4e_sdk.local.store.descriptions import StoredInferenceExecution, StoredInferenceScheduler
from l4e_sdk.local.tasks.drift_following import Following
from l4e_sdk.local.tasks.history import dataset_folder, sampling_rate
from l4e_sdk.local.tasks.publishing import Publication
from l4e_sdk.local.tasks.window_state import WindowState
from l4e_sdk.local.timeseries.results import result_key
from l4e_sdk.local.timeseries.schema import DataSchema
from l4e_sdk.local.timeseries.window import find_files
from l4e_sdk.shapes import (
    InferenceExecutionStatus,
    InferenceInputConfiguration,
    InferenceOutputConfiguration,
    LatestInferenceResult,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from l4e_sdk.local.context import Context
    from l4e_sdk.local.objects import ObjectInfo
    from l4e_sdk.local.runner.work import Failure, Payload
    from l4e_sdk.local.tasks.drift_following import Followed

logger = logging.getLogger(__name__)


class Inference:
    """Judges the rows of one window."""

    def prepare(self, context: Context, payload: Payload) -> judging.JudgeTask | None:
        """Record that the execution has begun, and look for its files."""
        scheduler = context.store.inference_schedulers.get(context.scope, payload["scheduler_name"])
        if scheduler is None:
            return None
        model = find.model(context, scheduler.model_name)
        window = _window(payload)
        with context.store.atomic():
            execution = _execution(scheduler, window, model.active_model_version)
            context.store.inference_executions.put(context.scope, execution)
        # An imported version may have been trained in another way than the model's other versions.
        version = find.active_version(context, model)
        schema = DataSchema.parse(version.data_schema)
        files, beside = _files(context, scheduler, schema, window)
        left = WindowState.load(context.store, scheduler.inference_scheduler_arn)
        return judging.JudgeTask(
            model=context.version_folder(version.model_arn, version.model_version),
            files=files,
            beside=beside,
            schema=schema,
            rate=parse_duration(rate) if (rate := sampling_rate(version)) else None,
            off_condition=version.off_condition,
            window=window,
            accumulated=context.accumulated_folder(model.model_arn),
            dataset=dataset_folder(context, model),
            objects=context.objects,
            result=_beside_results(context, scheduler, lambda prefix: result_key(prefix, window.start)),
            drift=_following(context, scheduler, version.model_version, left.followed),
            unfinished=left.stretch,
        )

    def compute(self, task: judging.JudgeTask) -> judging.Judged:
        """Judge the rows."""
        return judging.judge(task)

    def finish(self, context: Context, payload: Payload, outcome: judging.Judged | None) -> None:
        """Write the events and the execution, and plan the next window."""
        scheduler = context.store.inference_schedulers.get(context.scope, payload["scheduler_name"])
        if scheduler is None or outcome is None:
            return
        if outcome.kept_in != context.accumulated_folder(scheduler.model_arn):
            raise OutdatedError("an import has replaced the accumulated data that its input was added to")
        window = _window(payload)
        self._end(
            context,
            scheduler,
            window,
            InferenceExecutionStatus.SUCCESS,
            customer_result_object=outcome.result,
        )
        latest = LatestInferenceResult.ANOMALOUS if outcome.anomalous else LatestInferenceResult.NORMAL
        context.store.inference_schedulers.put(
            context.scope, changed(scheduler, latest_inference_result=latest)
        )
        _remember_data(context, scheduler, window)
        _carry_on(context, scheduler, outcome)
        _plan(context, scheduler, payload)

    def fail(self, context: Context, payload: Payload, failure: Failure) -> None:
        """Store the reason for the missing result. The scheduler keeps running.

        The scheduler then has no latest result, because its latest window was not evaluated.
        """
        scheduler = context.store.inference_schedulers.get(context.scope, payload["scheduler_name"])
        if scheduler is None:
            return
        window = _window(payload)
        self._end(context, scheduler, window, InferenceExecutionStatus.FAILED, failed_reason=failure.reason)
        context.store.inference_schedulers.put(
            context.scope, changed(scheduler, latest_inference_result=None)
        )
        if failure.silent:
            _note_silence(context, scheduler, window)
        _plan(context, scheduler, payload)

    @staticmethod
    def _end(
        context: Context,
        scheduler: StoredInferenceScheduler,
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
    scheduler: StoredInferenceScheduler, window: schedule.Window, version: int | None
) -> StoredInferenceExecution:
    source, target = scheduler.data_input_configuration, scheduler.data_output_configuration
    return StoredInferenceExecution(
        model_name=scheduler.model_name,
        model_arn=scheduler.model_arn,
        inference_scheduler_name=scheduler.inference_scheduler_name,
        inference_scheduler_arn=scheduler.inference_scheduler_arn,
        scheduled_start_time=window.end + schedule.offset_of(scheduler),
        data_start_time=window.start,
        data_end_time=window.end,
        # The service echoes the place of the data but not the names of its files (service/inference#executions).
        data_input_configuration=source
        and InferenceInputConfiguration(s3_input_configuration=source.s3_input_configuration),
        data_output_configuration=target
        and InferenceOutputConfiguration(s3_output_configuration=target.s3_output_configuration),
        status=InferenceExecutionStatus.IN_PROGRESS,
        model_version=version,
        model_version_arn=None if version is None else version_arn(scheduler.model_arn, version),
    )


def _files(
    context: Context,
    scheduler: StoredInferenceScheduler,
    schema: DataSchema,
    window: schedule.Window,
) -> tuple[dict[str, tuple[ObjectInfo, ...]], frozenset[str]]:
    """Return the files of each component, and the keys among them that are named by a time outside the window."""
    source = scheduler.data_input_configuration
    if source is None or source.s3_input_configuration is None:
        raise CustomerError("DataInputConfiguration.S3InputConfiguration is missing; update the scheduler.")
    names = source.inference_input_name_configuration
    place = source.s3_input_configuration
    delimiter = names.component_timestamp_delimiter if names else None
    named = InputNames(
        place.prefix or "",
        DEFAULT_DELIMITER if delimiter is None else delimiter,
        (names.timestamp_format if names else None) or DEFAULT_TIMESTAMP_FORMAT,
        parse_offset(source.input_time_zone_offset),
    )
    searches = [Search(named, component, window) for component in schema.names]
    # Years of files may lie there: only those are asked for that a run may open.
    wanted = KeyRanges((search.first, search.last) for search in searches)
    listed = context.objects.scan(place.bucket, prefix_of(searches), within=wanted)
    # The files in their state at reading time; a plant may be writing the files of neighbouring windows.
    known = {one.key: replace(one, version="") for one in listed}
    found = find_files(list(known), searches, bucket=place.bucket)
    beside = frozenset(key for search in searches for key in search.beside(found[search.component]))
    return {component: tuple(known[key] for key in keys) for component, keys in found.items()}, beside


def _following(
    context: Context, scheduler: StoredInferenceScheduler, version: int, before: Followed | None
) -> Following:
    place = _beside_results(context, scheduler, drift_key)
    return Following(scheduler.inference_scheduler_arn, version, place, before)


def _beside_results(
    context: Context, scheduler: StoredInferenceScheduler, key: Callable[[str], str]
) -> Publication:
    target = scheduler.data_output_configuration
    if target is None:
        raise CustomerError("DataOutputConfiguration is missing; update the scheduler.")
    place = target.s3_output_configuration
    return Publication(context.objects, place.bucket, key(place.prefix or ""))


def _remember_data(context: Context, scheduler: StoredInferenceScheduler, window: schedule.Window) -> None:
    model = find.model(context, scheduler.model_name)
    first = min(model.accumulated_inference_data_start_time or window.start, window.start)
    last = max(model.accumulated_inference_data_end_time or window.end, window.end)
    spanned = changed(
        model, accumulated_inference_data_start_time=first, accumulated_inference_data_end_time=last
    )
    context.store.models.put(context.scope, spanned)


def _carry_on(context: Context, scheduler: StoredInferenceScheduler, outcome: judging.Judged) -> None:
    """Go on from what the window before left, and leave what this one ends with."""
    arn = scheduler.inference_scheduler_arn
    before = WindowState.load(context.store, arn)
    _record_events(context, scheduler, outcome, before.stretch)
    _warn_of_change(scheduler, before.followed, outcome.followed)
    if before.silent_since is not None:
        logger.warning(
            "inference scheduler %s: its feed is back: the window until %s was judged, the first one since %s",
            scheduler.inference_scheduler_name,
            _written(outcome.last_row),
            _written(before.silent_since),
        )
    WindowState(outcome.unfinished, outcome.followed).save(context.store, arn)


def _note_silence(context: Context, scheduler: StoredInferenceScheduler, window: schedule.Window) -> None:
    """Store since when no reading has arrived. The state after the last evaluated window stays."""
    arn = scheduler.inference_scheduler_arn
    state = WindowState.load(context.store, arn)
    if state.silent_since is not None:
        return
    replace(state, silent_since=window.start.timestamp()).save(context.store, arn)
    logger.warning(
        "inference scheduler %s: its feed stopped: nothing was read after %s",
        scheduler.inference_scheduler_name,
        _written(window.start.timestamp()),
    )


def _written(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"


def _record_events(
    context: Context,
    scheduler: StoredInferenceScheduler,
    outcome: judging.Judged,
    before: events.Stretch | None,
) -> None:
    """Write the events, and tell the log which of them open and close."""
    open_before = before.start if before and before.is_event else None
    recorded = [stretch for stretch in outcome.stretches if stretch.is_event]
    if before and open_before not in {None, *(stretch.start for stretch in recorded)}:
        _tell_end(scheduler, before)  # the version that judges now cannot continue it
    for stretch in recorded:
        event = events.event_of(scheduler, stretch, outcome.sensors)
        context.store.inference_events.put(context.scope, event)
        if stretch.start != open_before:
            logger.warning(
                "inference scheduler %s: an event is open since %s: %s",
                scheduler.inference_scheduler_name,
                _written(stretch.start),
                events.in_words(stretch, outcome.sensors),
            )
        if stretch != outcome.unfinished:
            _tell_end(scheduler, stretch)


def _tell_end(scheduler: StoredInferenceScheduler, stretch: events.Stretch) -> None:
    logger.warning(
        "inference scheduler %s: the event since %s is closed: its last row is that of %s",
        scheduler.inference_scheduler_name,
        _written(stretch.start),
        _written(stretch.end),
    )


def _warn_of_change(scheduler: StoredInferenceScheduler, before: Followed | None, after: Followed) -> None:
    was, now = before and before.live.watch.regime.status, after.live.watch.regime.status
    if now is DriftStatus.REGIME_CHANGED is not was:
        logger.warning(
            "inference scheduler %s: operating regime changed (known since %s): retrain model %s; until then only rows "
            "above its usual level raise events",
            scheduler.inference_scheduler_name,
            datetime.fromtimestamp(after.live.watch.since, UTC).isoformat(),
            scheduler.model_name,
        )
    was_raised, bar = before is not None and before.live.watch.ceiling.bar > 0, after.live.watch.ceiling.bar
    if bar > 0 and not was_raised:
        logger.warning(
            "inference scheduler %s: its alarms reached the ceiling of %g a month: the next event needs %.1f times the "
            "level; label the events, or raise alarms_per_month",
            scheduler.inference_scheduler_name,
            after.live.watch.ceiling.alarms_per_month,
            math.exp(bar),
        )


def _plan(context: Context, scheduler: StoredInferenceScheduler, payload: Payload) -> None:
    if scheduler.status == RUNNING:
        # From the end of this window, not from now: a run that took long must not make the next window be skipped.
        done = max(payload["end"], payload.get("skip_to", 0) - schedule.offset_of(scheduler).total_seconds())
        following = schedule.next_window(schedule.frequency_of(scheduler), datetime.fromtimestamp(done, UTC))
        enqueue_window(context, scheduler, following)
        pruning.plan(context, scheduler, _window(payload))
