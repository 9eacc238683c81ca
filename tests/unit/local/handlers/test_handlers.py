# boto3 makes the methods of a client at run time.
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError

from l4e_sdk._botocore_data import ServiceDescription
from l4e_sdk.local.handlers import HANDLERS, is_read
from l4e_sdk.local.handlers.owned import kms
from l4e_sdk.local.store import Scope

if TYPE_CHECKING:
    from botocore.client import BaseClient

    from l4e_sdk._clock import VirtualClock
    from l4e_sdk.local import LocalEngine

OPERATIONS = sorted(ServiceDescription.load().operations)


def test_the_service_has_49_operations() -> None:
    assert len(OPERATIONS) == 49


@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_operation_has_a_handler_that_says_what_it_does(operation: str) -> None:
    assert (HANDLERS[operation].__doc__ or "").startswith(operation)


def test_an_operation_without_a_handler_is_a_typed_error(
    boto: BaseClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(HANDLERS, "ListModels")
    with pytest.raises(ClientError, match=r"UnknownOperationException.*ListModels"):
        boto.list_models()


def test_only_describing_and_listing_are_reads() -> None:
    assert {name for name in HANDLERS if is_read(name)} == {
        name for name in HANDLERS if name.startswith(("Describe", "List"))
    }


def test_a_repeated_call_answers_the_same_and_does_it_once(boto: BaseClient) -> None:
    first = boto.create_label_group(LabelGroupName="faults", FaultCodes=["a"], ClientToken="once")
    again = boto.create_label_group(LabelGroupName="faults", FaultCodes=["a"], ClientToken="once")
    assert again["LabelGroupArn"] == first["LabelGroupArn"]


def test_a_token_for_other_parameters_is_a_conflict(boto: BaseClient) -> None:
    boto.create_label_group(LabelGroupName="faults", ClientToken="once")
    with pytest.raises(ClientError, match="ConflictException"):
        boto.create_label_group(LabelGroupName="other", ClientToken="once")


def test_a_token_is_of_one_operation(boto: BaseClient) -> None:
    boto.create_label_group(LabelGroupName="faults", ClientToken="once")
    boto.create_dataset(DatasetName="press", ClientToken="once")


def test_a_call_that_failed_may_be_repeated_with_its_token(boto: BaseClient) -> None:
    boto.create_dataset(DatasetName="press")
    with pytest.raises(ClientError, match="ConflictException"):
        boto.create_dataset(DatasetName="press", ClientToken="once")
    boto.delete_dataset(DatasetName="press")
    assert boto.create_dataset(DatasetName="press", ClientToken="once")["Status"] == "CREATED"


def test_a_token_is_remembered_for_a_day(boto: BaseClient, clock: VirtualClock) -> None:
    first = boto.create_dataset(DatasetName="press", ClientToken="once")
    clock.advance("PT24H")
    assert boto.create_dataset(DatasetName="press", ClientToken="once")["DatasetArn"] == first["DatasetArn"]
    clock.advance("PT1S")
    with pytest.raises(ClientError, match="exists already"):
        boto.create_dataset(DatasetName="press", ClientToken="once")


def test_a_refused_call_leaves_nothing(boto: BaseClient, engine: LocalEngine) -> None:
    tags = [{"Key": f"k{number}", "Value": "v"} for number in range(51)]
    with pytest.raises(ClientError, match="ServiceQuotaExceededException"):
        boto.create_dataset(DatasetName="press", Tags=tags)
    assert boto.list_datasets()["DatasetSummaries"] == []


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("arn:aws:kms:eu-west-1:1:key/a", "arn:aws:kms:eu-west-1:1:key/a"),
        ("1234-abcd", "arn:aws-cn:kms:cn-north-1:000000000000:key/1234-abcd"),
        ("alias/plant", "arn:aws-cn:kms:cn-north-1:000000000000:alias/plant"),
    ],
)
def test_a_key_is_shown_as_an_arn(engine: LocalEngine, given: str, shown: str) -> None:
    context = engine._context(Scope("000000000000", "cn-north-1"))
    assert kms(context, given) == {"server_side_kms_key_id": shown}


def test_no_key_is_shown_as_none(engine: LocalEngine) -> None:
    assert kms(engine._context(engine.scope), None) == {}
