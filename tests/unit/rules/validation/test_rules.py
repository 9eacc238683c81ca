"""Rules that the description cannot state, each broken alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from l4e_sdk._rules.validation import check, cross_field

ROLE = "arn:aws:iam::123456789012:role/l4e"
START = datetime(2025, 1, 1, tzinfo=UTC)
PLACE = {"Bucket": "plant", "Prefix": "a/"}
MODEL = {"ModelName": "pump", "DatasetName": "pumps"}


def broken(operation, params):
    return [(fault.path, fault.rule) for fault in check(operation, params)]


@pytest.mark.parametrize("operation", ["CreateModel", "UpdateModel", "ImportModelVersion"])
def test_labels_come_from_one_source(operation):
    labels = {"S3InputConfiguration": PLACE, "LabelGroupName": "seen"}
    faults = cross_field(operation, {"LabelsInputConfiguration": labels, "RoleArn": ROLE})
    assert [(fault.path, fault.rule) for fault in faults] == [("labels_input_configuration", "cross-field")]


@pytest.mark.parametrize("operation", ["CreateModel", "ImportModelVersion"])
def test_labels_in_s3_need_a_role(operation):
    params = {"LabelsInputConfiguration": {"S3InputConfiguration": PLACE}}
    faults = cross_field(operation, params)
    assert [(fault.path, fault.rule) for fault in faults] == [("role_arn", "cross-field")]
    assert cross_field(operation, {**params, "RoleArn": ROLE}) == []


def test_labels_of_a_group_need_no_role():
    assert broken("CreateModel", {**MODEL, "LabelsInputConfiguration": {"LabelGroupName": "seen"}}) == []


@pytest.mark.parametrize("operation", ["CreateModel", "UpdateModel"])
def test_diagnostics_need_a_role(operation):
    params = {"ModelDiagnosticsOutputConfiguration": {"S3OutputConfiguration": PLACE}}
    assert [fault.path for fault in cross_field(operation, params)] == ["role_arn"]


def test_a_role_that_two_members_need_is_asked_for_once():
    params = {
        "LabelsInputConfiguration": {"S3InputConfiguration": PLACE},
        "ModelDiagnosticsOutputConfiguration": {"S3OutputConfiguration": PLACE},
    }
    (fault,) = cross_field("CreateModel", params)
    assert "labels_input_configuration and model_diagnostics_output_configuration" in fault.message


def test_new_labels_for_a_model_may_be_read_with_the_role_it_has():
    params = {"ModelName": "pump", "LabelsInputConfiguration": {"S3InputConfiguration": PLACE}}
    assert broken("UpdateModel", params) == []


@pytest.mark.parametrize(
    "condition",
    ["press-07\\rpm<10", "a\\b:#$.-_ > -1.5e-3", "rpm < 1000", "a.b\\c   <0"],
)
def test_an_off_condition_compares_one_sensor_with_a_number(condition):
    assert broken("CreateModel", {**MODEL, "OffCondition": condition}) == []


@pytest.mark.parametrize(
    "condition",
    [
        "rpm",
        "rpm <",
        "< 5",
        "rpm <= 5",
        "rpm = 5",
        "rpm < 5 and rpm > 3",
        "a\\b\\c < 5",
        "rpm < five",
        "rpm < \u0665",
    ],
)
def test_any_other_off_condition_is_refused(condition):
    assert broken("CreateModel", {**MODEL, "OffCondition": condition}) == [("off_condition", "format")]


@pytest.mark.parametrize("frequency", ["P30D", "P1M", "P3M15D", "P11M35D", "P12M", "P365D", "P1Y"])
def test_retraining_happens_every_month_to_every_year(frequency):
    assert broken("UpdateRetrainingScheduler", {"ModelName": "m", "RetrainingFrequency": frequency}) == []


@pytest.mark.parametrize(
    ("frequency", "rule"),
    [
        ("P", "format"),
        ("P29D", "minimum"),
        ("P0D", "minimum"),
        ("P366D", "maximum"),
        ("P1Y1D", "maximum"),
        ("P13M", "maximum"),
        ("PT1H", "pattern"),
        ("1M", "pattern"),
    ],
)
def test_any_other_retraining_frequency_is_refused(frequency, rule):
    params = {"ModelName": "m", "RetrainingFrequency": frequency}
    assert broken("UpdateRetrainingScheduler", params) == [("retraining_frequency", rule)]


@pytest.mark.parametrize("offset", ["-12:00", "-00:00", "+00:00", "+05:30", "+09:00", "+11:30", "+12:00"])
def test_offsets_go_in_half_hours(offset):
    assert cross_field("CreateInferenceScheduler", inference(offset)) == []


@pytest.mark.parametrize("offset", ["+12:30", "-13:00", "+05:45", "+99:99"])
def test_other_offsets_are_refused(offset):
    (fault,) = cross_field("CreateInferenceScheduler", inference(offset))
    assert (fault.path, fault.rule) == ("data_input_configuration.input_time_zone_offset", "format")


def inference(offset):
    return {"DataInputConfiguration": {"S3InputConfiguration": PLACE, "InputTimeZoneOffset": offset}}


def test_inference_needs_a_place_to_read_from():
    (fault,) = cross_field("CreateInferenceScheduler", {"DataInputConfiguration": {}})
    assert (fault.path, fault.rule) == ("data_input_configuration.s3_input_configuration", "required")


def test_a_range_of_versions_is_in_order():
    params = {"ModelName": "m", "MinModelVersion": 3, "MaxModelVersion": 2}
    assert broken("ListModelVersions", params) == [("min_model_version", "cross-field")]


def test_a_range_of_one_version_is_in_order():
    assert broken("ListModelVersions", {"ModelName": "m", "MinModelVersion": 3, "MaxModelVersion": 3}) == []


@pytest.mark.parametrize("end", [START, START - timedelta(days=1), START.timestamp()])
def test_a_label_ends_after_it_starts(end):
    params = {"LabelGroupName": "g", "Rating": "ANOMALY", "StartTime": START, "EndTime": end}
    assert broken("CreateLabel", params) == [("end_time", "cross-field")]


@pytest.mark.parametrize("operation", ["ListLabels", "ListInferenceEvents"])
def test_an_interval_ends_after_it_starts(operation):
    faults = cross_field(operation, {"IntervalStartTime": START, "IntervalEndTime": START})
    assert [(fault.path, fault.rule) for fault in faults] == [("interval_end_time", "cross-field")]


@pytest.mark.parametrize("policy", ["{", "[]", "null", '"x"', "[" * 5000])
def test_a_resource_policy_is_a_json_object(policy):
    (fault,) = cross_field("PutResourcePolicy", {"ResourcePolicy": policy})
    assert (fault.path, fault.rule) == ("resource_policy", "format")


def test_a_rule_is_silent_about_what_the_description_already_refuses():
    assert broken("CreateModel", {**MODEL, "OffCondition": "x" * 3000}) == [("off_condition", "maximum")]


@pytest.mark.parametrize("value", [5, [], {}, "x", True, float("nan"), datetime(2026, 1, 1)])
@pytest.mark.parametrize(
    "operation", ["CreateModel", "CreateInferenceScheduler", "CreateLabel", "PutResourcePolicy"]
)
def test_rules_pass_over_values_of_other_types(operation, value):
    members = [
        "TrainingDataStartTime",
        "TrainingDataEndTime",
        "EvaluationDataStartTime",
        "DataInputConfiguration",
    ]
    params = dict.fromkeys([*members, "StartTime", "EndTime", "ResourcePolicy", "DatasetSchema"], value)
    assert all(
        fault.rule in {"cross-field", "required", "format"} for fault in cross_field(operation, params)
    )
