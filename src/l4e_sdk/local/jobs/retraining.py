"""Retraining: a new version from the newest data, compared with the one in use (service/retraining#run)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from l4e_sdk._durations import parse_duration
from l4e_sdk.local import find, planning
from l4e_sdk.local.jobs.training import trained_version
from l4e_sdk.local.learning import fitting
from l4e_sdk.local.learning.champion_challenger import Champion
from l4e_sdk.local.learning.diagnostics import diagnostics_of
from l4e_sdk.local.lifecycle import models as states
from l4e_sdk.local.lifecycle.change import changed
from l4e_sdk.local.lifecycle.promotion import Candidates, decide
from l4e_sdk.local.runner.work import CustomerError
from l4e_sdk.local.tasks.history import history_of
from l4e_sdk.local.tasks.labels import abnormal_ranges, flagged_ranges
from l4e_sdk.local.tasks.lookback import lookback
from l4e_sdk.local.timeseries.sensor_data import VanishedDataError
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
    from l4e_sdk.local.runner.work import Failure, Payload
    from l4e_sdk.local.tasks.history import History
    from l4e_sdk.local.tasks.lookback import Lookback
    from l4e_sdk.shapes import DescribeModelResponse


class Retraining:
    """Trains the next version of a model and decides which one is used."""

    def prepare(self, context: Context, payload: Payload) -> fitting.FitTask | None:
        """Begin a version and look up the data of the look-back window."""
        # Read and written as one: what a caller changes in between would be overwritten.
        with context.store.atomic():
            scheduler = context.store.retraining_schedulers.get(context.scope, payload["model_name"])
            if scheduler is None:
                return None
            model = find.model(context, payload["model_name"])
            version = self._begin(context, model)
        now = version.created_at or context.now()
        history = history_of(context, version, with_live_data=True)
        if model.accumulated_inference_data_end_time and not history.has_live_data:
            raise VanishedDataError(
                f"The inference data that model {model.model_name!r} accumulated until "
                f"{model.accumulated_inference_data_end_time:%Y-%m-%d %H:%M} UTC is gone; restore the engine's folder "
                "from a backup, or retrain after the next window has been judged."
            )
        start, end = history.within(now - parse_duration(scheduler.lookback_window or "P180D"), now)
        # A run that fails for want of data says how much there was.
        version = self._noted(context, version, retraining_available_data_in_days=max((end - start).days, 0))
        self._check(context, start, end)
        prior = _version(context, model, model.active_model_version)
        ranges = lookback(start, end, prior.training_data_end_time if prior else None)
        version = self._noted(context, version, **ranges.members())
        return self._task(context, model, version, history, ranges)

    def compute(self, task: fitting.FitTask) -> fitting.Fitted:
        """Train and compare."""
        return fitting.fit(task)

    def finish(self, context: Context, payload: Payload, outcome: fitting.Fitted | None) -> None:
        """Write the version down, promote it or not, and plan the next run."""
        if outcome is None:
            return
        model, version = self._current(context, payload)
        scheduler = find.retraining_scheduler(context, payload["model_name"])
        candidates = self._candidates(context, model, version, outcome)
        decision = decide(str(scheduler.promote_mode), candidates)
        result = (
            AutoPromotionResult.MODEL_PROMOTED if decision.promote else AutoPromotionResult.MODEL_NOT_PROMOTED
        )
        trained = trained_version(
            context,
            version,
            outcome,
            prior_model_metrics=outcome.challenge.metrics if candidates.prior_had_labels else None,
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
    def _task(
        context: Context,
        model: DescribeModelResponse,
        version: DescribeModelVersionResponse,
        history: History,
        ranges: Lookback,
    ) -> fitting.FitTask:
        arn, number = model.model_arn or "", model.active_model_version or 0
        labels = version.labels_input_configuration
        return fitting.FitTask(
            history=history,
            training=ranges.training,
            evaluation=ranges.comparison,
            labels=abnormal_ranges(context, labels),
            out=fitting.emptied(context.version_folder(arn, version.model_version or 0)),
            champion=Champion(number, context.version_folder(arn, number), ranges.seen),
            diagnostics=diagnostics_of(context, version),
            diagnose_all=True,
            flagged=flagged_ranges(context, model.model_name or "", labels, (ranges.start, ranges.end)),
            risk=context.settings.risk,
        )

    @staticmethod
    def _candidates(
        context: Context,
        model: DescribeModelResponse,
        version: DescribeModelVersionResponse,
        outcome: fitting.Fitted,
    ) -> Candidates:
        challenge = outcome.challenge
        champion = challenge.champion.version if challenge.champion else None
        prior = _version(context, model, champion)
        return Candidates(
            prior_is_active=champion == model.active_model_version,
            # A version without labels has no grade.
            prior_had_labels=prior is not None
            and prior.model_quality != ModelQuality.CANNOT_DETERMINE_QUALITY,
            new_has_labels=outcome.labelled,
            quality_met=outcome.quality == ModelQuality.QUALITY_THRESHOLD_MET,
            new_is_better=challenge.verdict.wins if challenge.verdict else None,
            comparison=challenge.in_words(version.model_version),
        )

    @staticmethod
    def _begin(context: Context, model: DescribeModelResponse) -> DescribeModelVersionResponse:
        """Return the version of this run: the one an interrupted run began, or a new one."""
        latest = model.latest_scheduled_retraining_model_version
        begun = _version(context, model, latest)
        if begun is not None and begun.status == ModelVersionStatus.IN_PROGRESS:
            return begun
        number = context.store.next_version(context.scope, model.model_name or "")
        version = states.new_version(model, number, ModelVersionSourceType.RETRAINING, context.now())
        context.store.model_versions.put(context.scope, version)
        context.store.models.put(context.scope, states.retraining(model, version, context.now()))
        return version

    @staticmethod
    def _noted(
        context: Context, version: DescribeModelVersionResponse, **members: object
    ) -> DescribeModelVersionResponse:
        """Write down what is known of the run by now, unless it was cancelled meanwhile."""
        with context.store.atomic():
            current = context.store.model_versions.get(
                context.scope, version.model_name, version.model_version
            )
            if current is None or current.status != ModelVersionStatus.IN_PROGRESS:
                raise CustomerError("The run was cancelled before its training began.")
            noted = changed(current, **members)
            model = find.model(context, version.model_name or "")
            context.store.model_versions.put(context.scope, noted)
            context.store.models.put(context.scope, states.retraining(model, noted, context.now()))
        return noted

    @staticmethod
    def _check(context: Context, start: datetime, end: datetime) -> None:
        least = context.settings.minimum_training
        if end - start < least:
            days = (end - start) / timedelta(days=1)
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
            planning.plan_retraining(context, scheduler)


def _version(
    context: Context, model: DescribeModelResponse, number: int | None
) -> DescribeModelVersionResponse | None:
    return context.store.model_versions.get(context.scope, model.model_name, number)
