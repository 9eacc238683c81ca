"""Lookups of resources by name, with errors that name the missing resource."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from l4e_sdk.local.wire.faults import NotFound

if TYPE_CHECKING:
    from l4e_sdk.local.context import Context
    from l4e_sdk.local.store.descriptions import (
        StoredDataset,
        StoredInferenceScheduler,
        StoredIngestionJob,
        StoredLabelGroup,
        StoredModel,
        StoredModelVersion,
        StoredRetrainingScheduler,
    )

R = TypeVar("R")


def dataset(context: Context, name: str) -> StoredDataset:
    """Return a dataset."""
    return _there(context.store.datasets.get(context.scope, name), f"There is no dataset named {name!r}.")


def ingestion_job(context: Context, job_id: str) -> StoredIngestionJob:
    """Return an ingestion job."""
    return _there(
        context.store.ingestion_jobs.get(context.scope, job_id), f"There is no ingestion job {job_id!r}."
    )


def model(context: Context, name: str) -> StoredModel:
    """Return a model."""
    return _there(context.store.models.get(context.scope, name), f"There is no model named {name!r}.")


def model_version(context: Context, name: str, version: int) -> StoredModelVersion:
    """Return a version of a model."""
    found = context.store.model_versions.get(context.scope, name, version)
    return _there(found, f"The model {name!r} has no version {version}.")


def active_version(context: Context, model: StoredModel) -> StoredModelVersion:
    """Return the active version of a model."""
    number = _there(model.active_model_version, f"The model {model.model_name!r} has no active version.")
    return model_version(context, model.model_name, number)


def chosen_version(context: Context, name: str, version: int | None) -> StoredModelVersion:
    """Return a version of a model; the active one if no number is given."""
    found = model(context, name)
    return active_version(context, found) if version is None else model_version(context, name, version)


def inference_scheduler(context: Context, name: str) -> StoredInferenceScheduler:
    """Return an inference scheduler."""
    found = context.store.inference_schedulers.get(context.scope, name)
    return _there(found, f"There is no inference scheduler named {name!r}.")


def retraining_scheduler(context: Context, model_name: str) -> StoredRetrainingScheduler:
    """Return the retraining scheduler of a model."""
    found = context.store.retraining_schedulers.get(context.scope, model_name)
    return _there(found, f"The model {model_name!r} has no retraining scheduler.")


def label_group(context: Context, name: str) -> StoredLabelGroup:
    """Return a label group."""
    return _there(
        context.store.label_groups.get(context.scope, name), f"There is no label group named {name!r}."
    )


def _there(found: R | None, message: str) -> R:
    if found is None:
        raise NotFound(message)
    return found
