"""Accounts and Regions are apart: by name and by ARN, no operation reaches what belongs to another one."""

# boto3 makes the methods of a client at run time, and its errors have the members that the service sent.
# pyright: reportAttributeAccessIssue=false, reportTypedDictNotRequiredAccess=false

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from botocore import xform_name
from botocore.exceptions import ClientError

from l4e_sdk._botocore_data import ServiceDescription
from l4e_sdk.local import EngineSettings, Quotas
from l4e_sdk.local.store import Scope
from tests import plant
from tests.conftest import ROLE, boto_client
from tests.support.factory import RETRAINING, SOURCE, Factory, inference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from botocore.client import BaseClient

OPERATIONS = sorted(ServiceDescription.load().operations)
HOME = Scope("000000000000", "us-east-1")
STRANGERS = {
    "another account": Scope("210987654321", "us-east-1"),
    "another Region": Scope("000000000000", "eu-west-1"),
    "another account and Region": Scope("210987654321", "eu-west-1"),
}
TAGS = [{"Key": "site", "Value": "north"}]
POLICY = json.dumps({"Version": "2012-10-17", "Statement": []})
SPAN = {"StartTime": datetime(2024, 2, 1, tzinfo=UTC), "EndTime": datetime(2024, 2, 2, tzinfo=UTC)}
INTERVAL = {"IntervalStartTime": SPAN["StartTime"], "IntervalEndTime": SPAN["EndTime"]}
LIVE = {"InferenceSchedulerName": "press"}
MODEL = {"ModelName": "press"}
DATASET = {"DatasetName": "press"}
GROUP = {"LabelGroupName": "press"}
MISSING, DENIED = "ResourceNotFoundException", "AccessDeniedException"

# Requests about what the owner has; values that begin with @ are looked up.
ABOUT: dict[str, dict[str, Any]] = {
    "CreateDataset": {"DatasetName": "press"},
    "CreateInferenceScheduler": inference("press", "press"),
    "CreateLabel": {**GROUP, **SPAN, "Rating": "ANOMALY"},
    "CreateLabelGroup": GROUP,
    "CreateModel": {"ModelName": "new", **DATASET},
    "CreateRetrainingScheduler": {**MODEL, **RETRAINING},
    "DeleteDataset": DATASET,
    "DeleteInferenceScheduler": LIVE,
    "DeleteLabel": {**GROUP, "LabelId": "@label"},
    "DeleteLabelGroup": GROUP,
    "DeleteModel": MODEL,
    "DeleteResourcePolicy": {"ResourceArn": "@dataset"},
    "DeleteRetrainingScheduler": MODEL,
    "DescribeDataIngestionJob": {"JobId": "@job"},
    "DescribeDataset": DATASET,
    "DescribeInferenceScheduler": LIVE,
    "DescribeLabel": {**GROUP, "LabelId": "@label"},
    "DescribeLabelGroup": GROUP,
    "DescribeModel": MODEL,
    "DescribeModelVersion": {**MODEL, "ModelVersion": 1},
    "DescribeResourcePolicy": {"ResourceArn": "@dataset"},
    "DescribeRetrainingScheduler": MODEL,
    "ImportDataset": {"SourceDatasetArn": "@dataset"},
    "ImportModelVersion": {"SourceModelVersionArn": "@version", **DATASET},
    "ListDataIngestionJobs": DATASET,
    "ListDatasets": {},
    "ListInferenceEvents": {**LIVE, **INTERVAL},
    "ListInferenceExecutions": LIVE,
    "ListInferenceSchedulers": {},
    "ListLabelGroups": {},
    "ListLabels": GROUP,
    "ListModelVersions": MODEL,
    "ListModels": {},
    "ListRetrainingSchedulers": {},
    "ListSensorStatistics": {**DATASET, "IngestionJobId": "@job"},
    "ListTagsForResource": {"ResourceArn": "@dataset"},
    "PutResourcePolicy": {"ResourceArn": "@dataset", "ResourcePolicy": POLICY},
    "StartDataIngestionJob": {**DATASET, "RoleArn": ROLE, "IngestionInputConfiguration": SOURCE},
    "StartInferenceScheduler": LIVE,
    "StartRetrainingScheduler": MODEL,
    "StopInferenceScheduler": LIVE,
    "StopRetrainingScheduler": MODEL,
    "TagResource": {"ResourceArn": "@dataset", "Tags": TAGS},
    "UntagResource": {"ResourceArn": "@dataset", "TagKeys": ["site"]},
    "UpdateActiveModelVersion": {**MODEL, "ModelVersion": 1},
    "UpdateInferenceScheduler": {**LIVE, "RoleArn": ROLE},
    "UpdateLabelGroup": {**GROUP, "FaultCodes": []},
    "UpdateModel": {**MODEL, "RoleArn": ROLE},
    "UpdateRetrainingScheduler": {**MODEL, "PromoteMode": "MANUAL"},
}
OWN_NAMES = {"CreateDataset", "CreateLabelGroup"}
"""These have a name of their own in every account and Region."""
OF_ANYBODY = {
    "ListDataIngestionJobs",
    "ListDatasets",
    "ListInferenceExecutions",
    "ListInferenceSchedulers",
    "ListLabelGroups",
    "ListLabels",
    "ListModelVersions",
    "ListModels",
    "ListRetrainingSchedulers",
}
"""These list nothing where there is nothing."""
BY_OWNER = {"DeleteResourcePolicy", "DescribeResourcePolicy", "PutResourcePolicy"}
BY_POLICY = {"ImportDataset", "ImportModelVersion"}
"""Of another account, these are denied; of another Region, they are not there."""


@dataclass
class World:
    """One engine, its owner's client and the ids of what the owner has."""

    factory: Factory
    ids: dict[str, str]
    before: dict[str, Any] = field(default_factory=dict)
    """What the owner saw before any stranger came."""

    def call(self, boto: BaseClient, operation: str) -> dict[str, Any]:
        """Call an operation about what the owner has."""
        members = {
            name: self.ids.get(value, value) if isinstance(value, str) else value
            for name, value in ABOUT[operation].items()
        }
        answer: dict[str, Any] = getattr(boto, xform_name(operation))(**members)
        return answer

    def owned(self) -> dict[str, Any]:
        """Return everything that the owner sees."""
        boto = self.factory.boto
        reads = [name for name in OPERATIONS if name.startswith(("Describe", "List"))]
        answers = {name: self.call(boto, name) for name in reads}
        for answer in answers.values():
            del answer["ResponseMetadata"]
        return answers


@pytest.fixture(scope="module")
def world(door: str) -> Iterator[World]:
    """Return an engine in which the owner has one of everything."""
    with Factory(EngineSettings(workers=0, quotas=Quotas.aws())) as factory:
        boto = factory.boto
        job = factory.ingest("press")
        factory.work()
        factory.train("press")
        boto.create_label_group(LabelGroupName="press")
        label = factory.label("press", 3)
        factory.work()
        factory.infer("press", "press")
        factory.retrain("press")
        factory.work()
        plant.upload_window(factory.engine, factory.clock.now().replace(hour=1))
        factory.clock.advance("PT1H")
        arn = boto.describe_dataset(DatasetName="press")["DatasetArn"]
        boto.put_resource_policy(ResourceArn=arn, ResourcePolicy=POLICY)
        boto.tag_resource(ResourceArn=arn, Tags=TAGS)
        version = boto.describe_model_version(ModelName="press", ModelVersion=1)["ModelVersionArn"]
        found = World(factory, {"@dataset": arn, "@version": version, "@job": job, "@label": label})
        found.before = found.owned()
        yield found


@pytest.fixture(scope="module", params=STRANGERS)
def scope(request: pytest.FixtureRequest) -> Scope:
    """Whoever is not the owner."""
    return STRANGERS[request.param]


@pytest.fixture(scope="module")
def stranger(world: World, scope: Scope) -> BaseClient:
    """A client of the same engine of somebody else."""
    return boto_client(world.factory.engine, scope)


def test_every_operation_is_here() -> None:
    assert sorted(ABOUT) == OPERATIONS


@pytest.mark.parametrize("operation", sorted(set(OPERATIONS) - OWN_NAMES - OF_ANYBODY))
def test_a_resource_of_another_account_is_refused(
    world: World, stranger: BaseClient, scope: Scope, operation: str
) -> None:
    with pytest.raises(ClientError) as caught:
        world.call(stranger, operation)
    foreign = scope.account != HOME.account
    denied = foreign and operation in BY_OWNER | BY_POLICY
    assert caught.value.response["Error"]["Code"] == (DENIED if denied else MISSING)
    assert world.owned() == world.before


@pytest.mark.parametrize("operation", sorted(OF_ANYBODY))
def test_lists_of_another_one_are_empty(world: World, stranger: BaseClient, operation: str) -> None:
    (items,) = (
        value for name, value in world.call(stranger, operation).items() if name != "ResponseMetadata"
    )
    assert items == []
    assert any(
        isinstance(value, list) and value for value in world.call(world.factory.boto, operation).values()
    )


@pytest.mark.parametrize("operation", sorted(OWN_NAMES))
def test_names_and_tokens_are_taken_in_one_place_only(world: World, scope: Scope, operation: str) -> None:
    stranger = boto_client(world.factory.engine, scope)
    create = getattr(stranger, xform_name(operation))
    answer = create(**ABOUT[operation], ClientToken="one token for all")
    (arn,) = (value for name, value in answer.items() if name.endswith("Arn"))
    assert arn.split(":")[3:5] == [scope.region, scope.account]
    assert world.owned() == world.before
    kind = operation.removeprefix("Create")
    getattr(stranger, xform_name(f"Delete{kind}"))(**ABOUT[operation])
    assert world.owned() == world.before


def test_a_page_token_of_another_account_shows_nothing_of_it(world: World) -> None:
    boto = world.factory.boto
    boto.create_dataset(DatasetName="second")
    token = boto.list_datasets(MaxResults=1)["NextToken"]
    stranger = boto_client(world.factory.engine, STRANGERS["another account"])
    assert stranger.list_datasets(NextToken=token)["DatasetSummaries"] == []
    boto.delete_dataset(DatasetName="second")


def test_quotas_are_counted_per_account_and_region(world: World) -> None:
    clients = [boto_client(world.factory.engine, scope) for scope in STRANGERS.values()]
    for client in clients:
        for number in range(15):
            client.create_label_group(LabelGroupName=f"group-{number}")
        with pytest.raises(ClientError, match="ServiceQuotaExceededException"):
            client.create_label_group(LabelGroupName="group-15")
    for client in clients:
        for number in range(15):
            client.delete_label_group(LabelGroupName=f"group-{number}")
    world.factory.boto.create_label_group(LabelGroupName="one-more")
    world.factory.boto.delete_label_group(LabelGroupName="one-more")
