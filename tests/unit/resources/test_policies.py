"""Policies of datasets, models and versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from l4e_sdk import ConflictException, Dataset, LookoutEquipment, NotAvailableError, ResourcePolicy
from tests.support.service import Service

if TYPE_CHECKING:
    from collections.abc import Callable

    from l4e_sdk._resources._policies import Shareable

ALLY = "210987654321"
KINDS: dict[str, Callable[[LookoutEquipment], Shareable]] = {
    "dataset": lambda client: client.datasets.get("press"),
    "model": lambda client: client.models.get("press"),
    "version": lambda client: client.models.get("press").version(1),
}


@pytest.fixture(params=KINDS)
def resource(request: pytest.FixtureRequest, trained: LookoutEquipment) -> Shareable:
    return KINDS[request.param](trained)


def policy_of(resource: Shareable) -> ResourcePolicy:
    policy, arn = ResourcePolicy(), resource._arn or ""
    if isinstance(resource, Dataset):
        return policy.allow_import_dataset(ALLY, to=arn)
    return policy.allow_import_model_version(ALLY, to=arn)


def test_without_a_policy_it_is_none(resource: Shareable):
    assert resource.policy is None


def test_what_is_put_is_read(resource: Shareable):
    revision = resource.put_policy(policy_of(resource))
    attached = resource.policy
    assert (attached.policy, attached.revision) == (policy_of(resource), revision)


def test_what_is_deleted_is_gone(resource: Shareable):
    resource.put_policy(policy_of(resource))
    resource.delete_policy()
    assert resource.policy is None


def test_a_policy_is_not_replaced_over_somebody_elses_change(trained: LookoutEquipment):
    model = trained.models.get("press")
    model.put_policy(policy_of(model))
    seen = model.policy
    trained.models.get("press").put_policy(policy_of(model))
    with pytest.raises(ConflictException):
        model.put_policy(policy_of(model), revision=seen.revision)


def test_a_policy_may_be_a_document(trained: LookoutEquipment):
    model = trained.models.get("press")
    model.put_policy(policy_of(model).to_dict())
    assert model.policy.policy == policy_of(model)


def test_the_policy_is_read_once(trained: LookoutEquipment):
    service = Service(
        DescribeDataset={"DatasetArn": "arn:aws:lookoutequipment:us-east-1:000000000000:dataset/pump/1"},
        DescribeResourcePolicy={"ResourcePolicy": '{"Statement": []}', "PolicyRevisionId": "a1"},
    )
    dataset = Dataset(service.client, "pump")
    assert dataset.policy is dataset.policy
    assert service.asked == ["DescribeDataset", "DescribeResourcePolicy"]


def test_a_resource_without_an_arn_cannot_have_one():
    service = Service(DescribeDataset={"DatasetName": "pump"})
    with pytest.raises(NotAvailableError, match="dataset 'pump' has no dataset_arn"):
        _ = Dataset(service.client, "pump").policy
