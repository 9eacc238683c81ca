"""Idempotency tokens: as long as the resource is there that a call made, its answer comes again.

The token of a deleted resource is free, by one rule for each operation that takes a token (service/wire#tokens).
"""

# boto3 makes the methods of a client at run time.
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from botocore import xform_name
from botocore.exceptions import ClientError

from l4e_sdk._botocore_data import catalogue
from tests.conftest import ROLE
from tests.contract.test_policies import policy_for
from tests.support.factory import RETRAINING, SOURCE, Factory, inference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

START = datetime(2024, 2, 1, tzinfo=UTC)
LABEL = {"StartTime": START, "EndTime": START + timedelta(hours=1), "Rating": "ANOMALY"}


@pytest.fixture
def factory() -> Iterator[Factory]:
    """A factory with a trained model, "press", of a dataset, "press", and a label group, "seen"."""
    with Factory() as made:
        made.ingest("press")
        made.work()
        made.train("press")
        made.boto.create_label_group(LabelGroupName="seen")
        made.work()
        yield made


@dataclass(frozen=True, slots=True)
class Case:
    """An operation that takes a token."""

    request: Callable[[Factory], dict[str, Any]]
    delete: Callable[[Factory], object]
    """Deletes what the request made."""
    there: Callable[[Factory, dict[str, Any]], object]
    """Raises `ClientError` unless what an answer names is there."""
    other: dict[str, Any]
    """Members that make it another request."""
    prepare: Callable[[Factory], object] = lambda _: None
    """Makes what the request needs, before the first call and after the deletion."""


def dataset_arn(factory: Factory) -> str:
    return str(factory.boto.describe_dataset(DatasetName="press")["DatasetArn"])


def version_arn(factory: Factory) -> str:
    return str(factory.boto.describe_model_version(ModelName="press", ModelVersion=1)["ModelVersionArn"])


def stop(factory: Factory, kind: str, **name: str) -> None:
    factory.work()
    getattr(factory.boto, f"stop_{kind}_scheduler")(**name)
    factory.work()
    getattr(factory.boto, f"delete_{kind}_scheduler")(**name)


def delete_model(factory: Factory, name: str) -> None:
    factory.work()
    factory.boto.delete_model(ModelName=name)


def copy_of_press(factory: Factory) -> None:
    factory.boto.import_model_version(
        SourceModelVersionArn=version_arn(factory), ModelName="copy", DatasetName="press"
    )
    factory.work()


MODEL = {"ModelName": "press"}
LIVE = {"InferenceSchedulerName": "live"}
CASES: dict[str, Case] = {
    "CreateDataset": Case(
        lambda _: {"DatasetName": "again"},
        lambda factory: factory.boto.delete_dataset(DatasetName="again"),
        lambda factory, _: factory.boto.describe_dataset(DatasetName="again"),
        {"Tags": [{"Key": "site", "Value": "north"}]},
    ),
    "CreateInferenceScheduler": Case(
        lambda _: inference("press", "live"),
        lambda factory: stop(factory, "inference", **LIVE),
        lambda factory, _: factory.boto.describe_inference_scheduler(**LIVE),
        {"DataDelayOffsetInMinutes": 5},
    ),
    "CreateLabel": Case(
        lambda _: {"LabelGroupName": "seen", **LABEL},
        lambda factory: [
            factory.boto.delete_label(LabelGroupName="seen", LabelId=label["LabelId"])
            for label in factory.boto.list_labels(LabelGroupName="seen")["LabelSummaries"]
        ],
        lambda factory, answer: factory.boto.describe_label(LabelGroupName="seen", LabelId=answer["LabelId"]),
        {"Notes": "a fault"},
    ),
    "CreateLabelGroup": Case(
        lambda _: {"LabelGroupName": "again"},
        lambda factory: factory.boto.delete_label_group(LabelGroupName="again"),
        lambda factory, _: factory.boto.describe_label_group(LabelGroupName="again"),
        {"FaultCodes": ["bearing"]},
    ),
    "CreateModel": Case(
        lambda _: {"ModelName": "again", "DatasetName": "press"},
        lambda factory: delete_model(factory, "again"),
        lambda factory, _: factory.boto.describe_model(ModelName="again"),
        {"OffCondition": r"press-07\speed < 10"},
    ),
    "CreateRetrainingScheduler": Case(
        lambda _: {**MODEL, **RETRAINING},
        lambda factory: stop(factory, "retraining", **MODEL),
        lambda factory, _: factory.boto.describe_retraining_scheduler(**MODEL),
        {"PromoteMode": "MANUAL"},
    ),
    "ImportDataset": Case(
        lambda factory: {"SourceDatasetArn": dataset_arn(factory), "DatasetName": "again"},
        lambda factory: (factory.work(), factory.boto.delete_dataset(DatasetName="again")),
        lambda factory, answer: factory.boto.describe_data_ingestion_job(JobId=answer["JobId"]),
        {"Tags": [{"Key": "site", "Value": "north"}]},
    ),
    "ImportModelVersion": Case(
        lambda factory: {
            "SourceModelVersionArn": version_arn(factory),
            "DatasetName": "press",
            "ModelName": "again",
        },
        lambda factory: delete_model(factory, "again"),
        lambda factory, _: factory.boto.describe_model(ModelName="again"),
        {"Tags": [{"Key": "site", "Value": "north"}]},
    ),
    "PutResourcePolicy": Case(
        lambda factory: {
            "ResourceArn": dataset_arn(factory),
            "ResourcePolicy": policy_for(dataset_arn(factory)),
        },
        lambda factory: factory.boto.delete_resource_policy(ResourceArn=dataset_arn(factory)),
        lambda factory, answer: factory.boto.describe_resource_policy(ResourceArn=answer["ResourceArn"]),
        {"PolicyRevisionId": "0a"},
    ),
    "RetrainModel": Case(
        lambda _: {"ModelName": "copy"},
        lambda factory: delete_model(factory, "copy"),
        lambda factory, _: factory.boto.describe_model_version(ModelName="copy", ModelVersion=2),
        {"PromoteMode": "MANUAL"},
        prepare=copy_of_press,
    ),
    "StartDataIngestionJob": Case(
        lambda _: {"DatasetName": "again", "RoleArn": ROLE, "IngestionInputConfiguration": SOURCE},
        lambda factory: (factory.work(), factory.boto.delete_dataset(DatasetName="again")),
        lambda factory, answer: factory.boto.describe_data_ingestion_job(JobId=answer["JobId"]),
        {"RoleArn": f"{ROLE}-2"},
        prepare=lambda factory: factory.boto.create_dataset(DatasetName="again"),
    ),
}


def call(factory: Factory, operation: str, **members: Any) -> dict[str, Any]:
    answer: dict[str, Any] = getattr(factory.boto_of(operation), xform_name(operation))(
        **members, ClientToken="again"
    )
    return {name: value for name, value in answer.items() if name != "ResponseMetadata"}


def test_each_operation_with_a_token_is_here() -> None:
    operations = catalogue().operations
    shapes = catalogue().shapes
    assert CASES.keys() == {name for name in operations if shapes[operations[name].input].idempotency_token}


@pytest.mark.parametrize("operation", CASES)
def test_the_token_of_what_was_deleted_is_free(factory: Factory, operation: str) -> None:
    case = CASES[operation]
    case.prepare(factory)
    request = case.request(factory)
    first = call(factory, operation, **request)
    assert call(factory, operation, **request) == first
    case.delete(factory)
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        case.there(factory, first)
    case.prepare(factory)
    second = call(factory, operation, **request)
    case.there(factory, second)
    assert call(factory, operation, **request) == second


@pytest.mark.parametrize("operation", CASES)
def test_the_token_of_what_is_there_is_for_one_request(factory: Factory, operation: str) -> None:
    case = CASES[operation]
    case.prepare(factory)
    request = case.request(factory)
    call(factory, operation, **request)
    with pytest.raises(ClientError, match="ClientToken 'again' was used for another"):
        call(factory, operation, **{**request, **case.other})


def test_the_token_of_what_was_deleted_is_free_for_another_request(factory: Factory) -> None:
    call(factory, "CreateDataset", DatasetName="old")
    factory.boto.delete_dataset(DatasetName="old")
    call(factory, "CreateDataset", DatasetName="new")
    assert factory.boto.describe_dataset(DatasetName="new")


def test_a_resource_made_again_with_another_token_is_not_the_first_one(factory: Factory) -> None:
    for kind, request in (
        ("CreateRetrainingScheduler", {**MODEL, **RETRAINING}),
        ("CreateInferenceScheduler", inference("press", "live")),
    ):
        call(factory, kind, **request)
        CASES[kind].delete(factory)
        getattr(factory.boto, xform_name(kind))(**request)
        with pytest.raises(ClientError, match="ConflictException"):
            call(factory, kind, **request)


def test_a_policy_that_was_replaced_is_not_put_again(factory: Factory) -> None:
    arn = dataset_arn(factory)
    first = call(factory, "PutResourcePolicy", ResourceArn=arn, ResourcePolicy=policy_for(arn))
    replaced = factory.boto.put_resource_policy(ResourceArn=arn, ResourcePolicy=policy_for(arn))
    again = call(factory, "PutResourcePolicy", ResourceArn=arn, ResourcePolicy=policy_for(arn))
    assert again == first
    described = factory.boto.describe_resource_policy(ResourceArn=arn)
    assert described["PolicyRevisionId"] == replaced["PolicyRevisionId"]


def test_labels_that_go_with_their_group_give_their_tokens_back(factory: Factory) -> None:
    factory.boto.create_label_group(LabelGroupName="other")
    label = call(factory, "CreateLabel", LabelGroupName="other", **LABEL)
    factory.boto.delete_label_group(LabelGroupName="other")
    factory.boto.create_label_group(LabelGroupName="other")
    assert call(factory, "CreateLabel", LabelGroupName="other", **LABEL) != label
    assert len(factory.boto.list_labels(LabelGroupName="other")["LabelSummaries"]) == 1


@pytest.mark.parametrize("breaks", [False, True])
def test_a_script_that_repeats_an_import_until_it_has_ended_ends(factory: Factory, breaks: bool) -> None:
    """AWS's script for bulk imports polls so, for datasets and for versions."""
    if breaks:
        from tests.unit.local.jobs.meddling import Broken

        factory.engine._runner._executor = Broken(9)
    requests = {
        "ImportDataset": {"SourceDatasetArn": dataset_arn(factory), "DatasetName": "copy"},
        "ImportModelVersion": {
            "SourceModelVersionArn": version_arn(factory),
            "DatasetName": "press",
            "ModelName": "copy",
        },
    }
    for operation, request in requests.items():
        seen = []
        while not seen or seen[-1] not in {"SUCCESS", "FAILED"}:
            assert len(seen) < 3
            seen.append(call(factory, operation, **request)["Status"])
            if len(seen) == 2:
                factory.work()
        assert seen == ["IMPORT_IN_PROGRESS", "IMPORT_IN_PROGRESS", "FAILED" if breaks else "SUCCESS"]
