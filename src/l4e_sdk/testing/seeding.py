"""Resources for the start of a test, ingested and trained in seconds."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from l4e_sdk.errors import InvalidValueError
from l4e_sdk.testing.plant import Plant, label_csv

if TYPE_CHECKING:
    from datetime import datetime

    from l4e_sdk._client import LookoutEquipment
    from l4e_sdk._resources import Dataset, Model

_BUCKET = "plant"
_TRAINING = 0.75
"""The share of the data that a seeded model is trained on. The rest is for its evaluation."""


def seed_dataset(
    client: LookoutEquipment,
    name: str = "press",
    *,
    plant: Plant | None = None,
    days: int = 28,
    end: datetime | None = None,
    bucket: str = _BUCKET,
    role_arn: str | None = None,
) -> Dataset:
    """Create a dataset, and ingest the history of a generated plant.

    The files are in the bucket below ``<name>/history/``. The function also runs all other queued jobs of the engine,
    so seed before you start jobs of your own. A virtual clock does not advance.

    Args:
        client: the client to call the service with; in a test, a client of an engine.
        name: name of the dataset.
        plant: the plant that generates the data. Default: a press with four sensors and a row per hour.
        days: the length of the history, in days.
        end: the end of the history. Default: the current time of the client's clock.
        bucket: name of the bucket.
        role_arn: ARN of the IAM role that may read the bucket; an embedded engine needs none.

    Returns:
        The dataset, ACTIVE.

    Raises:
        ConflictException: a dataset with this name exists.
        InvalidValueError: the number of days is not positive.
    """
    if days < 1:
        raise InvalidValueError(f"days is {days}; pass at least 1, and 28 for a model.")
    plant, end = plant or Plant(), end or client.clock.now()
    readings = plant.readings(end - timedelta(days=days), end)
    prefix = f"{name}/history/"
    client.objects.put(bucket, f"{prefix}{plant.component}/history.csv", readings.csv().encode())
    dataset = client.datasets.create(name)
    job = dataset.ingest(
        f"s3://{bucket}/{prefix}", key_pattern="{prefix}/{component_name}/*", role_arn=role_arn
    )
    _work(client)
    job.wait()
    return dataset.refresh()


def seed_model(
    client: LookoutEquipment,
    name: str = "press",
    *,
    dataset: Dataset | None = None,
    plant: Plant | None = None,
    bucket: str = _BUCKET,
    role_arn: str | None = None,
) -> Model:
    """Train a model, on the given dataset or on a new one with the same name.

    The model is trained on the first three quarters of the data and evaluated on the rest. The plant's faults become
    labels, in the bucket below ``<name>/labels/``. Like ``seed_dataset``, it runs all other queued jobs of the engine.

    Args:
        client: the client to call the service with; in a test, a client of an engine.
        name: name of the model.
        dataset: the dataset to train on, with at least 19 days of data.
        plant: the plant that generates, or has generated, the data. Its faults become labels.
        bucket: name of the bucket.
        role_arn: ARN of the IAM role that may read the bucket; an embedded engine needs none.

    Returns:
        The model; its version 1 is active.

    Raises:
        ConflictException: a model or a dataset with this name exists.
        InvalidValueError: the dataset has no data.
        ResourceFailedError: the training failed.
    """
    plant = plant or Plant()
    dataset = dataset or seed_dataset(client, name, plant=plant, bucket=bucket, role_arn=role_arn)
    start, middle, end = _split(dataset)
    labels = None
    if plant.labels:
        client.objects.put(bucket, f"{name}/labels/faults.csv", label_csv(plant.labels).encode())
        labels = f"s3://{bucket}/{name}/labels/"
    model = client.models.create(
        name,
        dataset=dataset,
        training_data_start_time=start,
        training_data_end_time=middle,
        evaluation_data_start_time=middle + timedelta(seconds=1),
        evaluation_data_end_time=end,
        labels_input_configuration=labels,
        role_arn=role_arn,
    )
    _work(client)
    return model.wait()


def _split(dataset: Dataset) -> tuple[datetime, datetime, datetime]:
    if not hasattr(dataset, "data_start_time"):
        raise InvalidValueError(
            f"dataset {dataset.name!r} has no data yet; ingest some, or use seed_dataset()."
        )
    start, end = dataset.data_start_time, dataset.data_end_time
    return start, start + _TRAINING * (end - start), end


def _work(client: LookoutEquipment) -> None:
    """Run the queued jobs at once, so that waiting takes no time of a virtual clock."""
    engine = client.engine
    if engine is not None and engine.is_running_jobs:
        engine.run_until_idle()
