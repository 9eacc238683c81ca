"""Imports: copy the files of a dataset or of a model version to another one.

Source: service/datasets#import, service/model-versions#import.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from l4e_sdk.local import find
from l4e_sdk.local.jobs import ingestion
from l4e_sdk.local.lifecycle import models as states
from l4e_sdk.local.lifecycle.change import changed
from l4e_sdk.local.store.descriptions import StoredIngestionJob, StoredModel, StoredModelVersion
from l4e_sdk.local.tasks.copying import copy_folder
from l4e_sdk.shapes import (
    InferenceDataImportStrategy,
    ModelVersionStatus,
)

if TYPE_CHECKING:
    from pathlib import Path

    from l4e_sdk.local.context import Context
    from l4e_sdk.local.runner.work import Failure, Payload

# The results of the job that filled the source, which also apply to the copy.
_FOUND = (
    "data_quality_summary",
    "ingested_files_summary",
    "ingested_data_size",
    "data_start_time",
    "data_end_time",
)


@dataclass(frozen=True, slots=True)
class Copy:
    """A folder, and the location of its copy."""

    source: Path
    target: Path


@dataclass(frozen=True, slots=True)
class VersionCopy:
    """The parts of a model that are copied."""

    version: Copy
    data: Copy | None
    """The accumulated data, when it is wanted."""


@dataclass(frozen=True, slots=True)
class Copied:
    """The number of copied bytes."""

    version: int
    data: int | None


class DatasetImport:
    """Copies the data of a dataset."""

    def prepare(self, context: Context, payload: Payload) -> Copy:
        """Return the folders to copy."""
        job = find.ingestion_job(context, payload["job_id"])
        target = context.ingested_folder(job.dataset_arn, payload["job_id"])
        return Copy(context.folder / payload["source"], target)

    def compute(self, task: Copy) -> int:
        """Copy the files."""
        return copy_folder(task.source, task.target)

    def finish(self, context: Context, payload: Payload, outcome: int) -> None:
        """Let the copied data replace what the dataset had."""
        filled = StoredIngestionJob.from_json(payload["filled"].encode())
        found = {name: getattr(filled, name) for name in _FOUND}
        job = changed(find.ingestion_job(context, payload["job_id"]), **found)
        ingestion.succeed(context, job, payload["schema"])

    def fail(self, context: Context, payload: Payload, failure: Failure) -> None:
        """Leave the dataset as it was before; one that was made for the import stays without data."""
        ingestion.give_up(context, payload["job_id"], failure)


class VersionImport:
    """Copies a model version and, if wanted, the accumulated data of its model."""

    def prepare(self, context: Context, payload: Payload) -> VersionCopy:
        """Return the folders to copy."""
        model, number = find.model(context, payload["model_name"]), payload["version"]
        version = Copy(context.folder / payload["source"], context.version_folder(model.model_arn, number))
        data = Copy(context.folder / payload["data"], _data_folder(context, model, number))
        return VersionCopy(version, data if _wants_data(model, payload) else None)

    def compute(self, task: VersionCopy) -> Copied:
        """Copy the files."""
        return Copied(
            version=copy_folder(task.version.source, task.version.target),
            data=copy_folder(task.data.source, task.data.target) if task.data else None,
        )

    def finish(self, context: Context, payload: Payload, outcome: Copied) -> None:
        """Let the version be one of its model, and its only one be in use."""
        model = find.model(context, payload["model_name"])
        size = outcome.version
        if outcome.data is not None and _wants_data(model, payload):
            model, size = _with_data(context, model, payload), size + outcome.data
        self._end(context, model, payload, ModelVersionStatus.SUCCESS, imported_data_size_in_bytes=size)

    def fail(self, context: Context, payload: Payload, failure: Failure) -> None:
        """Mark the version as failed, and a model that was made for it."""
        model, number = find.model(context, payload["model_name"]), payload["version"]
        self._end(context, model, payload, ModelVersionStatus.FAILED, failed_reason=failure.reason)
        context.discard(context.version_folder(model.model_arn, number))
        context.discard(_data_folder(context, model, number))

    @staticmethod
    def _end(
        context: Context,
        model: StoredModel,
        payload: Payload,
        status: ModelVersionStatus,
        **members: object,
    ) -> None:
        begun, now = find.model_version(context, payload["model_name"], payload["version"]), context.now()
        version: StoredModelVersion = states.import_ended(begun, status, now, **members)
        context.store.model_versions.put(context.scope, version)
        context.store.models.put(context.scope, states.imported(model, version, now))


def _data_folder(context: Context, model: StoredModel, number: int) -> Path:
    return context.model_folder(model.model_arn) / f"accumulated-{number}"


def _wants_data(model: StoredModel, payload: Payload) -> bool:
    """Return whether the source has data that the model is to get."""
    if payload["data_end"] is None or payload["strategy"] == InferenceDataImportStrategy.NO_IMPORT:
        return False
    is_empty = model.accumulated_inference_data_end_time is None
    return is_empty or payload["strategy"] == InferenceDataImportStrategy.OVERWRITE


def _with_data(context: Context, model: StoredModel, payload: Payload) -> StoredModel:
    """Let the copied data be the model's, in place of its own; return the model that says so."""
    arn = model.model_arn
    # Even a model without data may have some: that of a window which is being judged, and will be judged again.
    context.discard(context.accumulated_folder(arn), after=ingestion.STILL_READ)
    context.store.accumulated_folders.put(arn, _data_folder(context, model, payload["version"]).name)
    return changed(
        model,
        accumulated_inference_data_start_time=datetime.fromtimestamp(payload["data_start"], UTC),
        accumulated_inference_data_end_time=datetime.fromtimestamp(payload["data_end"], UTC),
    )
