"""Training: the first version of a model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk.local import find
from l4e_sdk.local.detection.model_selection import Goal
from l4e_sdk.local.jobs.notices import log_notices
from l4e_sdk.local.learning import fitting
from l4e_sdk.local.learning.diagnostics import diagnostics_of, published_diagnostics
from l4e_sdk.local.lifecycle import models as states
from l4e_sdk.local.tasks.history import history_of
from l4e_sdk.local.tasks.labels import abnormal_ranges
from l4e_sdk.local.tasks.span import Span
from l4e_sdk.shapes import (
    ModelQuality,
    ModelVersionStatus,
)

if TYPE_CHECKING:
    from l4e_sdk.local.context import Context
    from l4e_sdk.local.runner.work import Failure, Payload
    from l4e_sdk.local.store.descriptions import StoredModelVersion


class Training:
    """Trains version 1 of a model."""

    def prepare(self, context: Context, payload: Payload) -> fitting.FitTask:
        """Look up the data, the labels and the ranges."""
        model = find.model(context, payload["model_name"])
        version = find.model_version(context, payload["model_name"], payload["version"])
        evaluation = Span(version.evaluation_data_start_time, version.evaluation_data_end_time)
        return fitting.FitTask(
            history=history_of(context, version, with_live_data=False),
            training=Span(version.training_data_start_time, version.training_data_end_time),
            evaluation=evaluation if evaluation.start else None,
            labels=abnormal_ranges(context, version.labels_input_configuration),
            out=fitting.emptied(context.version_folder(model.model_arn, payload["version"])),
            diagnostics=diagnostics_of(context, version),
            goal=Goal(context.settings.alarms_per_month, context.settings.risk),
        )

    def compute(self, task: fitting.FitTask) -> fitting.Fitted:
        """Train and evaluate."""
        return fitting.fit(task)

    def finish(self, context: Context, payload: Payload, outcome: fitting.Fitted) -> None:
        """Put the version, and with it the model, into use."""
        version = find.model_version(context, payload["model_name"], payload["version"])
        trained = trained_version(context, version, outcome)
        self._end(context, trained)
        log_notices(context, trained)

    def fail(self, context: Context, payload: Payload, failure: Failure) -> None:
        """Mark the version and the model as failed."""
        version = find.model_version(context, payload["model_name"], payload["version"])
        failed = states.ended(version, ModelVersionStatus.FAILED, context.now(), failed_reason=failure.reason)
        context.discard(context.version_folder(version.model_arn, payload["version"]))
        self._end(context, failed)

    @staticmethod
    def _end(context: Context, version: StoredModelVersion) -> None:
        model = find.model(context, version.model_name)
        context.store.model_versions.put(context.scope, version)
        context.store.models.put(context.scope, states.first_trained(model, version, context.now()))


def trained_version(
    context: Context, version: StoredModelVersion, outcome: fitting.Fitted, **members: object
) -> StoredModelVersion:
    """Return a version with what training found."""
    return states.ended(
        version,
        ModelVersionStatus.SUCCESS,
        context.now(),
        model_metrics=outcome.metrics,
        model_quality=ModelQuality(outcome.quality),
        model_diagnostics_results_object=published_diagnostics(context, version),
        **members,
    )
