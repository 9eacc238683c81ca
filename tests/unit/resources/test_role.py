"""The role that requests need."""

from __future__ import annotations

import pytest

from l4e_sdk import InvalidValueError, LookoutEquipment
from l4e_sdk._resources._role import role_for

ROLE = "arn:aws:iam::123456789012:role/plant"


def test_a_role_that_is_given_is_taken(client: LookoutEquipment):
    assert role_for(client, ROLE) == ROLE


def test_an_embedded_engine_does_without(client: LookoutEquipment):
    assert role_for(client, None).startswith("arn:aws:iam::000000000000:role/")


def test_any_other_endpoint_needs_one():
    with pytest.raises(InvalidValueError, match="role_arn is missing"):
        role_for(LookoutEquipment(region_name="us-east-1"), None)
