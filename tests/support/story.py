"""A plant's life in virtual months: plain boto3 calls every operation, and everything there is to see is seen."""

# boto3 makes the methods of a client at run time.
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import json
from collections import defaultdict
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from l4e_sdk._botocore_data import catalogue
from tests import plant
from tests.conftest import ROLE
from tests.support.factory import SOURCE, Factory, inference
from tests.support.findings import SUSPECT, write_findings, write_operating_point

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from botocore.client import BaseClient

    from l4e_sdk._botocore_data import ShapeFacts

TAGS: Final = [{"Key": "site", "Value": "north"}]
LABELS: Final = {"S3InputConfiguration": {"Bucket": plant.BUCKET, "Prefix": "labels/"}}
DIAGNOSTICS: Final = {
    "S3OutputConfiguration": {"Bucket": plant.BUCKET, "Prefix": "diagnostics/"},
    "KmsKeyId": "alias/plant",
}
FAULTS: Final = [
    (datetime(2024, 2, day, 6, tzinfo=UTC), datetime(2024, 2, day, 20, tzinfo=UTC)) for day in (18, 24, 27)
]
_DAY: Final = datetime(2024, 2, 18, tzinfo=UTC)
_SHAPES: Final = catalogue().shapes


class Seen:
    """What successful answers have shown: which operations, which members of which structures."""

    def __init__(self) -> None:
        self.answers: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.members: dict[str, set[str]] = defaultdict(set)

    @contextmanager
    def through(self, boto: BaseClient) -> Iterator[None]:
        """Look at every answer that a plain boto3 client gets."""
        event = f"after-call.{boto.meta.service_model.service_id.hyphenize()}"
        boto.meta.events.register(event, self._look)
        try:
            yield
        finally:
            boto.meta.events.unregister(event, self._look)

    def _look(self, parsed: dict[str, Any], model: Any, **_: object) -> None:
        if "Error" in parsed:
            return
        answer = {name: value for name, value in parsed.items() if name != "ResponseMetadata"}
        self.answers[model.name].append(answer)
        output = catalogue().operations[model.name].output
        if output:
            self._note(_SHAPES[output], answer)

    def _note(self, facts: ShapeFacts, value: Any) -> None:
        if facts.kind == "list":
            for item in value:
                self._note(_SHAPES[facts.item or ""], item)
        elif facts.kind == "structure":
            self._note_all(facts, value)

    def _note_all(self, facts: ShapeFacts, value: Mapping[str, Any]) -> None:
        self.members[facts.name] |= set(value)
        for name, member in value.items():
            self._note(_SHAPES[facts.members[name]], member)


def tell(factory: Factory) -> None:
    """Call every operation with success."""
    for chapter in (_data, _labels, _models, _policies, _live, _retraining, _imports, _end):
        chapter(factory)
        factory.work()


def _data(factory: Factory) -> None:
    boto = factory.boto
    plant.upload_history(factory.engine, faults=FAULTS)
    arn = boto.create_dataset(DatasetName="press", ServerSideKmsKeyId="alias/plant", Tags=TAGS)["DatasetArn"]
    job = boto.start_data_ingestion_job(
        DatasetName="press", RoleArn=ROLE, IngestionInputConfiguration=SOURCE
    )["JobId"]
    boto.describe_data_ingestion_job(JobId=job)
    factory.work()
    boto.describe_data_ingestion_job(JobId=job)
    boto.describe_dataset(DatasetName="press")
    boto.tag_resource(ResourceArn=arn, Tags=[{"Key": "line", "Value": "7"}])
    boto.untag_resource(ResourceArn=arn, TagKeys=["line"])
    boto.list_tags_for_resource(ResourceArn=arn)
    _odd_data(factory)
    boto.list_datasets(MaxResults=1)
    boto.list_data_ingestion_jobs(MaxResults=1)
    boto.list_sensor_statistics(DatasetName="odd", MaxResults=1)
    boto.list_sensor_statistics(DatasetName="odd")


def _odd_data(factory: Factory) -> None:
    """Ingest a sensor that rises, one that stands still, a hole of two months and a file that is none; then nothing."""
    rows = ["Timestamp,counter,switch"]
    days = [*range(3), *range(70, 73)]
    rows += [f"2024-01-01T00:00:00,{day},4" if not day else _row(day) for day in days]
    factory.engine.objects.put(plant.BUCKET, "odd/saw/all.csv", "\n".join(rows).encode())
    factory.engine.objects.put(plant.BUCKET, "odd/saw/broken.csv", b"\x00\x01")
    place = {"Bucket": plant.BUCKET, "Prefix": "odd/", "KeyPattern": "{prefix}/{component_name}/*"}
    boto = factory.boto
    boto.create_dataset(DatasetName="odd")
    for prefix in ("odd/", "nothing/"):
        job = boto.start_data_ingestion_job(
            DatasetName="odd",
            RoleArn=ROLE,
            IngestionInputConfiguration={"S3InputConfiguration": {**place, "Prefix": prefix}},
        )["JobId"]
        factory.work()
        boto.describe_data_ingestion_job(JobId=job)
    boto.describe_dataset(DatasetName="odd")


def _row(day: int) -> str:
    moment = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=day)
    return f"{moment:%Y-%m-%dT%H:%M:%S},{day},4"


def _labels(factory: Factory) -> None:
    boto = factory.boto
    boto.create_label_group(LabelGroupName="seen", FaultCodes=["leak"], Tags=TAGS)
    boto.create_label_group(LabelGroupName="unused")
    boto.update_label_group(LabelGroupName="seen", FaultCodes=["leak", "wear"])
    boto.describe_label_group(LabelGroupName="seen")
    label = boto.create_label(
        LabelGroupName="seen",
        StartTime=_DAY,
        EndTime=_DAY + timedelta(hours=6),
        Rating="ANOMALY",
        FaultCode="leak",
        Notes="oil on the floor",
        Equipment="press-07",
    )["LabelId"]
    factory.label("seen", 20)
    boto.describe_label(LabelGroupName="seen", LabelId=label)
    boto.list_labels(LabelGroupName="seen", MaxResults=1)
    boto.list_label_groups(MaxResults=1)
    boto.delete_label(LabelGroupName="seen", LabelId=label)
    boto.delete_label_group(LabelGroupName="unused")


def _models(factory: Factory) -> None:
    boto = factory.boto
    plant.upload_labels(factory.engine, FAULTS)
    factory.train(
        "press",
        RoleArn=ROLE,
        ServerSideKmsKeyId="alias/plant",
        Tags=TAGS,
        OffCondition=f"{plant.COMPONENT}\\ram_speed < 0.1",
        DataPreProcessingConfiguration={"TargetSamplingRate": "PT1H"},
        LabelsInputConfiguration=LABELS,
        ModelDiagnosticsOutputConfiguration=DIAGNOSTICS,
        TrainingDataStartTime=plant.BEGIN,
        TrainingDataEndTime=datetime(2024, 2, 20, tzinfo=UTC),
        EvaluationDataStartTime=datetime(2024, 2, 20, 1, tzinfo=UTC),
        EvaluationDataEndTime=datetime(2024, 2, 28, 23, tzinfo=UTC),
    )
    factory.engine.objects.put(plant.BUCKET, "bad-labels/a.csv", b"not,a,label\n")
    bad = {"S3InputConfiguration": {"Bucket": plant.BUCKET, "Prefix": "bad-labels/"}}
    factory.train("failed", RoleArn=ROLE, LabelsInputConfiguration=bad)
    factory.train("grouped", LabelsInputConfiguration={"LabelGroupName": "seen"})
    factory.work()
    for model in ("press", "failed", "grouped"):
        boto.describe_model(ModelName=model)
        boto.describe_model_version(ModelName=model, ModelVersion=1)
    boto.update_model(ModelName="grouped", LabelsInputConfiguration={"LabelGroupName": "seen"})
    boto.delete_model(ModelName="failed")


def _policies(factory: Factory) -> None:
    boto = factory.boto
    arn = boto.describe_model(ModelName="press")["ModelArn"]
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": "210987654321"},
        "Action": "lookoutequipment:ImportModelVersion",
        "Resource": arn,
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    boto.put_resource_policy(ResourceArn=arn, ResourcePolicy=policy)
    boto.describe_resource_policy(ResourceArn=arn)
    boto.delete_resource_policy(ResourceArn=arn)


def _live(factory: Factory) -> None:
    boto, start = factory.boto, factory.clock.now()
    request = inference("press", "press")
    request["DataInputConfiguration"] = {**request["DataInputConfiguration"], "InputTimeZoneOffset": "+00:00"}
    request["DataOutputConfiguration"] = {**request["DataOutputConfiguration"], "KmsKeyId": "alias/plant"}
    boto.create_inference_scheduler(**request, ServerSideKmsKeyId="alias/plant", Tags=TAGS)
    factory.infer("grouped", "grouped")
    factory.work()
    name = {"InferenceSchedulerName": "press"}
    boto.update_inference_scheduler(**name, DataDelayOffsetInMinutes=5)
    factory.work()
    for hour in range(1, 29):
        faulty = hour % 24 in {2, 3, 4}
        plant.upload_window(factory.engine, start + timedelta(hours=hour), faulty=faulty)
    factory.clock.advance(timedelta(hours=28, minutes=30))
    # The latest result is that of a window with data; the next ones have none.
    boto.describe_inference_scheduler(**name)
    boto.list_inference_schedulers(MaxResults=1)
    factory.clock.advance(timedelta(hours=1, minutes=30))
    boto.list_inference_executions(**name, MaxResults=1)
    boto.list_inference_executions(**name)
    span = {"IntervalStartTime": start, "IntervalEndTime": start + timedelta(days=2)}
    boto.list_inference_events(**name, **span, MaxResults=1)
    for scheduler in ("press", "grouped"):
        boto.stop_inference_scheduler(InferenceSchedulerName=scheduler)
    factory.work()
    boto.start_inference_scheduler(**name)
    boto.delete_inference_scheduler(InferenceSchedulerName="grouped")


def _retraining(factory: Factory) -> None:
    boto, now = factory.boto, factory.clock.now()
    factory.retrain("press", RetrainingStartDate=now + timedelta(days=2), PromoteMode="MANUAL")
    factory.retrain("grouped", RetrainingStartDate=now + timedelta(days=300))
    factory.work()
    boto.describe_retraining_scheduler(ModelName="press")
    boto.list_retraining_schedulers(MaxResults=1)
    boto.update_retraining_scheduler(ModelName="press", LookbackWindow="P360D")
    factory.clock.advance(timedelta(days=3))
    boto.stop_retraining_scheduler(ModelName="press")
    factory.work()
    boto.update_active_model_version(ModelName="press", ModelVersion=2)
    boto.start_retraining_scheduler(ModelName="press")
    factory.work()
    boto.describe_model(ModelName="press")
    boto.describe_model_version(ModelName="press", ModelVersion=2)
    boto.list_models(MaxResults=1, ModelNameBeginsWith="p")
    boto.list_models(MaxResults=1)
    boto.list_model_versions(ModelName="press", MaxResults=1)
    _retraining_that_fails(factory)


def _retraining_that_fails(factory: Factory) -> None:
    boto = factory.boto
    for name in ("press", "grouped"):
        boto.stop_retraining_scheduler(ModelName=name)
    boto.stop_inference_scheduler(InferenceSchedulerName="press")
    factory.work()
    boto.delete_retraining_scheduler(ModelName="press")
    boto.start_retraining_scheduler(ModelName="grouped")
    factory.clock.advance(timedelta(days=301))
    boto.describe_model(ModelName="grouped")
    boto.describe_model_version(ModelName="grouped", ModelVersion=2)
    factory.extension.retrain_model(ModelName="grouped", LookbackWindow="P720D", PromoteMode="MANUAL")


def _imports(factory: Factory) -> None:
    boto = factory.boto
    dataset = boto.describe_dataset(DatasetName="press")["DatasetArn"]
    job = boto.import_dataset(SourceDatasetArn=dataset, DatasetName="copy")["JobId"]
    factory.work()
    boto.describe_data_ingestion_job(JobId=job)
    boto.describe_dataset(DatasetName="copy")
    version = boto.describe_model_version(ModelName="press", ModelVersion=2)["ModelVersionArn"]
    boto.import_model_version(
        SourceModelVersionArn=version,
        ModelName="copy",
        DatasetName="copy",
        InferenceDataImportStrategy="OVERWRITE",
    )
    factory.work()
    boto.describe_model(ModelName="copy")
    boto.describe_model_version(ModelName="copy", ModelVersion=1)
    _findings(factory)


def _findings(factory: Factory) -> None:
    """List what a training found; the copy is deleted afterwards, so its files may be replaced."""
    folder = write_findings(factory.engine, factory.boto.describe_model(ModelName="copy")["ModelArn"])
    factory.extension.list_notices(ModelName="copy", MaxResults=1)
    factory.extension.list_suspect_periods(ModelName="copy", ModelVersion=1)
    write_findings(
        factory.engine, factory.boto.describe_model(ModelName="copy")["ModelArn"], suspects=[SUSPECT] * 2
    )
    factory.extension.list_suspect_periods(ModelName="copy", MaxResults=1)
    for risk in (None, 0.001):
        write_operating_point(folder, risk=risk)
        factory.extension.describe_operating_point(ModelName="copy")


def _end(factory: Factory) -> None:
    boto = factory.boto
    boto.delete_model(ModelName="copy")
    boto.delete_dataset(DatasetName="copy")
