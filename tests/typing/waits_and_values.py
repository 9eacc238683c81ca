"""Waits, values and options as a user writes them, checked by mypy and pyright and never run."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import assert_type

import l4e_sdk as l4e
from l4e_sdk import (
    Dataset,
    InferenceScheduler,
    IngestionJob,
    LookoutEquipment,
    Model,
    ModelVersion,
    RetrainingScheduler,
)

START = datetime(2024, 1, 1, tzinfo=UTC)


def waits(client: LookoutEquipment, models: list[Model], job: IngestionJob) -> None:
    assert_type(job.wait(timeout=timedelta(hours=2), on_poll=l4e.progress.log), IngestionJob)
    l4e.wait_all(models)
    l4e.wait_all([*models, job], timeout=timedelta(hours=6))
    with l4e.progress.Bar() as bar:
        l4e.wait_all(client.models.list(), until="DELETED", on_poll=bar)
    token = job.wait_token(timeout=timedelta(days=1))
    assert_type(token, str)
    assert_type(
        l4e.resume_wait(client, token),
        Dataset | IngestionJob | Model | ModelVersion | InferenceScheduler | RetrainingScheduler,
    )


def failures(models: list[Model]) -> list[str | None]:
    try:
        l4e.wait_all(models)
    except l4e.WaitAllError as error:
        assert_type(error.exceptions, tuple[Exception | ExceptionGroup[Exception], ...])
        return [each.reason for each in error.exceptions if isinstance(each, l4e.ResourceFailedError)]
    return []


def values(client: LookoutEquipment) -> None:
    span = l4e.TimeRange.starting(START, "P3M")
    assert_type(span, l4e.TimeRange)
    assert_type(span.duration, timedelta)
    off = l4e.OffCondition("press-07", "rpm") < 100
    assert_type(off, l4e.OffCondition)
    place = l4e.S3Uri("s3://plant/labels/") / "known.csv"
    assert_type(place, l4e.S3Uri)
    assert_type(l4e.TargetSamplingRate.PT5M.timedelta, timedelta)
    assert_type(l4e.LookbackWindow.from_timedelta(timedelta(days=180)), l4e.LookbackWindow)
    client.models.create(
        "pump", dataset="pumps", training=span, off_condition=off, labels_input_configuration=place
    )
    policy = l4e.ResourcePolicy().allow_import_dataset("210987654321", to="arn")
    client.put_resource_policy(resource_arn="arn", resource_policy=policy)
    client.create_retraining_scheduler(model_name="pump", retraining_frequency="P1M", lookback_window=180)


def options(client: LookoutEquipment) -> None:
    assert_type(client.with_options(timeout=5, attempts=1), LookoutEquipment)
    assert_type(client.with_options(timeout=timedelta(seconds=5)).models.get("pump"), Model)
