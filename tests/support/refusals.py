"""What an engine refuses: operation by operation, the request that provokes an error that the operation declares.

Values that begin with ``@`` stand for what exists only when the factory of ``refusing_factory`` does.
"""

# boto3 makes the methods of a client at run time.
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from l4e_sdk._botocore_data import catalogue
from tests import plant
from tests.conftest import ROLE
from tests.support.factory import RETRAINING, SOURCE, Factory, inference

CONFLICT: Final = "ConflictException"
DENIED: Final = "AccessDeniedException"
FAILED: Final = "InternalServerException"
INVALID: Final = "ValidationException"
NOT_FOUND: Final = "ResourceNotFoundException"
QUOTA: Final = "ServiceQuotaExceededException"
THROTTLED: Final = "ThrottlingException"

OPERATIONS: Final = catalogue().operations

_MODEL = {"ModelName": "none"}
_SCHEDULER = {"InferenceSchedulerName": "none"}
ARN: Final = "arn:aws:lookoutequipment:us-east-1:000000000000:"
_THEIRS = "arn:aws:lookoutequipment:us-east-1:111111111111:"
_NO_DATASET = {"ResourceArn": f"{ARN}dataset/none/0a"}
_THEIR_DATASET = {"ResourceArn": f"{_THEIRS}dataset/press/0a"}
_POLICY = '{"Version": "2012-10-17", "Statement": []}'
_SPAN = {"StartTime": datetime(2024, 2, 1, tzinfo=UTC), "EndTime": datetime(2024, 2, 2, tzinfo=UTC)}
_LABEL = {"LabelGroupName": "seen", "Rating": "ANOMALY", **_SPAN}
_INTERVAL = {"IntervalStartTime": _SPAN["StartTime"], "IntervalEndTime": _SPAN["EndTime"]}
_FREE_LISTS = (
    "ListDataIngestionJobs",
    "ListDatasets",
    "ListInferenceSchedulers",
    "ListLabelGroups",
    "ListModels",
    "ListRetrainingSchedulers",
)
_TAGS = [{"Key": "site", "Value": "north"}]

MISSING: Final[list[tuple[str, dict[str, Any]]]] = [
    ("CreateInferenceScheduler", inference("none", "new")),
    ("CreateLabel", {**_LABEL, "LabelGroupName": "none"}),
    ("CreateModel", {"ModelName": "new", "DatasetName": "none"}),
    ("CreateRetrainingScheduler", {**_MODEL, **RETRAINING}),
    ("DeleteDataset", {"DatasetName": "none"}),
    ("DeleteInferenceScheduler", _SCHEDULER),
    ("DeleteLabel", {"LabelGroupName": "seen", "LabelId": "0a"}),
    ("DeleteLabelGroup", {"LabelGroupName": "none"}),
    ("DeleteModel", _MODEL),
    ("DeleteResourcePolicy", _NO_DATASET),
    ("DeleteRetrainingScheduler", _MODEL),
    ("DescribeDataIngestionJob", {"JobId": "0a"}),
    ("DescribeDataset", {"DatasetName": "none"}),
    ("DescribeInferenceScheduler", _SCHEDULER),
    ("DescribeLabel", {"LabelGroupName": "none", "LabelId": "0a"}),
    ("DescribeLabelGroup", {"LabelGroupName": "none"}),
    ("DescribeModel", _MODEL),
    ("DescribeModelVersion", {"ModelName": "press", "ModelVersion": 9}),
    ("DescribeOperatingPoint", _MODEL),
    ("DescribeResourcePolicy", {"ResourceArn": "@dataset"}),
    ("DescribeRetrainingScheduler", {"ModelName": "fresh"}),
    ("ImportDataset", {"SourceDatasetArn": f"{ARN}dataset/none/0a"}),
    (
        "ImportModelVersion",
        {"SourceModelVersionArn": f"{ARN}model/none/0a/model-version/1", "DatasetName": "press"},
    ),
    ("ListInferenceEvents", {**_SCHEDULER, **_INTERVAL}),
    ("ListNotices", _MODEL),
    ("ListSensorStatistics", {"DatasetName": "none"}),
    ("ListSuspectPeriods", _MODEL),
    ("ListTagsForResource", _NO_DATASET),
    ("PutResourcePolicy", {**_NO_DATASET, "ResourcePolicy": _POLICY}),
    ("RetrainModel", _MODEL),
    (
        "StartDataIngestionJob",
        {"DatasetName": "none", "RoleArn": ROLE, "IngestionInputConfiguration": SOURCE},
    ),
    ("StartInferenceScheduler", _SCHEDULER),
    ("StartRetrainingScheduler", _MODEL),
    ("StopInferenceScheduler", _SCHEDULER),
    ("StopRetrainingScheduler", _MODEL),
    ("TagResource", {**_NO_DATASET, "Tags": _TAGS}),
    ("UntagResource", {**_NO_DATASET, "TagKeys": ["site"]}),
    ("UpdateActiveModelVersion", {"ModelName": "press", "ModelVersion": 9}),
    ("UpdateInferenceScheduler", {**_SCHEDULER, "RoleArn": ROLE}),
    ("UpdateLabelGroup", {"LabelGroupName": "none", "FaultCodes": []}),
    ("UpdateModel", _MODEL),
    ("UpdateRetrainingScheduler", {**_MODEL, "PromoteMode": "MANUAL"}),
]

OTHERS: Final[list[tuple[str, dict[str, Any]]]] = [
    ("CreateDataset", {"DatasetName": "new"}),
    ("CreateLabelGroup", {"LabelGroupName": "new"}),
    ("ListInferenceExecutions", _SCHEDULER),
    ("ListLabels", {"LabelGroupName": "none"}),
    ("ListModelVersions", _MODEL),
    *((name, {}) for name in _FREE_LISTS),
]
"""The operations that miss nothing."""

CONFLICTS: Final[list[tuple[str, dict[str, Any]]]] = [
    ("CreateDataset", {"DatasetName": "press"}),
    ("CreateInferenceScheduler", inference("press", "running")),
    ("CreateInferenceScheduler", inference("fresh", "new")),
    ("CreateLabel", {**_LABEL, "Rating": "NEUTRAL", "ClientToken": "used"}),
    ("CreateLabelGroup", {"LabelGroupName": "seen"}),
    ("CreateModel", {"ModelName": "press", "DatasetName": "press"}),
    ("CreateModel", {"ModelName": "new", "DatasetName": "busy"}),
    ("CreateRetrainingScheduler", {"ModelName": "press", **RETRAINING}),
    ("CreateRetrainingScheduler", {"ModelName": "fresh", **RETRAINING}),
    ("DeleteDataset", {"DatasetName": "busy"}),
    ("DeleteDataset", {"DatasetName": "press"}),
    ("DeleteInferenceScheduler", {"InferenceSchedulerName": "running"}),
    ("DeleteLabelGroup", {"LabelGroupName": "seen"}),
    ("DeleteModel", {"ModelName": "fresh"}),
    ("DeleteModel", {"ModelName": "press"}),
    ("DeleteRetrainingScheduler", {"ModelName": "press"}),
    ("ImportDataset", {"SourceDatasetArn": "@dataset", "DatasetName": "busy"}),
    (
        "ImportModelVersion",
        {"SourceModelVersionArn": "@version", "ModelName": "fresh", "DatasetName": "press"},
    ),
    ("PutResourcePolicy", {"ResourceArn": "@model", "ResourcePolicy": _POLICY, "PolicyRevisionId": "0a"}),
    ("RetrainModel", {"ModelName": "fresh"}),
    ("RetrainModel", {"ModelName": "spare"}),
    (
        "StartDataIngestionJob",
        {"DatasetName": "busy", "RoleArn": ROLE, "IngestionInputConfiguration": SOURCE},
    ),
    ("StartInferenceScheduler", {"InferenceSchedulerName": "running"}),
    ("StartRetrainingScheduler", {"ModelName": "press"}),
    ("StopInferenceScheduler", {"InferenceSchedulerName": "stopped"}),
    ("StopRetrainingScheduler", {"ModelName": "idle"}),
    ("UpdateActiveModelVersion", {"ModelName": "fresh", "ModelVersion": 1}),
    ("UpdateInferenceScheduler", {"InferenceSchedulerName": "starting", "RoleArn": ROLE}),
    ("UpdateRetrainingScheduler", {"ModelName": "starting", "PromoteMode": "MANUAL"}),
]

FULL: Final[list[tuple[str, dict[str, Any]]]] = [
    ("CreateDataset", {"DatasetName": "new"}),
    ("CreateInferenceScheduler", inference("press", "second")),
    ("CreateLabel", _LABEL),
    ("CreateLabelGroup", {"LabelGroupName": "new"}),
    ("CreateModel", {"ModelName": "new", "DatasetName": "press"}),
    ("ImportDataset", {"SourceDatasetArn": "@dataset", "DatasetName": "new"}),
    ("ImportModelVersion", {"SourceModelVersionArn": "@version", "ModelName": "new", "DatasetName": "press"}),
    (
        "StartDataIngestionJob",
        {"DatasetName": "press", "RoleArn": ROLE, "IngestionInputConfiguration": SOURCE},
    ),
    ("TagResource", {"ResourceArn": "@dataset", "Tags": _TAGS}),
]

FOREIGN: Final[list[tuple[str, dict[str, Any]]]] = [
    ("DeleteResourcePolicy", _THEIR_DATASET),
    ("DescribeResourcePolicy", _THEIR_DATASET),
    ("ImportDataset", {"SourceDatasetArn": f"{_THEIRS}dataset/press/0a"}),
    (
        "ImportModelVersion",
        {"SourceModelVersionArn": f"{_THEIRS}model/press/0a/model-version/1", "DatasetName": "press"},
    ),
    ("PutResourcePolicy", {**_THEIR_DATASET, "ResourcePolicy": _POLICY}),
]

WRONG: Final[list[tuple[str, dict[str, Any]]]] = [
    ("CreateInferenceScheduler", {**inference("minutely", "new"), "DataUploadFrequency": "PT5M"}),
    ("CreateLabel", {**_LABEL, "FaultCode": "unheard of"}),
    ("CreateModel", {"ModelName": "new", "DatasetName": "press", "OffCondition": "no_such_sensor < 5"}),
    ("ListInferenceEvents", {"InferenceSchedulerName": "running", **_INTERVAL, "NextToken": "made up"}),
    ("PutResourcePolicy", {"ResourceArn": "@group", "ResourcePolicy": _POLICY}),
    (
        "StartDataIngestionJob",
        {
            "DatasetName": "empty",
            "RoleArn": ROLE,
            "IngestionInputConfiguration": {"S3InputConfiguration": {"Bucket": plant.BUCKET}},
        },
    ),
    *((name, {"NextToken": "made up"}) for name in _FREE_LISTS),
    ("ListInferenceExecutions", {"InferenceSchedulerName": "running", "NextToken": "made up"}),
    ("ListLabels", {"LabelGroupName": "seen", "NextToken": "made up"}),
    ("ListModelVersions", {"ModelName": "press", "NextToken": "made up"}),
    ("ListNotices", {"ModelName": "press", "NextToken": "made up"}),
    ("ListSensorStatistics", {"DatasetName": "press", "NextToken": "made up"}),
    ("ListSuspectPeriods", {"ModelName": "press", "NextToken": "made up"}),
]
"""What only the service can know: the description allows these requests."""

_SPOILT: Final = {
    "DatasetName": "no blanks",
    "InferenceSchedulerName": "no blanks",
    "JobId": "no hex",
    "LabelGroupName": "no blanks",
    "MaxResults": 501,
    "ModelName": "no blanks",
    "ResourceArn": "x" * 2049,
    "SourceDatasetArn": "arn:aws:s3:::no-dataset-at-all",
    "SourceModelVersionArn": "arn:aws:s3:::no-version-at-all",
}
"""Values that the description forbids and botocore sends all the same."""


def _spoilt(operation: str, members: dict[str, Any]) -> dict[str, Any]:
    """Return a request with one value that the description forbids."""
    takes = catalogue().input_of(operation).members
    name = next(name for name in (*members, *takes) if name in _SPOILT)
    return {**members, name: _SPOILT[name]}


BROKEN: Final[list[tuple[str, dict[str, Any]]]] = [
    (operation, _spoilt(operation, members)) for operation, members in MISSING + OTHERS
]
"""What breaks the description: one request per operation."""

NEVER: Final = {
    ("DeleteLabel", CONFLICT): "nothing holds a label",
    ("DeleteResourcePolicy", CONFLICT): "the request names no revision",
    ("ListInferenceExecutions", NOT_FOUND): "a scheduler that does not exist has none",
    ("ListModelVersions", NOT_FOUND): "a model that does not exist has none",
    ("PutResourcePolicy", QUOTA): "a resource has one policy at most, which is replaced",
    ("UpdateLabelGroup", CONFLICT): "labels keep the codes that they have",
    ("UpdateModel", CONFLICT): "the change is for retrainings to come",
    **{
        (operation, DENIED): "what belongs to other accounts is not seen at all, so nothing is left to deny"
        for operation in OPERATIONS
        if operation not in dict(FOREIGN)
    },
}
"""What an operation declares and the engine has no reason to answer."""

PROVOKED: Final[dict[tuple[str, str], str]] = {
    **{(operation, INVALID): "test_a_request_that_breaks_the_description" for operation, _ in BROKEN},
    **{(operation, INVALID): "test_a_refusal" for operation, _ in WRONG},
    **{(operation, NOT_FOUND): "test_a_refusal" for operation, _ in MISSING},
    **{(operation, CONFLICT): "test_a_refusal" for operation, _ in CONFLICTS},
    **{(operation, DENIED): "test_a_refusal" for operation, _ in FOREIGN},
    **{(operation, QUOTA): "test_a_quota" for operation, _ in FULL},
    **{(operation, FAILED): "test_a_failure" for operation in OPERATIONS},
    **{(operation, THROTTLED): "test_too_many_calls" for operation in OPERATIONS},
}
"""Operation and code of every error that is provoked, and the test of ``test_every_error.py`` that provokes it."""


def refusing_factory() -> tuple[Factory, dict[str, str]]:
    """Return a factory that has a reason to refuse everything in the tables, and what their ``@`` stand for."""
    factory = Factory()
    factory.ingest("press")
    factory.boto.create_dataset(DatasetName="empty")
    factory.work()
    for model in ("press", "idle", "spare", "starting"):
        factory.train(model)
    factory.train("minutely", DataPreProcessingConfiguration={"TargetSamplingRate": "PT10M"})
    factory.work()
    for model, scheduler in (("press", "running"), ("idle", "stopped")):
        factory.infer(model, scheduler)
        factory.retrain(model)
    factory.work()
    factory.boto.stop_inference_scheduler(InferenceSchedulerName="stopped")
    factory.boto.stop_retraining_scheduler(ModelName="idle")
    factory.work()
    factory.boto.create_label_group(LabelGroupName="seen", FaultCodes=["leak"])
    factory.boto.create_label(**_LABEL, ClientToken="used")
    # From here on the engine does not work any more, so what begins does not end.
    factory.train("fresh", LabelsInputConfiguration={"LabelGroupName": "seen"})
    factory.infer("starting", "starting")
    factory.retrain("starting")
    factory.extension.retrain_model(ModelName="spare")
    factory.ingest("busy")
    boto = factory.boto
    return factory, {
        "@dataset": boto.describe_dataset(DatasetName="press")["DatasetArn"],
        "@group": boto.describe_label_group(LabelGroupName="seen")["LabelGroupArn"],
        "@model": boto.describe_model(ModelName="press")["ModelArn"],
        "@version": boto.describe_model_version(ModelName="press", ModelVersion=1)["ModelVersionArn"],
    }
