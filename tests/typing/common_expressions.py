"""The expressions that users write most, checked by mypy and pyright and never run.

They pin what is never None. None of them needs an ``assert`` or a ``cast``.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import assert_type

import l4e_sdk as l4e
from l4e_sdk import data, views


def a_dataset(client: l4e.LookoutEquipment) -> None:
    dataset = client.datasets.get("press")
    assert_type(dataset.status, l4e.DatasetStatus)
    assert_type(dataset.created_at, datetime)
    assert_type(dataset.dataset_arn, str)
    assert_type(dataset.data_schema["press-07"].sensors, tuple[str, ...])
    assert_type(l4e.TimeRange(dataset.data_start_time, dataset.data_end_time).duration, timedelta)
    job = dataset.ingest("s3://plant/history/").wait()
    assert_type(job.quality.missing_sensor_data.total_number_of_missing_values, int)
    assert_type(job.ingested_files_summary.ingested_number_of_files, int)
    assert_type([each.key for each in job.ingested_files_summary.discarded_files], list[str])


def a_model(client: l4e.LookoutEquipment) -> None:
    model = client.models.create("press", dataset="press").wait()
    assert_type(model.status == l4e.ModelStatus.SUCCESS, bool)
    assert_type(model.updated_at - model.created_at, timedelta)
    assert_type(model.metrics.labeled_event_metrics.num_identified, int)
    assert_type(model.active_version.version, int)
    assert_type(model.active_version.diagnostics(), data.Results)
    for found in model.metrics.predicted_ranges:
        assert_type(found.end - found.start, timedelta)
        assert_type(max(found.diagnostics, key=lambda sensor: sensor.value).name, str)
        assert_type({sensor.sensor: sensor.value for sensor in found.top(3)}, dict[str, float])
    assert_type(
        [(each.start, each.end) for each in model.metrics.labeled_ranges], list[tuple[datetime, datetime]]
    )


def versions(model: l4e.Model) -> None:
    newest = max(model.versions(), key=lambda version: version.created_at)
    assert_type(newest, l4e.ModelVersion)
    assert_type(newest.source_type, l4e.ModelVersionSourceType)
    assert_type(newest.metrics.model_version_metrics.recall, float | None)
    assert_type(model.previous_active_version, l4e.ModelVersion | None)
    assert_type(model.tags["site"], str)


def schedulers(client: l4e.LookoutEquipment) -> None:
    live = client.inference_schedulers.get("press-live")
    assert_type(live.data_upload_frequency.timedelta, timedelta)
    assert_type(live.data_input_configuration, l4e.shapes.InferenceInputConfiguration)
    assert_type([row.timestamp for row in live.results() if row.is_anomalous], list[datetime])
    now = client.clock.now()
    for event in live.events(now - timedelta(days=7), now):
        assert_type(event.start.isoformat(), str)
        assert_type(event.duration, timedelta)
        assert_type(event.diagnostics, tuple[views.Diagnostic, ...])
    retraining = client.retraining_schedulers.get("press")
    assert_type(retraining.retraining_frequency, str)
    assert_type(retraining.promote_mode, l4e.PromoteMode)
    if (run := retraining.last_run) is not None:
        assert_type(run.version, int)


def absences(model: l4e.Model) -> None:
    try:
        assert_type(model.metrics, views.ModelMetrics)
    except l4e.NotAvailableError as error:
        assert_type((error.what, error.member, error.reason, error.remedy), tuple[str, str, str, str])
    assert_type(model.model_metrics, str | None)
    assert_type(model.active_model_version, int | None)
