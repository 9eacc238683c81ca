from __future__ import annotations

import json
from typing import TYPE_CHECKING

from l4e_sdk.local.wire.dispatch import Application
from l4e_sdk.local.wire.faults import NotFound
from l4e_sdk.local.wire.messages import WireRequest
from l4e_sdk.shapes import ListModelsRequest, ListModelsResponse

if TYPE_CHECKING:
    import pytest

    from l4e_sdk.shapes import Response, Shape

LIST = WireRequest("POST", {"x-amz-target": "AWSLookoutEquipmentFrontendService.ListModels"}, b"{}")


def answers(_operation: str, _request: Shape) -> Response:
    return ListModelsResponse(model_summaries=())


def refuses(_operation: str, _request: Shape) -> Response:
    raise NotFound("not here")


def breaks(_operation: str, _request: Shape) -> Response:
    raise ZeroDivisionError("a secret of ours")


def test_the_operation_gets_its_name_and_typed_request() -> None:
    asked: list[tuple[str, Shape]] = []

    def note(operation: str, request: Shape) -> Response:
        asked.append((operation, request))
        return answers(operation, request)

    assert Application(note)(LIST).status == 200
    assert asked == [("ListModels", ListModelsRequest())]


def test_a_fault_is_an_answer() -> None:
    answer = Application(refuses)(LIST)
    assert (answer.status, json.loads(answer.body)["__type"]) == (400, "ResourceNotFoundException")


def test_a_bug_is_a_modelled_answer_whose_id_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    answer = Application(breaks)(LIST)
    body = json.loads(answer.body)
    assert (answer.status, body["__type"]) == (500, "InternalServerException")
    assert "secret" not in body["Message"]
    assert answer.headers["x-amzn-RequestId"] in caplog.text
    assert "a secret of ours" in caplog.text


def test_every_request_has_an_id_of_its_own() -> None:
    application = Application(answers)
    assert application(LIST).headers["x-amzn-RequestId"] != application(LIST).headers["x-amzn-RequestId"]
