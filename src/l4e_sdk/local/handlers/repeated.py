"""Calls that are repeated with their idempotency token: the search for the resource that the first call made.

One rule holds for every operation that takes a token (service/wire#tokens). As long as that resource is there, the
first answer comes again, and imports answer their current status. Once it is deleted, the token is free.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from l4e_sdk.local.lifecycle.change import changed
from l4e_sdk.local.store import labels as label_rows
from l4e_sdk.shapes import DatasetStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from l4e_sdk.local.context import Context
    from l4e_sdk.shapes import Response

    Finder = Callable[[Context, Any], Response | None]


def repeated(context: Context, operation: str, answer: Response) -> Response | None:
    """Return the answer to a repeated call; None if what the first call made is there no more.

    Args:
        context: whose call it is.
        operation: the operation that was called.
        answer: the answer of the first call.
    """
    return _FINDERS[operation](context, answer)


def _dataset(context: Context, answer: Any) -> Response | None:
    return _if(answer, context.store.datasets.with_arn(context.scope, answer.dataset_arn))


def _ingestion(context: Context, answer: Any) -> Response | None:
    return _if(answer, context.store.ingestion_jobs.get(context.scope, answer.job_id))


def _dataset_import(context: Context, answer: Any) -> Response | None:
    # The status of the import, not of the dataset: AWS's script repeats the call until SUCCESS or FAILED.
    job = context.store.ingestion_jobs.get(context.scope, answer.job_id)
    return None if job is None else changed(answer, status=DatasetStatus(str(job.status)))


def _model(context: Context, answer: Any) -> Response | None:
    return _if(answer, context.store.models.with_arn(context.scope, answer.model_arn))


def _version(context: Context, answer: Any) -> Response | None:
    return _if(answer, context.store.model_versions.with_arn(context.scope, answer.model_version_arn))


def _version_import(context: Context, answer: Any) -> Response | None:
    version = context.store.model_versions.with_arn(context.scope, answer.model_version_arn)
    return None if version is None else changed(answer, status=version.status)


def _label_group(context: Context, answer: Any) -> Response | None:
    return _if(answer, context.store.label_groups.with_arn(context.scope, answer.label_group_arn))


def _label(context: Context, answer: Any) -> Response | None:
    labels = context.store.labels.select(
        context.scope, label_rows.LABELS.c.label_id == answer.label_id, limit=1
    )
    return answer if labels else None


def _inference_scheduler(context: Context, answer: Any) -> Response | None:
    schedulers = context.store.inference_schedulers
    return _if(answer, schedulers.with_arn(context.scope, answer.inference_scheduler_arn))


def _retraining_scheduler(context: Context, answer: Any) -> Response | None:
    # It has no ARN of its own: its deletion gives its tokens back.
    scheduler = context.store.retraining_schedulers.get(context.scope, answer.model_name)
    return answer if scheduler and scheduler.model_arn == answer.model_arn else None


def _policy(context: Context, answer: Any) -> Response | None:
    # A policy has no ARN of its own either. One that was replaced is not deleted.
    return _if(answer, context.store.policies.get(answer.resource_arn))


def _if(answer: Response, found: object) -> Response | None:
    return None if found is None else answer


_FINDERS: Final[Mapping[str, Finder]] = {
    "CreateDataset": _dataset,
    "CreateInferenceScheduler": _inference_scheduler,
    "CreateLabel": _label,
    "CreateLabelGroup": _label_group,
    "CreateModel": _model,
    "CreateRetrainingScheduler": _retraining_scheduler,
    "ImportDataset": _dataset_import,
    "ImportModelVersion": _version_import,
    "PutResourcePolicy": _policy,
    "RetrainModel": _version,
    "StartDataIngestionJob": _ingestion,
}
"""By operation: the function that looks for the resource that the operation made."""
