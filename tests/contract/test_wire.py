"""Requests that no SDK would send: each gets a modelled error, never a traceback and never an empty success."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from l4e_sdk._botocore_data import ServiceDescription
from l4e_sdk.local.wire.json10 import BODY_LIMIT
from l4e_sdk.local.wire.messages import WireRequest
from tests.contract.test_main_path import train
from tests.support.factory import LIVE, inference

if TYPE_CHECKING:
    from botocore.client import BaseClient

    from l4e_sdk.local import LocalEngine

PREFIX = ServiceDescription.load().target_prefix
OPERATIONS = sorted(ServiceDescription.load().operations)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def send(
    engine: LocalEngine, body: bytes, operation: str = "DescribeModel", **headers: str
) -> tuple[int, dict[str, str]]:
    target = {"x-amz-target": f"{PREFIX}.{operation}", **headers}
    answer = engine.answer(WireRequest("POST", target, body))
    document = json.loads(answer.body)
    assert answer.headers["x-amzn-RequestId"]
    return answer.status, document


@pytest.mark.parametrize(
    "body",
    [b"{", b"\xff\xfe", b"[]", b'"text"', b"nul", b'{"ModelName": NaN}', b"[" * 100_000],
    ids=["cut", "no text", "a list", "a string", "no JSON", "not a number", "deep"],
)
def test_a_body_that_is_no_json_object_is_refused(engine: LocalEngine, body: bytes) -> None:
    status, document = send(engine, body)
    assert (status, document["__type"]) == (400, "ValidationException")
    assert document["Message"]


def test_a_huge_body_is_refused_unread(engine: LocalEngine) -> None:
    assert send(engine, b" " * (BODY_LIMIT + 1))[1]["__type"] == "RequestEntityTooLargeException"


@pytest.mark.parametrize("target", ["Other.DescribeModel", f"{PREFIX}.Explode", "DescribeModel", ""])
def test_an_unknown_target_is_named(engine: LocalEngine, target: str) -> None:
    status, document = send(engine, b"{}", **{"x-amz-target": target})
    assert (status, document["__type"]) == (404, "UnknownOperationException")


def test_a_request_without_a_target_is_malformed(engine: LocalEngine) -> None:
    answer = engine.answer(WireRequest("POST", {}, b"{}"))
    assert json.loads(answer.body)["__type"] == "MalformedHttpRequestException"


def test_other_methods_are_malformed(engine: LocalEngine) -> None:
    answer = engine.answer(WireRequest("GET", {"x-amz-target": f"{PREFIX}.ListModels"}, b""))
    assert json.loads(answer.body)["__type"] == "MalformedHttpRequestException"


def test_all_faults_of_a_request_are_listed(engine: LocalEngine) -> None:
    body = {"MaxResults": 501, "ModelNameBeginsWith": "no!", "Status": "DONE"}
    message = send(engine, json.dumps(body).encode(), "ListModels")[1]["Message"]
    assert all(member in message for member in body)


def test_unknown_members_are_ignored_and_nulls_count_as_absent(engine: LocalEngine) -> None:
    status, document = send(engine, b'{"Colour": "blue", "NextToken": null}', "ListModels")
    assert (status, document) == (200, {"ModelSummaries": []})


def test_unknown_members_and_nulls_are_dropped_at_every_depth(boto: BaseClient, engine: LocalEngine) -> None:
    train(boto, engine)
    document = inference("press", "live")
    document["DataInputConfiguration"] = {
        **LIVE,
        "Colour": "blue",
        "InputTimeZoneOffset": None,
        "S3InputConfiguration": {**LIVE["S3InputConfiguration"], "__proto__": {}},
    }
    status, _ = send(
        engine, json.dumps({**document, "ClientToken": "t"}).encode(), "CreateInferenceScheduler"
    )
    assert status == 200
    body = json.dumps({"InferenceSchedulerName": "live"}).encode()
    described = send(engine, body, "DescribeInferenceScheduler")[1]
    assert described["DataInputConfiguration"] == LIVE


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(operation=st.sampled_from(OPERATIONS), body=JSON)
def test_no_body_makes_the_engine_fail(engine: LocalEngine, operation: str, body: object) -> None:
    status, document = send(engine, json.dumps(body).encode(), operation)
    assert status in {200, 400, 404}
    assert status == 200 or set(document) == {"__type", "Message"}


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(operation=st.sampled_from(OPERATIONS), data=st.data())
def test_members_of_any_type_make_no_failure(
    engine: LocalEngine, operation: str, data: st.DataObject
) -> None:
    members = list(ServiceDescription.load().input_of(operation).members)
    body = data.draw(st.dictionaries(st.sampled_from(members), JSON)) if members else {}
    status, _ = send(engine, json.dumps(body).encode(), operation)
    assert status in {200, 400, 404}
