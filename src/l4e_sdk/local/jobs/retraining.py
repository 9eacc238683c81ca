"""Retraining: a new version from the newest data, compared with the one in use (service/retraining#run)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from l4e_sdk._durations import parse_duration
from l4e_sdk.local import find
from l4e_sdk.local.detection.model_selection import Goal
from l4e_sdk.local.jobs.notices import log_notices
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
    ModelQuality,
    ModelVersionStatus,
)

if TYPE_CHECKING:
    from datetime import datetime

    from l4e_sdk.local.context import Context
    from l4e_sdk.local.runner.work import Failure, Payload
    from l4e_sdk.local.store.descriptions import StoredModel, StoredModelVersion
    from l4e_sdk.local.tasks.history import History
    from l4e_sdk.local.tasks.lookback import Lookback


DEFAULT_WINDOW: Final = "P180D"
"""The default look-back window."""


class Retraining(ABC):
    """Trains the next version of a model and decides which one is used.

    A kind of run says where its settings are, which version it makes, and what follows.
    """

    @abstractmethod
    def _lookback_window(self, context: Context, payload: Payload) -> str | None:
        """Return how far back the run looks; None when there is nothing to do any more."""

    @abstractmethod
    def _promote_mode(self, context: Context, payload: Payload) -> str:
        """Return who decides about the new version."""

    @abstractmethod
    def _begin(self, context: Context, model: StoredModel, payload: Payload) -> StoredModelVersion:
        """Return the version of the run, which is in progress; an interrupted run has the same."""

    @abstractmethod
    def _number(self, model: StoredModel, payload: Payload) -> int:
        """Return the number of the version that the run has begun."""

    @abstractmethod
    def _report(self, context: Context, model: StoredModel, version: StoredModelVersion) -> StoredModel:
        """Return the model with its facts about the run."""

    @abstractmethod
    def _follow(self, context: Context, payload: Payload) -> None:
        """Do what follows the run."""

    def prepare(self, context: Context, payload: Payload) -> fitting.FitTask | None:
        """Begin a version and look up the data of the look-back window."""
        # Read and write in one transaction; otherwise a caller's change in between would be overwritten.
        with context.store.atomic():
            window = self._lookback_window(context, payload)
            if window is None:
                return None
            model = find.model(context, payload["model_name"])
            version = self._begin(context, model, payload)
        now = version.created_at
        history = history_of(context, version, with_live_data=True)
        if model.accumulated_inference_data_end_time and not history.has_live_data:
            raise VanishedDataError(
                f"The inference data that model {model.model_name!r} accumulated until "
                f"{model.accumulated_inference_data_end_time:%Y-%m-%d %H:%M} UTC is gone; restore the engine's folder "
                "from a backup, or retrain after the next window has been judged."
            )
        start, end = history.within(now - parse_duration(window), now)
        # A run that fails for want of data says how much there was.
        version = self._noted(context, version, retraining_available_data_in_days=max((end - start).days, 0))
        self._check(context, start, end)
        active = find.active_version(context, model)
        ranges = lookback(start, end, active.training_data_end_time)
        version = self._noted(context, version, **ranges.members())
        return self._task(context, version, active, history, ranges)

    def compute(self, task: fitting.FitTask) -> fitting.Fitted:
        """Train and compare."""
        return fitting.fit(task)

    def finish(self, context: Context, payload: Payload, outcome: fitting.Fitted | None) -> None:
        """Write the version down, and promote it or not."""
        if outcome is None:
            return
        model, version = self._current(context, payload)
        candidates = self._candidates(context, model, version, outcome)
        decision = decide(self._promote_mode(context, payload), candidates)
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
        retrained = self._report(context, model, trained)
        context.store.models.put(
            context.scope, states.activated(retrained, trained, now) if decision.promote else retrained
        )
        log_notices(context, trained)
        self._follow(context, payload)

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
        context.store.models.put(context.scope, self._report(context, model, failed))
        context.discard(context.version_folder(model.model_arn, version.model_version))
        self._follow(context, payload)

    @staticmethod
    def _task(
        context: Context,
        version: StoredModelVersion,
        active: StoredModelVersion,
        history: History,
        ranges: Lookback,
    ) -> fitting.FitTask:
        labels = version.labels_input_configuration
        return fitting.FitTask(
            history=history,
            training=ranges.training,
            evaluation=ranges.comparison,
            labels=abnormal_ranges(context, labels),
            out=fitting.emptied(context.version_folder(version.model_arn, version.model_version)),
            champion=Champion(
                active.model_version,
                context.version_folder(active.model_arn, active.model_version),
                ranges.seen,
            ),
            diagnostics=diagnostics_of(context, version),
            diagnose_all=True,
            flagged=flagged_ranges(context, version.model_name, labels, (ranges.start, ranges.end)),
            goal=Goal(context.settings.alarms_per_month, context.settings.risk),
        )

    @staticmethod
    def _candidates(
        context: Context,
        model: StoredModel,
        version: StoredModelVersion,
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

    def _noted(self, context: Context, version: StoredModelVersion, **members: object) -> StoredModelVersion:
        """Store the facts about the run so far, unless it was cancelled."""
        with context.store.atomic():
            current = context.store.model_versions.get(
                context.scope, version.model_name, version.model_version
            )
            if current is None or current.status != ModelVersionStatus.IN_PROGRESS:
                raise CustomerError("The run was cancelled before its training began.")
            noted = changed(current, **members)
            model = find.model(context, version.model_name)
            context.store.model_versions.put(context.scope, noted)
            context.store.models.put(context.scope, self._report(context, model, noted))
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

    def _current(self, context: Context, payload: Payload) -> tuple[StoredModel, StoredModelVersion]:
        model = find.model(context, payload["model_name"])
        return model, find.model_version(context, payload["model_name"], self._number(model, payload))


def _version(context: Context, model: StoredModel, number: int | None) -> StoredModelVersion | None:
    return context.store.model_versions.get(context.scope, model.model_name, number)
