"""Names of members and places in a request."""

from __future__ import annotations

import pytest
from botocore import xform_name

from l4e_sdk._rules.validation.paths import fault_at, is_covered, python_name
from l4e_sdk.errors import Fault
from l4e_sdk.shapes._shape import wire_name
from tests.strategies import DESCRIPTION

MEMBERS = sorted({name for shape in DESCRIPTION.input_shapes for name in DESCRIPTION.shapes[shape].members})


@pytest.mark.parametrize("member", MEMBERS)
def test_members_are_spelled_as_boto3_would(member):
    assert python_name(member) == xform_name(member)


@pytest.mark.parametrize("member", MEMBERS)
def test_the_spelling_is_that_of_the_shapes(member):
    assert wire_name(python_name(member)) == member


def test_a_message_names_members_in_both_spellings():
    fault = fault_at(("EndTime",), "cross-field", "is not after {}.", "StartTime")
    assert (fault.message, fault.wire_message) == ("is not after start_time.", "is not after StartTime.")
    assert fault_at(("Notes",), "type", "is {}.").wire_message is None


@pytest.mark.parametrize(
    ("place", "covered"),
    [("Tags", True), ("Tags[0]", True), ("Tags.Key", True), ("TagsToo", False), ("Other", False)],
)
def test_a_fault_covers_its_place_and_what_is_inside(place, covered):
    fault = Fault("", place, "type", "")
    assert is_covered(fault, [fault_at(("Tags",), "type", "")]) is covered
