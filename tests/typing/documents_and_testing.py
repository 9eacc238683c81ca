"""Documents, data files, the tools for tests and Lookout for Vision, checked by mypy and pyright and never run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import assert_type

from botocore.client import BaseClient

import l4e_sdk as l4e
from l4e_sdk import data, shapes, testing, views, vision
from l4e_sdk.local import EngineJob, EngineJobs, LocalEngine

START = datetime(2024, 1, 1, tzinfo=UTC)
END = datetime(2024, 2, 1, tzinfo=UTC)


def schemas(text: str, store: l4e.ObjectStore) -> None:
    schema = views.DataSchema.parse(text)
    assert_type(schema, views.DataSchema)
    assert_type(views.DataSchema.from_folder(Path("history")), views.DataSchema)
    assert_type(views.DataSchema.from_objects(store, "plant", "train/"), views.DataSchema)
    assert_type(views.DataSchema.of({"press-07": ("Timestamp", "rpm")}), views.DataSchema)
    assert_type(schema.components, tuple[views.ComponentSchema, ...])
    assert_type(schema.components[0].header, tuple[str, ...])
    assert_type(schema.components[0].columns, tuple[views.ColumnSchema, ...])
    assert_type(schema.sensors(), Iterator[str])
    assert_type(schema.difference(schema), views.SchemaDifference)
    assert_type(schema.difference(schema).missing, tuple[str, ...])


def metrics(metrics: views.ModelMetrics) -> None:
    assert_type(metrics.labeled_ranges, tuple[views.LabeledRange, ...])
    assert_type(metrics.predicted_ranges, tuple[views.PredictedRange, ...])
    assert_type(metrics.predicted_ranges[0].top(), tuple[views.Diagnostic, ...])
    assert_type(metrics.predicted_ranges[0].start, datetime)
    assert_type(metrics.predicted_ranges[0].duration, timedelta)
    assert_type(metrics.labels_present, bool | None)


def inference(event: views.InferenceEvent, result: views.InferenceResult) -> None:
    assert_type(event.duration, timedelta)
    assert_type(event.start, datetime)
    assert_type(event.end, datetime)
    assert_type(event.diagnostics, tuple[views.Diagnostic, ...])
    assert_type(event.summary, shapes.InferenceEventSummary)
    assert_type(event.top(5), tuple[views.Diagnostic, ...])
    assert_type(result.is_anomalous, bool)
    assert_type(result.timestamp, datetime)
    assert_type(result.anomaly_score, float | None)
    assert_type(result.prediction_reason, views.PredictionReason | None)
    assert_type(result.top()[0].sensor, str)
    assert_type(result.top()[0].value, float)


def drift(drift: views.InferenceDrift) -> None:
    assert_type(drift.status, views.DriftStatus)
    assert_type(drift.status == views.DriftStatus.GROWING, bool)
    assert_type(drift.since, datetime)
    assert_type(drift.share, float)
    assert_type(drift.reason, str)
    assert_type(drift.regime_changed, bool)


def statistics(sensor: views.SensorStatistics) -> None:
    assert_type(sensor.grade, views.SensorGrade)
    assert_type(sensor.issues, tuple[str, ...])
    assert_type(sensor.has_issue, bool)
    assert_type(sensor.missing_values, shapes.CountPercent | None)


def converts(dates: data.DateOrder) -> None:
    written = data.ExportFormat(zone="Europe/Berlin", dates=dates, decimal=",", thousands=".")
    done = data.convert_export("export", "history", written, component="press")
    assert_type(done, data.Conversion)
    assert_type(done.folder, Path)
    assert_type(done.files, tuple[data.ConvertedFile, ...])
    assert_type(done.files[0].remarks, tuple[str, ...])


def checks(preflight: data.Preflight) -> None:
    report = l4e.check_folder("history")
    assert_type(report, data.CheckReport)
    assert_type(report.ok, bool)
    assert_type(report.errors, tuple[data.Finding, ...])
    assert_type(report.findings[0].line, int | None)
    assert_type(report.findings[0].rule, data.Rule)
    assert_type(report.findings[0].severity, data.Severity)
    assert_type(report.files, tuple[data.CheckedFile, ...])
    assert_type(l4e.check_labels("labels.csv", span=(START, END)), data.CheckReport)
    assert_type(l4e.read_labels("labels.csv"), tuple[tuple[datetime, datetime], ...])
    assert_type(l4e.write_labels("labels.csv", [(START, END)]), int)
    assert_type(preflight.ok, bool)
    assert_type(preflight.missing, tuple[str, ...])
    assert_type(preflight.window, data.Window)
    assert_type(preflight.components, tuple[data.ComponentInput, ...])
    assert_type(preflight.components[0].found, tuple[data.FoundFile, ...])


def files(files: l4e.InferenceFiles, window: data.ReplayedWindow) -> None:
    assert_type(files.key("press-07", START), str)
    assert_type(files.parse("press-07_20240101000000.csv"), tuple[str, datetime] | None)
    assert_type(window.keys, tuple[str, ...])


def values(calendar: l4e.CalendarDuration, policy: l4e.AttachedPolicy) -> None:
    assert_type(l4e.CalendarDuration.parse("P3M15D"), l4e.CalendarDuration)
    assert_type(calendar.approximate_days, int)
    assert_type(calendar.add_to(START), datetime)
    assert_type(l4e.S3Uri.of("plant", "labels/").key, str)
    assert_type(l4e.TimeRange(START, END).overlaps(l4e.TimeRange(START, END)), bool)
    assert_type(l4e.OffCondition.parse("press-07\\rpm < 100"), l4e.OffCondition)
    assert_type(l4e.ResourcePolicy.parse("{}").to_dict(), dict[str, object])
    assert_type(policy.policy, l4e.ResourcePolicy)
    assert_type(policy.revision, str | None)


def clocks(clock: l4e.VirtualClock) -> None:
    assert_type(clock.advance("P1M"), datetime)
    assert_type(clock.advance_to(END), datetime)
    assert_type(clock.monotonic(), float)


def engines(remote: l4e.LookoutEquipment) -> None:
    assert_type(remote.engine, LocalEngine | None)
    client = l4e.LookoutEquipment.local()
    assert_type(client.engine.clock.advance("P1M"), datetime)
    assert_type(client.engine.jobs(), EngineJobs)
    for job in client.engine.jobs():
        assert_type(job, EngineJob)
        assert_type(job.since, datetime | None)


def tools(engine: LocalEngine, client: l4e.LookoutEquipment, below: BaseClient) -> None:
    assert_type(testing.connected_client(engine), l4e.LookoutEquipment[LocalEngine])
    assert_type(testing.connected_boto3(engine), BaseClient)
    with testing.Faults(client) as faults:
        assert_type(faults.throttle(2).server_error(status=503).time_out().cut_line(), testing.Faults)
        faults.lose_answer().slow_down(timedelta(seconds=3)).error("ConflictException")
        assert_type(faults.pending, int)
        assert_type(faults.injected, tuple[testing.Injected, ...])
    with testing.Faults(below) as others:
        assert_type(others, testing.Faults)
    fault = testing.PlantFault("step", "oil_temp", START, END)
    plant = testing.Plant(faults=(fault,))
    assert_type(plant.sensors, tuple[testing.Sensor, ...])
    assert_type(plant.readings(START, END), testing.Readings)
    assert_type(plant.readings(START, END).write("history"), Path)
    assert_type(testing.seed_dataset(client, plant=plant), l4e.Dataset)
    assert_type(testing.seed_model(client, "press"), l4e.Model)


def records(client: l4e.LookoutEquipment) -> None:
    with testing.Recording(client) as recording:
        client.list_models()
    assert_type(recording.calls, tuple[testing.Call, ...])
    assert_type(recording.calls[0].params, Mapping[str, object] | None)
    assert_type(testing.load_calls("calls.json"), tuple[testing.Call, ...])
    assert_type(testing.save_calls(recording.calls, "calls.json"), None)
    checked = testing.check_script(lambda client: client.list_models(), client, "calls.json")
    assert_type(checked, testing.Recording)


def sight() -> str | None:
    client = vision.LookoutVision(region_name="us-east-1")
    try:
        response = client.describe_model(project_name="parts", model_version="1")
    except vision.ResourceNotFoundException as error:
        assert_type(error.resource_type, vision.ResourceType | None)
        return error.resource_id
    except (vision.ThrottlingException, vision.InternalServerException) as error:
        assert_type(error.retry_after, timedelta | None)
        return error.request_id
    except vision.VisionEndedError as error:
        return error.reason
    except vision.ConflictException as error:
        return error.resource_id
    assert_type(response, vision.DescribeModelResponse)
    assert_type(response.model_description, vision.ModelDescription | None)
    if (model := response.model_description) is not None:
        assert_type(model.status, vision.ModelStatus | None)
        assert_type(model.creation_timestamp, datetime | None)
        assert_type(model.performance, vision.ModelPerformance | None)
        assert_type(model.output_config, vision.OutputConfig | None)
        assert_type(vision.OutputConfig().s3_location, vision.S3Location | None)
        assert_type(model.evaluation_result, vision.OutputS3Object | None)
    assert_type(response.http_headers, Mapping[str, str])
    return response.request_id
