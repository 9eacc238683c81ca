"""What a caller may write, and what boto3 gets."""

from __future__ import annotations

import json
from collections import UserDict
from datetime import UTC, date, datetime, timedelta, timezone
from enum import Enum, StrEnum

import pytest
from botocore.model import ServiceModel
from botocore.serialize import create_serializer
from botocore.validate import ParamValidator
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from l4e_sdk._botocore_data import API_VERSION, DATA_DIR, SERVICE
from l4e_sdk._calls.encoding import encode
from l4e_sdk._durations import CalendarDuration
from l4e_sdk._rules.validation.paths import python_name
from l4e_sdk.errors import InvalidRequestError
from l4e_sdk.shapes import (
    DatasetSchema,
    InferenceInputConfiguration,
    InferenceS3InputConfiguration,
    ModelStatus,
    Tag,
)
from tests.strategies import DESCRIPTION, OPERATIONS, requests

FEW = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
ROLE = "arn:aws:iam::123456789012:role/l4e"
MOMENT = datetime(2026, 1, 31, 12, tzinfo=UTC)
MODEL = {"ModelName": "pump", "DatasetName": "pumps", "RoleArn": ROLE}
SCHEMA = {
    "Components": [
        {
            "ComponentName": "press",
            "Columns": [{"Name": "Timestamp", "Type": "DATETIME"}, {"Name": "oil", "Type": "DOUBLE"}],
        }
    ]
}
PLACE = {"Bucket": "plant", "Prefix": "live/in/"}
BOTOCORE = ServiceModel(
    json.loads((DATA_DIR / SERVICE / API_VERSION / "service-2.json").read_text(encoding="utf-8"))
)


class Whole:
    """A number of another library."""

    def __index__(self):
        return 3


class Color(Enum):
    ROLE = ROLE


class Mode(StrEnum):
    BY_HAND = "MANUAL"


def encoded(operation, member, value, **others):
    """Return what becomes of one member."""
    return encode(operation, {**others, member: value})[member]


def faults(operation, **params):
    """Return the faults of a request as path and rule."""
    with pytest.raises(InvalidRequestError) as caught:
        encode(operation, params)
    return [(fault.path, fault.rule) for fault in caught.value.faults]


def respelled(value):
    """Return a request with all names spelled as in Python."""
    if isinstance(value, dict):
        return {python_name(name): respelled(member) for name, member in value.items()}
    return tuple(map(respelled, value)) if isinstance(value, list) else value


@pytest.mark.parametrize("operation", OPERATIONS)
@FEW
@given(data=st.data())
def test_a_request_in_the_services_spelling_stays_as_it_is(operation, data):
    request = data.draw(requests(operation, tokens=False))
    assert encode(operation, request) == request


@pytest.mark.parametrize("operation", OPERATIONS)
@FEW
@given(data=st.data())
def test_a_request_in_pythons_spelling_becomes_the_services(operation, data):
    request = data.draw(requests(operation))
    assert encode(operation, respelled(request)) == request


@pytest.mark.parametrize("operation", OPERATIONS)
@FEW
@given(data=st.data())
def test_botocore_takes_what_comes_out(operation, data):
    request = encode(operation, respelled(data.draw(requests(operation))))
    model = BOTOCORE.operation_model(operation)
    assert not ParamValidator().validate(request, model.input_shape).has_errors()
    create_serializer("json").serialize_to_request(request, model)


def test_what_is_none_is_left_out():
    assert encode("ListModels", {"MaxResults": None, "Status": "SUCCESS"}) == {"Status": "SUCCESS"}


def test_what_is_none_inside_is_left_out():
    given_place = {"s3_input_configuration": {"Bucket": "plant", "prefix": None}}
    assert encoded("CreateModel", "LabelsInputConfiguration", given_place, **MODEL) == {
        "S3InputConfiguration": {"Bucket": "plant"}
    }


@pytest.mark.parametrize("status", [ModelStatus.SUCCESS, "SUCCESS"])
def test_an_enum_becomes_its_value(status):
    assert type(encoded("ListModels", "Status", status)) is str


def test_enums_of_others_become_their_values():
    params = {"ModelName": "m", "RetrainingFrequency": "P1M", "LookbackWindow": "P180D"}
    assert encoded("CreateRetrainingScheduler", "PromoteMode", Mode.BY_HAND, **params) == "MANUAL"
    assert encoded("UpdateModel", "RoleArn", Color.ROLE, ModelName="m") == ROLE


def test_a_number_of_another_library_becomes_an_int():
    assert type(encoded("DescribeModelVersion", "ModelVersion", Whole(), ModelName="m")) is int


@pytest.mark.parametrize(
    ("operation", "member", "value", "wire"),
    [
        ("UpdateInferenceScheduler", "DataUploadFrequency", timedelta(minutes=5), "PT5M"),
        ("UpdateInferenceScheduler", "DataUploadFrequency", timedelta(hours=1), "PT1H"),
        ("UpdateInferenceScheduler", "DataDelayOffsetInMinutes", timedelta(hours=1), 60),
        ("UpdateRetrainingScheduler", "LookbackWindow", timedelta(days=180), "P180D"),
        ("UpdateRetrainingScheduler", "RetrainingFrequency", timedelta(days=90), "P90D"),
        ("UpdateRetrainingScheduler", "RetrainingFrequency", CalendarDuration(months=3, days=15), "P3M15D"),
    ],
)
def test_durations_become_what_the_member_counts_in(operation, member, value, wire):
    name = {"ModelName": "m"} if "Retraining" in operation else {"InferenceSchedulerName": "s"}
    assert encoded(operation, member, value, **name) == wire


def test_a_sampling_rate_inside_a_structure_may_be_a_timedelta():
    rate = {"target_sampling_rate": timedelta(seconds=30)}
    assert encoded("CreateModel", "DataPreProcessingConfiguration", rate, **MODEL) == {
        "TargetSamplingRate": "PT30S"
    }


@pytest.mark.parametrize(
    ("member", "value", "rule"),
    [
        ("DataUploadFrequency", timedelta(minutes=7), "enum"),
        ("DataUploadFrequency", timedelta(minutes=-5), "type"),
        ("DataDelayOffsetInMinutes", timedelta(seconds=90), "type"),
        ("DataDelayOffsetInMinutes", timedelta(hours=2), "maximum"),
        ("DataUploadFrequency", CalendarDuration(months=1), "enum"),
    ],
)
def test_a_duration_that_does_not_fit_is_a_fault(member, value, rule):
    params = {"InferenceSchedulerName": "s", member: value}
    assert faults("UpdateInferenceScheduler", **params) == [(python_name(member), rule)]


@pytest.mark.parametrize(
    "value",
    [
        MOMENT.astimezone(timezone(timedelta(hours=5, minutes=30))),
        "2026-01-31T17:30:00+05:30",
        "2026-01-31T12:00:00Z",
        MOMENT,
    ],
)
def test_moments_are_given_to_botocore_in_utc(value):
    sent = encoded("ListModelVersions", "CreatedAtStartTime", value, ModelName="m")
    assert (sent, sent.tzinfo) == (MOMENT, UTC)


@pytest.mark.parametrize(
    "value",
    [
        datetime(2026, 1, 31),
        "2026-01-31T12:00:00",
        "yesterday",
        date(2026, 1, 31),
        datetime.min.replace(tzinfo=timezone(timedelta(hours=1))),
    ],
)
def test_a_moment_without_a_zone_or_meaning_is_one_fault(value):
    assert faults("ListModelVersions", ModelName="m", CreatedAtStartTime=value) == [
        ("created_at_start_time", "type")
    ]


def test_a_naive_moment_comes_with_the_remedy():
    with pytest.raises(InvalidRequestError, match="tzinfo=UTC"):
        encode("ListModelVersions", {"ModelName": "m", "CreatedAtStartTime": datetime(2026, 1, 31)})


def test_a_retraining_starts_on_a_date():
    sent = encoded("UpdateRetrainingScheduler", "RetrainingStartDate", date(2026, 1, 31), ModelName="m")
    assert sent == datetime(2026, 1, 31, tzinfo=UTC)


@pytest.mark.parametrize(
    "tags",
    [
        {"site": "north"},
        [Tag(key="site", value="north")],
        [{"key": "site", "value": "north"}],
        ({"Key": "site", "Value": "north"},),
    ],
)
def test_tags_may_be_a_mapping_or_a_list(tags):
    assert encoded("CreateLabelGroup", "Tags", tags, LabelGroupName="g") == [
        {"Key": "site", "Value": "north"}
    ]


def test_a_bad_tag_is_found_in_a_mapping():
    assert faults("CreateLabelGroup", LabelGroupName="g", Tags={"site": "north", "aws:x": 5}) == [
        ("tags[1].key", "pattern"),
        ("tags[1].value", "type"),
    ]


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("s3://plant/live/in/", PLACE),
        ("s3://plant/live/in", PLACE),
        ("s3://plant/", {"Bucket": "plant"}),
        ("s3://plant", {"Bucket": "plant"}),
    ],
)
@pytest.mark.parametrize("nested", [True, False])
def test_a_place_in_s3_may_be_an_address(address, place, nested):
    value = {"s3_input_configuration": address} if nested else address
    sent = encoded("CreateModel", "LabelsInputConfiguration", value, **MODEL)
    assert sent == {"S3InputConfiguration": place}


@pytest.mark.parametrize(
    ("operation", "member", "others"),
    [
        ("StartDataIngestionJob", "IngestionInputConfiguration", {"DatasetName": "d", "RoleArn": ROLE}),
        ("UpdateInferenceScheduler", "DataInputConfiguration", {"InferenceSchedulerName": "s"}),
        ("UpdateInferenceScheduler", "DataOutputConfiguration", {"InferenceSchedulerName": "s"}),
        ("UpdateModel", "LabelsInputConfiguration", {"ModelName": "m"}),
        ("UpdateModel", "ModelDiagnosticsOutputConfiguration", {"ModelName": "m", "RoleArn": ROLE}),
    ],
)
def test_every_member_that_holds_a_place_takes_an_address(operation, member, others):
    (sent,) = encoded(operation, member, "s3://plant/live/in/", **others).values()
    assert sent == PLACE


@pytest.mark.parametrize("address", ["plant/live/", "s3://", "s3:///live/", "https://plant/live/", ""])
def test_a_malformed_address_is_one_fault(address):
    assert faults("UpdateModel", ModelName="m", LabelsInputConfiguration=address) == [
        ("labels_input_configuration", "type")
    ]


def test_an_address_is_not_taken_where_no_place_in_s3_is_meant():
    assert faults("CreateModel", **MODEL, DataPreProcessingConfiguration="s3://plant/") == [
        ("data_pre_processing_configuration", "type")
    ]


def test_the_bucket_of_an_address_is_checked():
    assert faults("UpdateModel", ModelName="m", LabelsInputConfiguration="s3://Plant!/x/") == [
        ("labels_input_configuration.s3_input_configuration.bucket", "pattern")
    ]


@pytest.mark.parametrize(
    "schema",
    [
        SCHEMA,
        json.dumps(SCHEMA),
        {"InlineDataSchema": SCHEMA},
        {"inline_data_schema": json.dumps(SCHEMA)},
        DatasetSchema(inline_data_schema=json.dumps(SCHEMA)),
    ],
)
def test_a_data_schema_may_be_a_document_or_its_text(schema):
    sent = encoded("CreateDataset", "DatasetSchema", schema, DatasetName="d")
    assert json.loads(sent["InlineDataSchema"]) == SCHEMA


def test_a_resource_policy_may_be_a_mapping():
    arn = "arn:aws:lookoutequipment:eu-west-1:123456789012:dataset/d/1"
    sent = encoded("PutResourcePolicy", "ResourcePolicy", {"Version": "2012-10-17"}, ResourceArn=arn)
    assert sent == '{"Version": "2012-10-17"}'


@pytest.mark.parametrize("document", [{"Components": {1, 2}}, {"Components": float("nan")}])
def test_a_document_that_json_cannot_say_is_one_fault(document):
    assert faults("CreateDataset", DatasetName="d", DatasetSchema=document) == [("dataset_schema", "type")]


@pytest.mark.parametrize(
    "value",
    [
        InferenceInputConfiguration(
            s3_input_configuration=InferenceS3InputConfiguration(bucket="plant", prefix="live/in/"),
            input_time_zone_offset=None,
        ),
        {"s3_input_configuration": InferenceS3InputConfiguration(bucket="plant", prefix="live/in/")},
        UserDict({"S3InputConfiguration": UserDict({"bucket": "plant", "Prefix": "live/in/"})}),
    ],
)
def test_shapes_and_mappings_may_be_mixed(value):
    sent = encoded("UpdateInferenceScheduler", "DataInputConfiguration", value, InferenceSchedulerName="s")
    assert sent == {"S3InputConfiguration": PLACE}


def test_a_member_in_two_spellings_is_a_fault():
    place = {"Bucket": "plant", "bucket": "other"}
    assert faults(
        "UpdateModel", ModelName="m", LabelsInputConfiguration={"s3_input_configuration": place}
    ) == [("labels_input_configuration.s3_input_configuration.bucket", "type")]


def test_a_misspelt_member_inside_is_a_fault_with_the_nearest_name():
    with pytest.raises(InvalidRequestError, match=r"s3_input_config:.*did you mean 's3_input_configuration'"):
        encode("UpdateModel", {"ModelName": "m", "LabelsInputConfiguration": {"s3_input_config": PLACE}})


def test_faults_of_conversion_and_of_limits_come_together():
    start, end = datetime(2026, 1, 1), "soon"
    assert faults("CreateLabel", LabelGroupName="g g", StartTime=start, EndTime=end, Rating="BAD") == [
        ("end_time", "type"),
        ("label_group_name", "pattern"),
        ("start_time", "type"),
        ("rating", "enum"),
    ]


@pytest.mark.parametrize("value", [object(), b"x", {1, 2}, lambda: None, 5j, [[]], {"x": object()}, {1: 2}])
@pytest.mark.parametrize(
    "operation", ["CreateModel", "CreateInferenceScheduler", "CreateRetrainingScheduler"]
)
def test_nonsense_in_every_member_is_nothing_but_faults(operation, value):
    members = DESCRIPTION.input_of(operation).members
    assert len(faults(operation, **dict.fromkeys(members, value))) >= len(members)


def test_the_callers_values_are_not_changed():
    tags = [{"key": "site", "value": "north"}]
    encode("CreateLabelGroup", {"LabelGroupName": "g", "Tags": tags})
    assert tags == [{"key": "site", "value": "north"}]
