"""Training: the first version of a model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk.local import find
from l4e_sdk.local.jobs import fitting
from l4e_sdk.local.jobs.labels import abnormal_ranges
from l4e_sdk.local.jobs.publishing import Publication
from l4e_sdk.local.lifecycle import models as states
from l4e_sdk.shapes import (
    DescribeModelVersionResponse,
    IngestionJobStatus,
    ModelQuality,
    ModelVersionStatus,
    S3Object,
)

if TYPE_CHECKING:
    from pathlib import Path

    from l4e_sdk.local.context import Context
    from l4e_sdk.local.jobs.work import Failure, Payload
    from l4e_sdk.shapes import DescribeModelResponse


class Training:
    """Trains version 1 of a model."""

    def prepare(self, context: Context, payload: Payload) -> fitting.FitTask:
        """Look up the data, the labels and the ranges."""
        model = find.model(context, payload["model_name"])
        version = find.model_version(context, payload["model_name"], payload["version"])
        evaluation = version.evaluation_data_start_time and fitting.Span(
            version.evaluation_data_start_time, version.evaluation_data_end_time
        )
        return fitting.FitTask(
            dataset=dataset_folder(context, model),
            accumulated=None,
            schema=model.data_schema or "",
            rate=sampling_rate(model),
            off_condition=model.off_condition,
            training=fitting.Span(version.training_data_start_time, version.training_data_end_time),
            evaluation=evaluation or None,
            labels=abnormal_ranges(context, version.labels_input_configuration),
            out=fitting.emptied(context.version_folder(model.model_arn or "", payload["version"])),
            diagnostics=diagnostics(context, version),
            risk=context.settings.risk,
        )

    def compute(self, task: fitting.FitTask) -> fitting.Fitted:
        """Train and evaluate."""
        return fitting.fit(task)

    def finish(self, context: Context, payload: Payload, outcome: fitting.Fitted) -> None:
        """Put the version, and with it the model, into use."""
        version = find.model_version(context, payload["model_name"], payload["version"])
        trained = trained_version(context, version, outcome)
        self._end(context, trained)

    def fail(self, context: Context, payload: Payload, failure: Failure) -> None:
        """Mark the version and the model as failed."""
        version = find.model_version(context, payload["model_name"], payload["version"])
        failed = states.ended(version, ModelVersionStatus.FAILED, context.now(), failed_reason=failure.reason)
        context.discard(context.version_folder(version.model_arn or "", payload["version"]))
        self._end(context, failed)

    @staticmethod
    def _end(context: Context, version: DescribeModelVersionResponse) -> None:
        model = find.model(context, version.model_name or "")
        context.store.model_versions.put(context.scope, version)
        context.store.models.put(context.scope, states.first_trained(model, version, context.now()))


def trained_version(
    context: Context, version: DescribeModelVersionResponse, outcome: fitting.Fitted, **members: object
) -> DescribeModelVersionResponse:
    """Return a version with what training found."""
    return states.ended(
        version,
        ModelVersionStatus.SUCCESS,
        context.now(),
        model_metrics=outcome.metrics,
        model_quality=ModelQuality(outcome.quality),
        model_diagnostics_results_object=_published(context, version),
        **members,
    )


def dataset_folder(context: Context, model: DescribeModelResponse) -> Path:
    """Return where the data is that a model's dataset has now."""
    succeeded = IngestionJobStatus.SUCCESS
    (current,) = context.store.jobs_of(context.scope, model.dataset_name or "", status=succeeded, limit=1)
    return context.ingested_folder(current.dataset_arn or "", current.job_id or "")


def sampling_rate(model: DescribeModelResponse | DescribeModelVersionResponse) -> str | None:
    """Return the rate that the data of a model, or of one version, is brought to; None is the data's own."""
    preparation = model.data_pre_processing_configuration
    return preparation.target_sampling_rate if preparation else None


def diagnostics(context: Context, version: DescribeModelVersionResponse) -> Publication | None:
    """Return where the diagnostics of a version are to be written; None if nobody asked for them."""
    target = version.model_diagnostics_output_configuration
    if target is None:
        return None
    place = target.s3_output_configuration
    key = f"{place.prefix or ''}{version.model_name}/{version.model_version}/{fitting.DIAGNOSTICS}"
    return Publication(context.objects, place.bucket, key)


def _published(context: Context, version: DescribeModelVersionResponse) -> S3Object | None:
    target = diagnostics(context, version)
    folder = context.version_folder(version.model_arn or "", version.model_version or 0)
    if target is None or not (folder / fitting.DIAGNOSTICS).exists():
        return None
    return S3Object(bucket=target.bucket, key=target.key)
