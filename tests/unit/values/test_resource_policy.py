"""Resource policies: who may import what."""

from __future__ import annotations

import json

import pytest

from l4e_sdk import InvalidValueError, ResourcePolicy
from l4e_sdk._calls.encoding import encode

DATASET = "arn:aws:lookoutequipment:eu-west-1:123456789012:dataset/press/0f8f5c0e-6f5e-4b07-9d35-9a1f2a54d0aa"
MODEL = "arn:aws:lookoutequipment:eu-west-1:123456789012:model/press/0f8f5c0e-6f5e-4b07-9d35-9a1f2a54d0aa"
ROLE = "arn:aws:iam::210987654321:role/Importer"
CONDITION = "lookoutequipment:IsImportingData"


def only(policy: ResourcePolicy) -> dict:
    (statement,) = json.loads(policy.to_json())["Statement"]
    return statement


def test_a_policy_allows_the_import_of_a_dataset():
    assert only(ResourcePolicy().allow_import_dataset("210987654321", to=DATASET)) == {
        "Effect": "Allow",
        "Principal": {"AWS": ["210987654321"]},
        "Action": ["lookoutequipment:ImportDataset"],
        "Resource": DATASET,
    }


@pytest.mark.parametrize(
    ("importing_data", "condition"),
    [(None, None), (True, {"Bool": {CONDITION: "true"}}), (False, {"Bool": {CONDITION: "false"}})],
)
def test_an_import_of_versions_may_depend_on_the_data_that_comes_along(importing_data, condition):
    policy = ResourcePolicy().allow_import_model_version(ROLE, to=MODEL, importing_data=importing_data)
    assert (only(policy)["Action"], only(policy).get("Condition")) == (
        ["lookoutequipment:ImportModelVersion"],
        condition,
    )


def test_allowing_more_makes_another_policy():
    first = ResourcePolicy().allow_import_dataset(ROLE, to=DATASET)
    second = first.allow_import_model_version(ROLE, to=MODEL)
    assert (len(first.statements), len(second.statements)) == (1, 2)


@pytest.mark.parametrize(
    "principal",
    ["*", "12345", "somebody", "arn:aws:s3:::plant", "arn:aws:iam::1:role/x", "\uff1210987654321"],
)
def test_whoever_cannot_be_a_principal_is_refused(principal):
    with pytest.raises(InvalidValueError, match="give a 12-digit account"):
        ResourcePolicy().allow_import_dataset(principal, to=DATASET)


def test_nobody_is_no_principal():
    with pytest.raises(InvalidValueError, match="nobody is named"):
        ResourcePolicy().allow_import_dataset(to=DATASET)


def test_a_policy_that_allows_nothing_has_no_text():
    with pytest.raises(InvalidValueError, match="allows nothing"):
        ResourcePolicy().to_json()


def test_a_policy_longer_than_the_service_takes_is_refused():
    roles = [f"{ROLE}{number:0100}" for number in range(200)]
    with pytest.raises(InvalidValueError, match="20000 are allowed"):
        ResourcePolicy().allow_import_dataset(*roles, to=DATASET).to_json()


def test_a_policy_is_read_as_it_was_written():
    policy = ResourcePolicy().allow_import_dataset(ROLE, to=DATASET)
    assert ResourcePolicy.parse(policy.to_json()) == policy


def test_statements_of_another_hand_are_kept():
    single = {"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}
    assert ResourcePolicy.parse(json.dumps({"Statement": single})).statements == (single,)


@pytest.mark.parametrize("text", ["", "[]", "{}", "5", '{"Statement": 5}', '{"Statement": [5]}'])
def test_a_text_that_is_not_a_policy_is_refused(text):
    with pytest.raises(InvalidValueError, match="is not a policy"):
        ResourcePolicy.parse(text)


def test_operations_take_a_policy():
    policy = ResourcePolicy().allow_import_dataset(ROLE, to=DATASET)
    sent = encode("PutResourcePolicy", {"ResourceArn": DATASET, "ResourcePolicy": policy})
    assert sent["ResourcePolicy"] == policy.to_json()
