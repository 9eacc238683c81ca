"""Resource policies with a plain boto3 client: who may attach them to what, and how two people change one."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from l4e_sdk.local.store import Scope
from tests.conftest import boto_client
from tests.contract.test_main_path import ingest

if TYPE_CHECKING:
    from collections.abc import Callable

    from botocore.client import BaseClient

    from l4e_sdk._clock import VirtualClock
    from l4e_sdk.local import LocalEngine

FRIEND = "222222222222"


def policy_for(arn: str, *principals: str, **members: object) -> str:
    """Return a policy that lets others import a resource."""
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": list(principals or [FRIEND])},
        "Action": ["lookoutequipment:ImportDataset", "lookoutequipment:ImportModelVersion"],
        "Resource": arn,
        **members,
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def refused(code: str, call: Callable[..., object], **parameters: object) -> str:
    """Expect an error and return its message."""
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    assert caught.value.response["Error"]["Code"] == code
    return caught.value.response["Error"]["Message"]


@pytest.fixture
def arn(boto: BaseClient) -> str:
    """The ARN of a dataset."""
    return boto.create_dataset(DatasetName="press")["DatasetArn"]


def test_a_policy_is_kept_as_it_was_put(boto: BaseClient, arn: str, clock: VirtualClock) -> None:
    text = policy_for(arn)
    answer = boto.put_resource_policy(ResourceArn=arn, ResourcePolicy=text)
    described = boto.describe_resource_policy(ResourceArn=arn)
    assert answer["ResourceArn"] == arn
    assert described["ResourcePolicy"] == text
    assert described["PolicyRevisionId"] == answer["PolicyRevisionId"]
    assert int(answer["PolicyRevisionId"], 16)
    assert described["CreationTime"] == described["LastModifiedTime"] == clock.now()


def test_each_put_makes_a_new_revision(boto: BaseClient, arn: str, clock: VirtualClock) -> None:
    begun = clock.now()
    first = boto.put_resource_policy(ResourceArn=arn, ResourcePolicy=policy_for(arn))["PolicyRevisionId"]
    clock.advance(timedelta(hours=1))
    second = boto.put_resource_policy(
        ResourceArn=arn, ResourcePolicy=policy_for(arn, "*"), PolicyRevisionId=first
    )
    described = boto.describe_resource_policy(ResourceArn=arn)
    assert second["PolicyRevisionId"] != first
    assert (described["CreationTime"], described["LastModifiedTime"]) == (begun, clock.now())


def test_a_stale_revision_is_a_conflict_and_changes_nothing(boto: BaseClient, arn: str) -> None:
    first = boto.put_resource_policy(ResourceArn=arn, ResourcePolicy=policy_for(arn))["PolicyRevisionId"]
    boto.put_resource_policy(ResourceArn=arn, ResourcePolicy=policy_for(arn, "333333333333"))
    stale: dict[str, Any] = {"ResourcePolicy": policy_for(arn, "*"), "PolicyRevisionId": first}
    refused("ConflictException", boto.put_resource_policy, ResourceArn=arn, **stale)
    assert "333333333333" in boto.describe_resource_policy(ResourceArn=arn)["ResourcePolicy"]


def test_a_revision_of_a_policy_that_is_not_there_is_a_conflict(boto: BaseClient, arn: str) -> None:
    given: dict[str, Any] = {"ResourcePolicy": policy_for(arn), "PolicyRevisionId": "ab12"}
    refused("ConflictException", boto.put_resource_policy, ResourceArn=arn, **given)


def test_a_repeated_put_makes_no_new_revision(boto: BaseClient, arn: str) -> None:
    given = {"ResourceArn": arn, "ResourcePolicy": policy_for(arn), "ClientToken": "once"}
    assert (
        boto.put_resource_policy(**given)["PolicyRevisionId"]
        == boto.put_resource_policy(**given)["PolicyRevisionId"]
    )


def test_a_deleted_policy_is_gone(boto: BaseClient, arn: str) -> None:
    boto.put_resource_policy(ResourceArn=arn, ResourcePolicy=policy_for(arn))
    boto.delete_resource_policy(ResourceArn=arn)
    refused("ResourceNotFoundException", boto.describe_resource_policy, ResourceArn=arn)
    refused("ResourceNotFoundException", boto.delete_resource_policy, ResourceArn=arn)


def test_models_and_versions_have_policies_of_their_own(boto: BaseClient, engine: LocalEngine) -> None:
    ingest(boto, engine)
    model = boto.create_model(ModelName="press", DatasetName="press")["ModelArn"]
    version = f"{model}/model-version/1"
    boto.put_resource_policy(ResourceArn=model, ResourcePolicy=policy_for(model))
    refused("ResourceNotFoundException", boto.describe_resource_policy, ResourceArn=version)
    boto.put_resource_policy(ResourceArn=version, ResourcePolicy=policy_for(version))
    boto.delete_resource_policy(ResourceArn=model)
    assert version in boto.describe_resource_policy(ResourceArn=version)["ResourcePolicy"]


def test_deleting_a_resource_takes_its_policies_along(boto: BaseClient, engine: LocalEngine) -> None:
    ingest(boto, engine)
    model = boto.create_model(ModelName="press", DatasetName="press")["ModelArn"]
    engine.run_until_idle()
    dataset = boto.describe_dataset(DatasetName="press")["DatasetArn"]
    arns = [model, f"{model}/model-version/1", dataset]
    for arn in arns:
        boto.put_resource_policy(ResourceArn=arn, ResourcePolicy=policy_for(arn))
    boto.delete_model(ModelName="press")
    boto.delete_dataset(DatasetName="press")
    assert [engine.store.policies.get(arn) for arn in arns] == [None, None, None]


@pytest.mark.parametrize(
    "text",
    ["{", "[]", "press", '{"Statement": [{"Effect": "Allow"}]}', policy_for("*", Action="s3:GetObject")],
)
def test_what_is_no_policy_is_refused(boto: BaseClient, arn: str, text: str) -> None:
    refused("ValidationException", boto.put_resource_policy, ResourceArn=arn, ResourcePolicy=text)


def test_a_policy_has_at_most_20000_characters(boto: BaseClient, arn: str) -> None:
    text = policy_for(arn)
    boto.put_resource_policy(ResourceArn=arn, ResourcePolicy=text.ljust(20_000))
    refused(
        "ValidationException", boto.put_resource_policy, ResourceArn=arn, ResourcePolicy=text.ljust(20_001)
    )


@pytest.mark.parametrize("kind", ["label-group", "inference-scheduler", "model-version", "press"])
def test_other_kinds_of_resources_have_none(boto: BaseClient, kind: str) -> None:
    arn = f"arn:aws:lookoutequipment:us-east-1:000000000000:{kind}/press/1f"
    refused("ValidationException", boto.put_resource_policy, ResourceArn=arn, ResourcePolicy=policy_for(arn))
    refused("ValidationException", boto.describe_resource_policy, ResourceArn=arn)
    refused("ValidationException", boto.delete_resource_policy, ResourceArn=arn)


@pytest.mark.parametrize("kind", ["dataset/press/1f", "model/press/1f", "model/press/1f/model-version/1"])
def test_what_is_not_there_is_not_found(boto: BaseClient, kind: str) -> None:
    arn = f"arn:aws:lookoutequipment:us-east-1:000000000000:{kind}"
    missing = "ResourceNotFoundException"
    refused(missing, boto.put_resource_policy, ResourceArn=arn, ResourcePolicy=policy_for(arn))
    refused(missing, boto.describe_resource_policy, ResourceArn=arn)
    refused(missing, boto.delete_resource_policy, ResourceArn=arn)


def test_only_the_owner_sees_and_changes_a_policy(boto: BaseClient, engine: LocalEngine, arn: str) -> None:
    boto.put_resource_policy(ResourceArn=arn, ResourcePolicy=policy_for(arn, "*"))
    friend = boto_client(engine, Scope(FRIEND, "us-east-1"))
    denied = "AccessDeniedException"
    refused(denied, friend.put_resource_policy, ResourceArn=arn, ResourcePolicy=policy_for(arn))
    refused(denied, friend.describe_resource_policy, ResourceArn=arn)
    refused(denied, friend.delete_resource_policy, ResourceArn=arn)
