"""The description's limits: good requests pass, and one change breaks exactly one rule at one place."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from l4e_sdk._rules.validation import check
from tests.mutations import all_changes, all_places, changed, written
from tests.strategies import DESCRIPTION, OPERATIONS, requests

FEW = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
ROLE = "arn:aws:iam::123456789012:role/l4e"


@pytest.mark.parametrize("operation", OPERATIONS)
@FEW
@given(data=st.data())
def test_a_good_request_has_no_faults(operation, data):
    assert check(operation, data.draw(requests(operation)), tokens_required=True) == []


@pytest.mark.parametrize("operation", OPERATIONS)
@FEW
@given(data=st.data())
def test_one_change_breaks_one_rule_at_one_place(operation, data):
    request = data.draw(requests(operation))
    changes = list(all_changes(operation, request))
    path, value, rule = data.draw(st.sampled_from(changes))
    faults = check(operation, changed(request, path, value), tokens_required=True)
    assert [(fault.rule, fault.wire_path) for fault in faults] == [(rule, written(path))]


@pytest.mark.parametrize("operation", OPERATIONS)
@FEW
@given(data=st.data())
def test_an_unknown_member_can_be_ignored_at_every_depth(operation, data):
    request = data.draw(requests(operation))
    holders = [path for path, facts, _ in all_places(operation, request) if facts.kind == "structure"]
    spot = (*data.draw(st.sampled_from([(), *holders])), "NoSuchMember")
    assert check(operation, changed(request, spot, 1), unknown="ignore", tokens_required=True) == []


@FEW
@given(data=st.data())
def test_an_optional_member_that_is_none_counts_as_absent(data):
    request = data.draw(requests("ListModels"))
    empty = dict.fromkeys(DESCRIPTION.input_of("ListModels").members)
    assert check("ListModels", {**empty, **request}) == []


def test_a_token_is_not_asked_for_on_the_client():
    assert check("CreateLabelGroup", {"LabelGroupName": "x"}) == []


def test_all_faults_are_listed():
    faults = check("CreateModel", {"ModelName": "bad name", "OffCondition": "", "Tags": [{"Key": "k"}]})
    assert sorted((fault.path, fault.rule) for fault in faults) == [
        ("dataset_name", "required"),
        ("model_name", "pattern"),
        ("off_condition", "minimum"),
        ("tags[0].value", "required"),
    ]


def test_a_place_is_spelled_for_python_and_for_the_wire():
    bad = {"S3InputConfiguration": {"Bucket": "?" * 9}}
    request = {"DatasetName": "d", "IngestionInputConfiguration": bad, "RoleArn": ROLE}
    (fault,) = check("StartDataIngestionJob", request)
    assert (fault.path, fault.wire_path) == (
        "ingestion_input_configuration.s3_input_configuration.bucket",
        "IngestionInputConfiguration.S3InputConfiguration.Bucket",
    )


def test_a_misspelt_member_gets_the_nearest_name():
    (fault,) = check("ListModels", {"ModelNameBeginWith": "x"})
    assert "did you mean 'model_name_begins_with'?" in fault.message


def test_a_long_value_is_not_repeated_in_full():
    (fault,) = check("DescribeModel", {"ModelName": "s" * 5000})
    assert len(fault.message) < 150


def test_a_huge_number_is_refused_without_being_printed():
    (fault,) = check("DescribeModelVersion", {"ModelName": "m", "ModelVersion": 10**5000})
    assert (fault.rule, len(fault.message) < 150) == ("maximum", True)


def test_a_list_that_is_too_long_brings_one_fault():
    faults = check("UntagResource", {"ResourceArn": "a", "TagKeys": ["bad key"] * 100_000})
    assert [(fault.path, fault.rule) for fault in faults] == [("tag_keys", "maximum")]


@pytest.mark.parametrize("value", ["P180", "P180D|P360D", "xP180D", "P180D\n", "^P180D$"])
def test_a_pattern_that_lists_values_is_compared_exactly(value):
    (fault,) = check("UpdateRetrainingScheduler", {"ModelName": "m", "LookbackWindow": value})
    assert "'P180D', 'P360D', 'P540D', 'P720D'" in fault.message


def test_an_enum_fault_lists_what_is_allowed():
    (fault,) = check("ListModels", {"Status": "DONE"})
    assert fault.message == (
        "is 'DONE'; give one of 'IN_PROGRESS', 'SUCCESS', 'FAILED', 'IMPORT_IN_PROGRESS'."
    )


def test_text_that_no_encoding_can_carry_is_refused():
    (fault,) = check("UpdateLabelGroup", {"LabelGroupName": "g", "FaultCodes": ["\ud800"]})
    assert (fault.path, fault.rule) == ("fault_codes[0]", "type")


def test_every_pattern_of_an_input_is_explained_in_words():
    unexplained = [
        fault.message
        for operation in OPERATIONS
        for fault in check(operation, _with_snowmen(DESCRIPTION.input_of(operation)))
        if "has to match" in fault.message
    ]
    assert unexplained == []


def _with_snowmen(facts):
    """Return a structure in which every string has the right length and the wrong characters."""
    return {name: _snowman(DESCRIPTION.shapes[kind]) for name, kind in facts.members.items()}


def _snowman(facts):
    if facts.kind == "structure":
        return _with_snowmen(facts)
    if facts.kind == "list":
        return [_snowman(DESCRIPTION.shapes[facts.item or ""])]
    return "☃" * max(facts.minimum or 1, 1)


def test_moments_may_be_numbers_on_the_wire():
    times = {"StartTime": 1_700_000_000, "EndTime": 1_700_000_000.5}
    assert check("CreateLabel", {"LabelGroupName": "g", "Rating": "ANOMALY", **times}) == []


def test_the_year_one_is_a_moment():
    first = datetime(1, 1, 1, tzinfo=UTC)
    assert check("ListModelVersions", {"ModelName": "m", "CreatedAtStartTime": first}) == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize("operation", OPERATIONS)
@FEW
@given(data=st.data())
def test_no_json_at_all_makes_the_check_itself_fail(operation, data):
    members = DESCRIPTION.input_of(operation).members
    params = data.draw(st.dictionaries(st.sampled_from([*members, "Other"]), JSON, max_size=6))
    assert all(fault.message for fault in check(operation, params, unknown="ignore", tokens_required=True))
