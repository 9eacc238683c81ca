from __future__ import annotations

import pytest

from l4e_sdk.local.store import Database, Policies
from l4e_sdk.local.store.descriptions import StoredPolicy

ARN = "arn:aws:lookoutequipment:us-east-1:000000000000:model/press/1f"
FIRST = StoredPolicy(policy_revision_id="a1", resource_policy="{}")
SECOND = StoredPolicy(policy_revision_id="b2", resource_policy='{"Statement": []}')


@pytest.fixture
def policies(database: Database) -> Policies:
    return Policies(database)


def test_there_is_one_policy_for_a_resource(policies: Policies) -> None:
    assert policies.get(ARN) is None
    policies.put(ARN, FIRST)
    policies.put(ARN, SECOND)
    assert policies.get(ARN) == SECOND


def test_a_version_has_a_policy_of_its_own(policies: Policies) -> None:
    policies.put(ARN, FIRST)
    policies.put(f"{ARN}/model-version/1", SECOND)
    policies.delete(ARN)
    assert (policies.get(ARN), policies.get(f"{ARN}/model-version/1")) == (None, SECOND)


def test_clearing_takes_the_policies_of_the_parts_and_of_nothing_else(policies: Policies) -> None:
    others = [f"{ARN}0", f"{ARN}-2", ARN[:-1]]
    for arn in (ARN, f"{ARN}/model-version/1", *others):
        policies.put(arn, FIRST)
    policies.clear(ARN)
    assert policies.get(f"{ARN}/model-version/1") is None
    assert all(policies.get(arn) for arn in others)
