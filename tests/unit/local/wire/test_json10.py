from __future__ import annotations

import json
import re

import pytest

from l4e_sdk.local.wire import json10
from l4e_sdk.local.wire.faults import (
    MESSAGE_LIMIT,
    Conflict,
    Internal,
    Invalid,
    Malformed,
    TooLarge,
    UnknownOperation,
)
from l4e_sdk.local.wire.messages import WireRequest
from l4e_sdk.shapes import CreateDatasetRequest, DescribeDatasetResponse

BOTH = {"S3InputConfiguration": {"Bucket": "plant"}, "LabelGroupName": "known"}
PREFIX = "AWSLookoutEquipmentFrontendService."


def request(target: str | None = f"{PREFIX}ListModels", method: str = "POST") -> WireRequest:
    return WireRequest(method, {} if target is None else {"x-amz-target": target}, b"{}")


def test_the_target_names_the_operation() -> None:
    assert json10.operation_of(request()) == "ListModels"


@pytest.mark.parametrize(
    "target", ["", "ListModels", "Other.ListModels", f"{PREFIX}Nothing", f"{PREFIX}listmodels"]
)
def test_other_targets_are_unknown(target: str) -> None:
    with pytest.raises(UnknownOperation):
        json10.operation_of(request(target))


def test_a_missing_target_and_another_method_are_malformed() -> None:
    for wrong in (request(None), request(method="GET")):
        with pytest.raises(Malformed):
            json10.operation_of(wrong)


def test_a_body_becomes_the_typed_request() -> None:
    read = json10.read("CreateDataset", b'{"DatasetName": "press", "ClientToken": "t", "Tags": null}')
    assert isinstance(read, CreateDatasetRequest)
    assert read.dataset_name == "press"
    assert read.tags is None


@pytest.mark.parametrize(
    "body", [b"[]", b"1", b"{", b"\xff", b'{"DatasetName": NaN}', b"[" * 100_000], ids=repr
)
def test_a_body_that_is_not_a_json_object_is_invalid(body: bytes) -> None:
    with pytest.raises(Invalid):
        json10.read("DescribeDataset", body)


@pytest.mark.parametrize(
    ("operation", "members", "named"),
    [
        ("CreateModel", {"TrainingDataStartTime": 1}, "TrainingDataStartTime"),
        ("CreateModel", {"TrainingDataStartTime": 1, "TrainingDataEndTime": 5}, "TrainingDataStartTime"),
        (
            "CreateModel",
            {"EvaluationDataStartTime": 9, "EvaluationDataEndTime": 5},
            "EvaluationDataStartTime",
        ),
        ("CreateModel", {"TrainingDataEndTime": 5, "EvaluationDataStartTime": 1}, "TrainingDataEndTime"),
        (
            "UpdateModel",
            {"ModelDiagnosticsOutputConfiguration": {}},
            "ModelDiagnosticsOutputConfiguration uses",
        ),
        ("UpdateModel", {"LabelsInputConfiguration": BOTH}, "S3InputConfiguration or LabelGroupName"),
        ("ListModelVersions", {"MinModelVersion": 2, "MaxModelVersion": 1}, "MaxModelVersion"),
    ],
)
def test_faults_name_members_as_the_service_spells_them(
    operation: str, members: dict[str, object], named: str
) -> None:
    with pytest.raises(Invalid) as caught:
        json10.read(operation, json.dumps(members).encode())
    assert named in caught.value.message
    assert not re.search(r"[a-z0-9]_[a-z]", caught.value.message)


def test_a_body_over_the_limit_is_too_large() -> None:
    with pytest.raises(TooLarge):
        json10.read("DescribeDataset", b" " * (json10.BODY_LIMIT + 1))


def test_an_answer_holds_only_what_is_set() -> None:
    answer = json10.answer(DescribeDatasetResponse(dataset_name="press"), "the-id")
    assert answer.status == 200
    assert json.loads(answer.body) == {"DatasetName": "press"}
    assert answer.headers["x-amzn-RequestId"] == "the-id"
    assert answer.headers["Content-Length"] == str(len(answer.body))


@pytest.mark.parametrize(("fault", "status"), [(Conflict("no"), 400), (Internal("no"), 500)])
def test_a_refusal_names_the_code_and_the_message(fault: Conflict | Internal, status: int) -> None:
    answer = json10.refusal(fault, "the-id")
    assert answer.status == status
    assert json.loads(answer.body) == {"__type": fault.code, "Message": "no"}


def test_a_message_fits_its_member() -> None:
    assert len(Conflict("x" * 9000).message) == MESSAGE_LIMIT
