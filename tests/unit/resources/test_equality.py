"""Values that are spelled differently and mean the same, and those that do not."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from l4e_sdk._resources._equality import columns, same

NOON = datetime(2024, 3, 1, 12, tzinfo=UTC)
KEY = "arn:aws:kms:us-east-1:000000000000:key/0f8f"
ALIAS = "arn:aws:kms:us-east-1:000000000000:alias/plant"


def schema(*names: str, kind: str = "DOUBLE", component: str = "pump") -> dict[str, str]:
    listed = [{"Name": "Time", "Type": "DATETIME"}, *({"Name": name, "Type": kind} for name in names)]
    return {"InlineDataSchema": json.dumps({"Components": [{"ComponentName": component, "Columns": listed}]})}


def place(prefix: str | None = "in/", **members: object) -> dict[str, object]:
    s3 = {"Bucket": "plant"} | ({} if prefix is None else {"Prefix": prefix})
    return {"S3InputConfiguration": s3, **members}


@pytest.mark.parametrize(
    ("member", "have", "want"),
    [
        ("ModelName", "pump", "pump"),
        ("DataDelayOffsetInMinutes", None, 0),
        ("PromoteMode", None, "MANAGED"),
        ("DataUploadFrequency", "PT60M", "PT1H"),
        ("RetrainingFrequency", "P12M", "P1Y"),
        ("RetrainingFrequency", "P0Y1M", "P1M"),
        ("RetrainingStartDate", NOON.replace(hour=0), NOON),
        ("TrainingDataStartTime", NOON, NOON + timedelta(microseconds=400)),
        ("TrainingDataStartTime", NOON, NOON.astimezone(timezone(timedelta(hours=5)))),
        ("OffCondition", r"pump\rpm<100", r"pump\rpm < 100.0"),
        ("OffCondition", "what nobody can read", "what nobody can read"),
        ("FaultCodes", ("a", "b"), ["b", "a"]),
        ("DatasetSchema", schema("rpm", "heat"), schema("heat", "rpm")),
        ("DataInputConfiguration", place(""), place(None)),
        ("DataInputConfiguration", place(InputTimeZoneOffset="-00:00"), place()),
        (
            "DataInputConfiguration",
            place(InferenceInputNameConfiguration={"TimestampFormat": "yyyyMMddHHmmss"}),
            place(InferenceInputNameConfiguration={"ComponentTimestampDelimiter": "-"}),
        ),
        ("ServerSideKmsKeyId", KEY, "0f8f"),
        ("ServerSideKmsKeyId", ALIAS, "alias/plant"),
        ("ServerSideKmsKeyId", KEY, "alias/plant"),  # only the key service knows what an alias stands for
    ],
)
def test_these_are_the_same(member: str, have: object, want: object):
    assert same(member, have, want)


@pytest.mark.parametrize(
    ("member", "have", "want"),
    [
        ("ModelName", "pump", "Pump"),
        ("OffCondition", None, "rpm < 100"),
        ("DataDelayOffsetInMinutes", 0, 5),
        ("PromoteMode", None, "MANUAL"),
        ("DataUploadFrequency", "PT5M", "PT10M"),
        ("RetrainingFrequency", "P30D", "P1M"),
        ("RetrainingStartDate", NOON, NOON + timedelta(days=1)),
        ("TrainingDataStartTime", NOON, NOON + timedelta(seconds=1)),
        ("OffCondition", r"pump\rpm < 100", r"pump\rpm > 100"),
        ("FaultCodes", ("a",), ["a", "b"]),
        ("DatasetSchema", None, schema("rpm")),
        ("DatasetSchema", schema("rpm"), schema("rpm", "heat")),
        ("DatasetSchema", schema("rpm"), schema("rpm", kind="STRING")),
        ("DatasetSchema", schema("rpm"), schema("rpm", component="fan")),
        ("LabelsInputConfiguration", None, {"LabelGroupName": "faults"}),
        ("LabelsInputConfiguration", {"LabelGroupName": "faults"}, place()),
        ("DataInputConfiguration", place(), place("out/")),
        ("DataInputConfiguration", place(), place(InputTimeZoneOffset="+01:00")),
        ("ServerSideKmsKeyId", KEY, "1111"),
        ("ServerSideKmsKeyId", None, "1111"),
    ],
)
def test_these_are_not(member: str, have: object, want: object):
    assert not same(member, have, want)


def test_columns_are_named_with_component_and_type():
    assert columns(schema("rpm")["InlineDataSchema"]) == {"pump\\Time DATETIME", "pump\\rpm DOUBLE"}


def test_no_document_has_no_columns():
    assert columns(None) == frozenset()
