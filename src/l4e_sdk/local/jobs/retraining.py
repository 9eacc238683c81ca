"""Retraining: a new version from the newest data, compared with the one in use (section 6.3)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from l4e_sdk.durations import parse_duration
from l4e_sdk.local import find
from l4e_sdk.local.jobs import fitting, settling
from l4e_sdk.local.jobs.labels import abnormal_ranges
from l4e_sdk.local.jobs.training import dataset_folder, sampling_rate, trained_version
from l4e_sdk.local.jobs.work import CustomerError
from l4e_sdk.local.lifecycle import models as states
from l4e_sdk.local.lifecycle.change import changed
from l4e_sdk.local.lifecycle.promotion import Candidates, Decision, decide
from l4e_sdk.local.timeseries.accumulated import Accumulated
from l4e_sdk.local.timeseries.sensor_data import SensorData
from l4e_sdk.shapes import (
    AutoPromotionResult,
    DescribeModelVersionResponse,
    ModelQuality,
    ModelVersionSourceType,
    ModelVersionStatus,
)

if TYPE_CHECKING:
    from datetime import datetime

    from l4e_sdk.local.context import Context
    from l4e_sdk.local.jobs.work import Failure, Payload
    from l4e_sdk.shapes import DescribeModelResponse

COMPARISON_SHARE = 0.2
"""The newest part of the data, which neither version learns from (section 11, row 31)."""


class Retraining:
    """Trains the next version of a model and decides which one is used."""

    def prepare(self, context: Context, payload: Payload) -> fitting.FitTask | None:
        """Begin a version and look up the data of the look-back window."""
        scheduler = context.store.retraining_schedulers.get(context.scope, payload["model_name"])
        if scheduler is None:
            return None
        model = find.model(context, payload["model_name"])
        with context.store.atomic():
            version = self._begin(context, model)
        now = version.created_at or context.now()
        window = _window(context, model, now - parse_duration(scheduler.lookback_window or "P180D"), now)
        self._check(context, window)
        split = window[1] - COMPARISON_SHARE * (window[1] - window[0])
        ranges = {
            "training_data_start_time": window[0],
            "training_data_end_time": split,
            "evaluation_data_start_time": split,
            "evaluation_data_end_time": window[1],
        }
        context.store.model_versions.put(context.scope, changed(version, **ranges))
        champion = model.active_model_version
        return fitting.FitTask(
            dataset=dataset_folder(context, model),
            accumulated=context.accumulated_folder(model.model_arn or ""),
            schema=model.data_schema or "",
            rate=sampling_rate(model),
            off_condition=model.off_condition,
            training=fitting.Span(window[0], split),
            evaluation=fitting.Span(split, window[1]),
            labels=abnormal_ranges(context, model.labels_input_configuration),
            out=context.version_folder(model.model_arn or "", version.model_version or 0),
            champion=context.version_folder(model.model_arn or "", champion) if champion else None,
            champion_version=champion,
            diagnose=model.model_diagnostics_output_configuration is not None,
            diagnose_all=True,
        )

    def compute(self, task: fitting.FitTask) -> fitting.Fitted:
        """Train and compare."""
        return fitting.fit(task)

    def finish(self, context: Context, payload: Payload, outcome: fitting.Fitted | None) -> None:
        """Write the version down, promote it or not, and plan the next run."""
        if outcome is None:
            return
        model, version = self._current(context, payload)
        scheduler = find.retraining_scheduler(context, payload["model_name"])
        decision = _decision(context, model, str(scheduler.promote_mode), outcome)
        result = (
            AutoPromotionResult.MODEL_PROMOTED if decision.promote else AutoPromotionResult.MODEL_NOT_PROMOTED
        )
        trained = trained_version(
            context,
            version,
            outcome,
            prior_model_metrics=outcome.prior_metrics if outcome.verdict else None,
            retraining_available_data_in_days=outcome.available.days,
            auto_promotion_result=result,
            auto_promotion_result_reason=decision.reason,
        )
        context.store.model_versions.put(context.scope, trained)
        now = context.now()
        retrained = states.retraining(model, trained, now)
        context.store.models.put(
            context.scope, states.activated(retrained, trained, now) if decision.promote else retrained
        )
        self._plan(context, payload)

    def fail(self, context: Context, payload: Payload, failure: Failure) -> None:
        """Mark the version as failed; the one in use stays."""
        model, version = self._current(context, payload)
        errors = AutoPromotionResult.RETRAINING_CUSTOMER_ERROR, AutoPromotionResult.RETRAINING_INTERNAL_ERROR
        failed = states.ended(
            version,
            ModelVersionStatus.FAILED,
            context.now(),
            failed_reason=failure.reason,
            auto_promotion_result=errors[0] if failure.by_customer else errors[1],
        )
        context.store.model_versions.put(context.scope, failed)
        context.store.models.put(context.scope, states.retraining(model, failed, context.now()))
        context.discard(context.version_folder(model.model_arn or "", version.model_version or 0))
        self._plan(context, payload)

    @staticmethod
    def _begin(context: Context, model: DescribeModelResponse) -> DescribeModelVersionResponse:
        """Return the version of this run: the one an interrupted run began, or a new one."""
        latest = model.latest_scheduled_retraining_model_version
        begun = context.store.model_versions.get(context.scope, model.model_name, latest)
        if begun is not None and begun.status == ModelVersionStatus.IN_PROGRESS:
            return begun
        number = context.store.next_version(context.scope, model.model_name or "")
        version = states.new_version(model, number, ModelVersionSourceType.RETRAINING, context.now())
        context.store.model_versions.put(context.scope, version)
        context.store.models.put(context.scope, states.retraining(model, version, context.now()))
        return version

    @staticmethod
    def _check(context: Context, window: tuple[datetime, datetime]) -> None:
        least = context.settings.minimum_training
        if window[1] - window[0] < least:
            days = (window[1] - window[0]) / timedelta(days=1)
            raise CustomerError(
                f"The look-back window holds {max(days, 0):.1f} days of data and {least.days} are needed; "
                "ingest newer data, or let an inference scheduler run."
            )

    @staticmethod
    def _current(
        context: Context, payload: Payload
    ) -> tuple[DescribeModelResponse, DescribeModelVersionResponse]:
        model = find.model(context, payload["model_name"])
        number = model.latest_scheduled_retraining_model_version or 0
        return model, find.model_version(context, payload["model_name"], number)

    @staticmethod
    def _plan(context: Context, payload: Payload) -> None:
        scheduler = context.store.retraining_schedulers.get(context.scope, payload["model_name"])
        if scheduler is not None and scheduler.status == "RUNNING":
            settling.plan_retraining(context, scheduler)


def _window(
    context: Context, model: DescribeModelResponse, start: datetime, end: datetime
) -> tuple[datetime, datetime]:
    """Return the part of the look-back window that has data, in the dataset or accumulated by inference."""
    sources = (
        SensorData(dataset_folder(context, model)),
        Accumulated(context.accumulated_folder(model.model_arn or "")),
    )
    spans = [span for span in (source.span() for source in sources) if span is not None]
    first = min((span[0] for span in spans), default=end)
    last = max((span[1] for span in spans), default=end)
    return max(first, start), min(last, end)


def _decision(context: Context, model: DescribeModelResponse, mode: str, outcome: fitting.Fitted) -> Decision:
    prior = context.store.model_versions.get(context.scope, model.model_name, outcome.champion_version)
    return decide(
        mode,
        Candidates(
            prior_is_active=outcome.champion_version == model.active_model_version,
            prior_had_labels=prior is not None
            and prior.model_quality != ModelQuality.CANNOT_DETERMINE_QUALITY,
            new_has_labels=outcome.labelled,
            quality_met=outcome.quality == ModelQuality.QUALITY_THRESHOLD_MET,
            new_is_better=bool(outcome.verdict and outcome.verdict.wins),
            comparison=outcome.verdict.reason if outcome.verdict else "",
        ),
    )
