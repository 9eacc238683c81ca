"""Retraining: a new version from the newest data, compared with the one in use (section 6.3)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from l4e_sdk.durations import parse_duration
from l4e_sdk.local import find, planning
from l4e_sdk.local.jobs import fitting
from l4e_sdk.local.jobs.labels import abnormal_ranges, flagged_ranges
from l4e_sdk.local.jobs.training import dataset_folder, diagnostics, sampling_rate, trained_version
from l4e_sdk.local.jobs.work import CustomerError
from l4e_sdk.local.lifecycle import models as states
from l4e_sdk.local.lifecycle.change import changed
from l4e_sdk.local.lifecycle.promotion import Candidates, decide
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


LEAST_UNSEEN = 0.25
"""The share of that part which must be left after the active version's own training for it to be narrowed to that."""


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
        window = _window(context, model, now - parse_duration(scheduler.lookback_window or "P180D"), now)
        days = max((window[1] - window[0]).days, 0)
        # A run that fails for want of data says how much there was.
        version = self._noted(context, version, retraining_available_data_in_days=days)
        self._check(context, window)
        split = window[1] - COMPARISON_SHARE * (window[1] - window[0])
        champion = model.active_model_version
        unseen = _unseen(split, window[1], _learned_until(context, model, champion))
        ranges = {
            "training_data_start_time": window[0],
            "training_data_end_time": split,
            "evaluation_data_start_time": unseen,
            "evaluation_data_end_time": window[1],
        }
        version = self._noted(context, version, **ranges)
        return fitting.FitTask(
            dataset=dataset_folder(context, model),
            accumulated=context.accumulated_folder(model.model_arn or ""),
            schema=model.data_schema or "",
            rate=sampling_rate(model),
            off_condition=model.off_condition,
            training=fitting.Span(window[0], split),
            evaluation=fitting.Span(unseen, window[1]),
            flagged=flagged_ranges(
                context, model.model_name or "", version.labels_input_configuration, window
            ),
            labels=abnormal_ranges(context, version.labels_input_configuration),
            out=fitting.emptied(context.version_folder(model.model_arn or "", version.model_version or 0)),
            champion=context.version_folder(model.model_arn or "", champion) if champion else None,
            champion_version=champion,
            diagnostics=diagnostics(context, version),
            diagnose_all=True,
            risk=context.settings.risk,
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
        prior_had_labels = _had_labels(context, model, outcome.champion_version)
        seen = _share_seen(version, _learned_until(context, model, outcome.champion_version))
        candidates = Candidates(
            prior_is_active=outcome.champion_version == model.active_model_version,
            prior_had_labels=prior_had_labels,
            new_has_labels=outcome.labelled,
            quality_met=outcome.quality == ModelQuality.QUALITY_THRESHOLD_MET,
            new_is_better=outcome.verdict.wins if outcome.verdict else None,
            comparison=_comparison(version.model_version, outcome, seen),
        )
        decision = decide(str(scheduler.promote_mode), candidates)
        result = (
            AutoPromotionResult.MODEL_PROMOTED if decision.promote else AutoPromotionResult.MODEL_NOT_PROMOTED
        )
        trained = trained_version(
            context,
            version,
            outcome,
            prior_model_metrics=outcome.prior_metrics if prior_had_labels and outcome.verdict else None,
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
            planning.plan_retraining(context, scheduler)


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


def _had_labels(context: Context, model: DescribeModelResponse, number: int | None) -> bool:
    """Return whether a version was trained with labels; its grade says so."""
    version = context.store.model_versions.get(context.scope, model.model_name, number)
    return version is not None and version.model_quality != ModelQuality.CANNOT_DETERMINE_QUALITY


def _learned_until(context: Context, model: DescribeModelResponse, number: int | None) -> datetime | None:
    """Return the end of the range that a version was trained on."""
    version = context.store.model_versions.get(context.scope, model.model_name, number) if number else None
    return version.training_data_end_time if version else None


def _unseen(split: datetime, end: datetime, learned_until: datetime | None) -> datetime:
    """Return where the comparison begins: after what either version learned from, if enough is left there.

    Else it begins where the new version's training ends, and the reason says what the prior version had seen.
    """
    if learned_until is None or learned_until <= split:
        return split
    return learned_until if end - learned_until >= LEAST_UNSEEN * (end - split) else split


def _share_seen(version: DescribeModelVersionResponse, learned_until: datetime | None) -> float:
    """Return which share of the comparison range the prior version had learned from."""
    start, end = version.evaluation_data_start_time, version.evaluation_data_end_time
    if learned_until is None or start is None or end is None or end <= start:
        return 0.0
    return min(max((learned_until - start) / (end - start), 0.0), 1.0)


def _comparison(number: int | None, outcome: fitting.Fitted, seen: float) -> str:
    """Say what is known of the two versions on the rows of the comparison."""
    if outcome.alarm_shares is None:
        return ""
    new, old = outcome.alarm_shares
    found = (
        outcome.verdict.reason if outcome.verdict else f"alarms in {new:.1%} against {old:.1%} of the rows."
    )
    caveat = f" Version {outcome.champion_version} had learned from {seen:.0%} of it." if seen else ""
    return f"Version {number} against version {outcome.champion_version}: {found}{caveat}"
