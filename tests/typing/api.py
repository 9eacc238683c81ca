"""The client, its collections and facades as a user writes them, checked by mypy and pyright and never run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal, assert_type

import boto3
from botocore.client import BaseClient
from botocore.config import Config
from matplotlib.axes import Axes

import l4e_sdk as l4e
from l4e_sdk import LookoutEquipment, Page, Pager, data, shapes, views
from l4e_sdk._report import ReportFacts
from l4e_sdk._resources import (
    ComparedMetric,
    Datasets,
    InferenceSchedulers,
    IngestionJobs,
    LabelGroups,
    Models,
    RetrainingRun,
    RetrainingSchedulers,
    Tags,
    VersionComparison,
)
from l4e_sdk.local import EngineSettings, LocalEngine, S3Settings

START = datetime(2024, 1, 1, tzinfo=UTC)
END = datetime(2024, 2, 1, tzinfo=UTC)


def clients(session: boto3.Session, below: BaseClient) -> None:
    assert_type(LookoutEquipment(region_name="eu-west-1", profile_name="plant"), LookoutEquipment)
    LookoutEquipment(session=session, config=Config(connect_timeout=5), verify="ca.pem")
    LookoutEquipment(aws_access_key_id="a", aws_secret_access_key="b", aws_session_token="c")
    LookoutEquipment(boto3_client=below, clock=l4e.SystemClock())
    settings = EngineSettings(workers=0, s3=S3Settings(endpoint_url="http://127.0.0.1:9000", profile="plant"))
    with LookoutEquipment.local("./plant", clock=l4e.VirtualClock(START), settings=settings) as client:
        assert_type(client, LookoutEquipment[LocalEngine])
        assert_type(client.engine, LocalEngine)
        assert_type(client.boto3, BaseClient)
        assert_type(client.boto3_extension, BaseClient)
        assert_type(client.clock, l4e.Clock)
        assert_type(client.objects, l4e.ObjectStore)
        assert_type(client.close(), None)
    assert_type(l4e.install(session), None)


def collections(client: LookoutEquipment) -> None:
    assert_type(client.datasets, Datasets)
    assert_type(client.ingestion_jobs, IngestionJobs)
    assert_type(client.models, Models)
    assert_type(client.inference_schedulers, InferenceSchedulers)
    assert_type(client.retraining_schedulers, RetrainingSchedulers)
    assert_type(client.label_groups, LabelGroups)


def gets(client: LookoutEquipment) -> None:
    assert_type(client.datasets.get("press"), l4e.Dataset)
    assert_type(client.ingestion_jobs.get("0a"), l4e.IngestionJob)
    assert_type(client.models.get("press"), l4e.Model)
    assert_type(client.inference_schedulers.get("live"), l4e.InferenceScheduler)
    assert_type(client.retraining_schedulers.get("press"), l4e.RetrainingScheduler)
    assert_type(client.label_groups.get("faults"), l4e.LabelGroup)


def lists(client: LookoutEquipment) -> None:
    assert_type(client.datasets.list(dataset_name_begins_with="p"), Pager[l4e.Dataset])
    assert_type(client.ingestion_jobs.list(dataset="press", status="FAILED"), Pager[l4e.IngestionJob])
    assert_type(client.models.list(status=l4e.ModelStatus.SUCCESS), Pager[l4e.Model])
    assert_type(client.inference_schedulers.list(model="press"), Pager[l4e.InferenceScheduler])
    assert_type(client.retraining_schedulers.list(status="RUNNING"), Pager[l4e.RetrainingScheduler])
    assert_type(client.label_groups.list(label_group_name_begins_with="f"), Pager[l4e.LabelGroup])


def creates(client: LookoutEquipment, dataset: l4e.Dataset, model: l4e.Model, group: l4e.LabelGroup) -> None:
    schema = views.DataSchema.from_folder("history")
    assert_type(client.datasets.create("press", dataset_schema=schema, tags={"site": "north"}), l4e.Dataset)
    assert_type(
        client.models.create(
            "press",
            dataset=dataset,
            training=l4e.TimeRange(START, END),
            labels_input_configuration=group,
            data_pre_processing_configuration={"target_sampling_rate": l4e.TargetSamplingRate.PT5M},
        ),
        l4e.Model,
    )
    assert_type(
        client.inference_schedulers.create(
            "live",
            model=model,
            data_upload_frequency=timedelta(minutes=5),
            data_input_configuration="s3://plant/live/",
            data_output_configuration="s3://plant/out/",
        ),
        l4e.InferenceScheduler,
    )
    retraining = client.retraining_schedulers.create(model, retraining_frequency="P1M", lookback_window=180)
    assert_type(retraining, l4e.RetrainingScheduler)
    same = client.retraining_schedulers.ensure(model, retraining_frequency="P1M", lookback_window="P180D")
    assert_type(same.ensured.changed, bool)
    assert_type(client.label_groups.create("faults", fault_codes=["leak"]), l4e.LabelGroup)


def pagers(client: LookoutEquipment) -> None:
    pager = client.models.list(page_size=100, start_token="t")
    for model in pager:
        assert_type(model, l4e.Model)
    for page in pager.pages():
        assert_type(page, Page[l4e.Model])
        assert_type(page.items, tuple[l4e.Model, ...])
        assert_type(page.next_token, str | None)
        assert_type(page.reply.request_id, str | None)
    assert_type(pager.first(), l4e.Model | None)
    assert_type(pager.to_list(limit=10), list[l4e.Model])


def facades(model: l4e.Model, client: LookoutEquipment) -> None:
    assert_type(model.name, str)
    assert_type(model.client, LookoutEquipment)
    assert_type(model.bind(client), l4e.Model)
    assert_type(model.refresh(), l4e.Model)
    assert_type(model.to_dict(wire=True), dict[str, shapes.JsonLike])
    assert_type(model.tags, Tags)
    assert_type(model.tags["site"], str)
    model.tags.update(site="south")
    assert_type(model.tags.clear(), None)


def report(file: data.UploadedFile) -> None:
    assert_type(file.done, int)


def datasets(dataset: l4e.Dataset) -> None:
    upload = dataset.upload("history", bucket="plant", prefix="train/", on_file=report)
    assert_type(upload, data.Upload)
    assert_type(upload.s3_uri, str)
    assert_type(dataset.check(Path("history")), data.CheckReport)
    assert_type(dataset.ingest(upload), l4e.IngestionJob)
    assert_type(dataset.jobs(status="SUCCESS"), Pager[l4e.IngestionJob])
    assert_type(dataset.sensor_statistics(), Pager[views.SensorStatistics])
    assert_type(dataset.data_schema, views.DataSchema)
    assert_type(dataset.quality, views.DataQuality)
    assert_type(dataset.wait(poll=l4e.Backoff.every(timedelta(seconds=5))), l4e.Dataset)
    assert_type(dataset.delete(), None)
    assert_type(dataset.wait_deleted(), None)
    assert_type(dataset.plan_delete(), l4e.DeletePlan)
    assert_type(dataset.delete_policy(), None)


def jobs(job: l4e.IngestionJob) -> None:
    assert_type(job.job_id, str)
    assert_type(job.dataset_name, str)
    assert_type(job.quality, views.DataQuality)


def models(model: l4e.Model) -> None:
    assert_type(model.version(3), l4e.ModelVersion)
    assert_type(model.versions(source_type="RETRAINING", created_after=START), Pager[l4e.ModelVersion])
    assert_type(model.active_version, l4e.ModelVersion)
    assert_type(model.previous_active_version, l4e.ModelVersion | None)
    assert_type(model.activate(3).rollback(), l4e.Model)
    comparison = model.compare(1, 2)
    assert_type(comparison, VersionComparison)
    assert_type(comparison.metrics, tuple[ComparedMetric, ...])
    assert_type(comparison.is_like_for_like, bool)
    assert_type(comparison.metrics[0].difference, float | None)
    assert_type(comparison.metrics[0].better, Literal["first", "second"] | None)
    assert_type(model.metrics, views.ModelMetrics)
    assert_type(model.prior_metrics, views.ModelMetrics | None)
    assert_type(model.quality, l4e.ModelQuality | None)
    assert_type(model.data_schema, views.DataSchema)
    assert_type(model.inference_schedulers(), Pager[l4e.InferenceScheduler])
    assert_type(model.update(labels_input_configuration="s3://plant/labels/"), l4e.Model)
    assert_type(model.wait(timeout=timedelta(hours=1)), l4e.Model)
    assert_type(l4e.while_in_transition(model.delete, clock=model.client.clock), None)
    assert_type(model.wait_deleted(), None)


def findings(model: l4e.Model) -> None:
    version = model.active_version
    assert_type(version.notices, tuple[views.Notice, ...])
    assert_type(version.notices[0].kind, shapes.NoticeKind)
    assert_type(version.notices[0].sensor, str | None)
    assert_type(version.notices[0].start, datetime)
    assert_type(version.suspect_periods(page_size=10), Pager[l4e.SuspectPeriod])
    assert_type(version.suspect_periods().to_list()[0].label("NO_ANOMALY"), str)
    assert_type(version.operating_point, views.OperatingPoint)
    assert_type(model.operating_point.alarms_per_month, float | None)
    assert_type(model.operating_point.level, float)


def retraining(model: l4e.Model, scheduler: l4e.RetrainingScheduler) -> None:
    assert_type(model.retraining_scheduler, l4e.RetrainingScheduler | None)
    assert_type(model.retrain(promote_mode="MANUAL", lookback_window=180).wait(), l4e.ModelVersion)
    month = l4e.CalendarDuration(months=1)
    made = model.create_retraining_scheduler(retraining_frequency=month, lookback_window=timedelta(days=180))
    assert_type(made, l4e.RetrainingScheduler)
    assert_type(model.describe_retraining_scheduler(), shapes.DescribeRetrainingSchedulerResponse)
    assert_type(model.update_retraining_scheduler(promote_mode="MANUAL"), l4e.RetrainingScheduler)
    assert_type(model.start_retraining_scheduler(), l4e.RetrainingScheduler)
    assert_type(model.stop_retraining_scheduler(), l4e.RetrainingScheduler)
    assert_type(model.delete_retraining_scheduler(), None)
    assert_type(scheduler.start().stop(), l4e.RetrainingScheduler)
    assert_type(scheduler.update(retraining_start_date=END.date(), restart=True), l4e.RetrainingScheduler)
    assert_type(scheduler.next_run, datetime | None)
    assert_type(scheduler.last_run, RetrainingRun | None)
    assert_type(scheduler.wait(until="STOPPED"), l4e.RetrainingScheduler)
    assert_type(scheduler.delete(), None)


def versions(version: l4e.ModelVersion) -> None:
    assert_type(version.model, l4e.Model)
    assert_type(version.version, int)
    assert_type(version.is_active, bool)
    assert_type(version.activate(), l4e.ModelVersion)
    assert_type(version.metrics, views.ModelMetrics)
    assert_type(version.prior_metrics, views.ModelMetrics | None)
    assert_type(version.quality, l4e.ModelQuality | None)
    assert_type(version.diagnostics(), data.Results)
    assert_type(version.report("press.html"), Path)
    assert_type(version.report_facts(), ReportFacts)
    assert_type(version.plot(), Axes)
    for row in version.diagnostics():
        assert_type(row, views.InferenceResult)


def inference(model: l4e.Model, scheduler: l4e.InferenceScheduler) -> None:
    made = model.create_inference_scheduler(
        "live",
        data_upload_frequency="PT5M",
        data_input_configuration="s3://plant/live/",
        data_output_configuration="s3://plant/out/",
    )
    assert_type(made, l4e.InferenceScheduler)
    assert_type(scheduler.start().stop(), l4e.InferenceScheduler)
    assert_type(scheduler.update(data_upload_frequency="PT10M", restart=True), l4e.InferenceScheduler)
    assert_type(scheduler.executions(status="FAILED"), Pager[shapes.InferenceExecutionSummary])
    assert_type(scheduler.events(START, END), Pager[views.InferenceEvent])
    assert_type(scheduler.results(since=timedelta(days=7)), data.Results)
    assert_type(scheduler.drift(), views.InferenceDrift | None)
    assert_type(scheduler.failing_since, datetime | None)
    assert_type(scheduler.input_files, l4e.InferenceFiles)
    assert_type(scheduler.preflight(), data.Preflight)
    assert_type(scheduler.replay("history", start=START), Iterator[data.ReplayedWindow])
    assert_type(scheduler.wait(until="RUNNING"), l4e.InferenceScheduler)
    assert_type(scheduler.wait_deleted(), None)
    assert_type(scheduler.delete(), None)


def labels(group: l4e.LabelGroup) -> None:
    assert_type(group.labels(fault_code="leak"), Pager[shapes.LabelSummary])
    label = group.add(START, END, l4e.LabelRating.ANOMALY, fault_code="leak", equipment="press-07")
    assert_type(label, str)
    assert_type(group.load_csv("labels.csv"), tuple[str, ...])
    assert_type(group.save_csv("s3://plant/labels/known.csv"), int)
    assert_type(group.remove(label), None)
    assert_type(group.update(fault_codes=["leak"]), l4e.LabelGroup)
    assert_type(group.delete(), None)
