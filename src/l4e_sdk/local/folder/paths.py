"""Paths in an engine's data folder. All folders are named by the unique part of an ARN."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk.local.lifecycle.identity import unique_part

if TYPE_CHECKING:
    from pathlib import Path

DATASETS = "datasets"
MODELS = "models"


def dataset_folder(data: Path, dataset_arn: str) -> Path:
    """Return where everything of a dataset is."""
    return data / DATASETS / unique_part(dataset_arn)


def ingested_folder(data: Path, dataset_arn: str, job_id: str) -> Path:
    """Return where one ingestion job's data is; the dataset's next job has another place."""
    return dataset_folder(data, dataset_arn) / job_id


def model_folder(data: Path, model_arn: str) -> Path:
    """Return where everything of a model is."""
    return data / MODELS / unique_part(model_arn)


def version_folder(data: Path, model_arn: str, version: int) -> Path:
    """Return where the trained state of a model version is."""
    return model_folder(data, model_arn) / str(version)
