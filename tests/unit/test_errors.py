"""The tree of errors: what is what, what survives a process border, what a message says."""

from __future__ import annotations

import copy
import inspect
import pickle
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from multiprocessing import get_context

import pytest
from botocore.exceptions import ClientError

from l4e_sdk import errors
from l4e_sdk._botocore_data import ServiceDescription
from l4e_sdk._calls.service_error import service_error
from l4e_sdk.errors import (
    ConnectionFailedError,
    Fault,
    InvalidRequestError,
    L4EError,
    MissingExtraError,
    ResourceFailedError,
    ServiceEndedError,
    UnexpectedStateError,
    WaitError,
    WaitTimeoutError,
)

MODELLED = sorted(name for name, facts in ServiceDescription.load().shapes.items() if facts.is_exception)
FAULTS = [
    Fault("model_name", "ModelName", "required", "is missing."),
    Fault("tags[0]", "Tags[0]", "type", "is 5."),
]


def response(code):
    return {
        "Error": {"Code": code, "Message": "The pump is running."},
        "ResponseMetadata": {"RequestId": "r-1", "HTTPStatusCode": 409, "RetryAttempts": 0},
        "Message": "The pump is running.",
    }


SAMPLES = [
    L4EError("plain"),
    errors.InvalidValueError("no duration"),
    InvalidRequestError("CreateModel", FAULTS),
    errors.ConfigurationError("no region"),
    MissingExtraError("local", "The embedded engine"),
    errors.RefusedError("no version was active before"),
    errors.NotAvailableError("model 'pump'", "metrics", "it is IN_PROGRESS.", "Call wait()."),
    errors.CannotChangeError(
        "model 'pump'", [errors.Obstacle("off_condition", None, "rpm < 1", "Rename it.")]
    ),
    errors.ClockStalledError("stays due"),
    errors.ObjectError("s3://plant/a.csv cannot be read"),
    errors.PaginationError("the token came twice"),
    errors.UnreadableResponseError(
        "not a response", operation="DescribeModel", request_id="r-1", body=b"<html>"
    ),
    errors.UnreadableDocumentError("not a document"),
    ConnectionFailedError("ListModels", "http://127.0.0.1:1", "connection refused."),
    errors.ExtensionMissingError("RetrainModel", "http://127.0.0.1:1", "unknown operation."),
    ServiceEndedError("ListModels", "https://lookoutequipment.eu-west-1.amazonaws.com", "no such host."),
    errors.ExtensionMissingError("RetrainModel", "http://127.0.0.1:1", "It answered 404."),
    *(
        service_error(ClientError(response(code), "StartInferenceScheduler"))
        for code in [*MODELLED, "OddException"]
    ),
    WaitError("ended", last={"Status": "FAILED"}),
    WaitTimeoutError("too late", elapsed=timedelta(minutes=5), last={"Status": "IN_PROGRESS"}),
    ResourceFailedError("failed", reason="no data", last={"Status": "FAILED"}),
    UnexpectedStateError("gone", last=None),
    errors.WaitCancelledError("cancelled", last={"Status": "IN_PROGRESS"}),
    errors.WaitAllError("1 of 2", [ResourceFailedError("failed", reason="no data")]),
]


def content(error):
    args = [[content(part) for part in value] if isinstance(value, list) else value for value in error.args]
    return type(error), str(error), args, vars(error)


def raised(error):
    raise error


@pytest.mark.parametrize("error", SAMPLES, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda error: pickle.loads(pickle.dumps(error))])
def test_an_error_survives_pickling_and_copying(error, again):
    assert content(again(error)) == content(error)


def test_every_class_of_the_tree_is_tried():
    kinds = {kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, L4EError)}
    assert kinds == {type(error) for error in SAMPLES}


def test_errors_come_out_of_a_process_as_they_are():
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        for error in SAMPLES:
            outcome = pool.submit(raised, error).exception()
            assert (type(outcome), str(outcome)) == (type(error), str(error))


def test_a_group_of_failures_is_picked_apart_by_class():
    failed, late = ResourceFailedError("failed"), WaitTimeoutError("late", elapsed=timedelta(1))
    caught = []
    try:
        raise errors.WaitAllError("2 of 3", [failed, late])
    except* WaitTimeoutError as group:
        caught += group.exceptions
    except* ResourceFailedError as group:
        caught += group.exceptions
    assert caught == [late, failed]


def test_notes_survive_too():
    error = L4EError("plain")
    error.add_note("while training")
    assert pickle.loads(pickle.dumps(error)).__notes__ == ["while training"]


@pytest.mark.parametrize("error", SAMPLES, ids=lambda error: type(error).__name__)
def test_every_class_is_drawn_in_the_tree(error):
    assert f"{type(error).__name__}" in errors.__doc__


def test_a_service_error_tells_what_the_endpoint_said():
    error = service_error(ClientError(response("ConflictException"), "DeleteModel"))
    assert (error.code, error.message, error.operation, error.request_id, error.http_status) == (
        "ConflictException",
        "The pump is running.",
        "DeleteModel",
        "r-1",
        409,
    )


def test_a_service_error_is_caught_by_code_written_for_boto3():
    error = service_error(ClientError(response("ConflictException"), "DeleteModel"))
    with pytest.raises(ClientError, match="ConflictException") as caught:
        raise error
    assert caught.value.response["Error"]["Code"] == "ConflictException"


def test_a_wait_without_a_description_has_no_status():
    assert errors.WaitCancelledError("Enough.").status is None


def test_an_answer_with_nothing_in_it_is_still_an_error():
    error = service_error(ClientError({}, "DeleteModel"))
    assert (error.code, error.message, error.request_id, error.http_status) == ("Unknown", "", None, None)
    assert error.http_headers == {}


@pytest.mark.parametrize("code", MODELLED)
def test_only_what_may_pass_later_is_retryable(code):
    error = service_error(ClientError(response(code), "DeleteModel"))
    assert error.retryable is (code in {"InternalServerException", "ThrottlingException"})


def test_an_invalid_request_lists_all_faults():
    assert str(InvalidRequestError("CreateModel", FAULTS)) == (
        "CreateModel was not sent; 2 faults:\n  model_name: is missing.\n  tags[0]: is 5."
    )


@pytest.mark.parametrize(
    ("kind", "builtin"),
    [
        (InvalidRequestError, ValueError),
        (MissingExtraError, ImportError),
        (ConnectionFailedError, ConnectionError),
        (WaitTimeoutError, TimeoutError),
    ],
)
def test_errors_are_what_python_calls_them(kind, builtin):
    assert issubclass(kind, builtin)


@pytest.mark.parametrize(("retries", "told"), [(0, False), (3, True)])
def test_retries_are_told_where_there_were_any(retries: int, told: bool):
    answer = response("ConflictException")
    answer["ResponseMetadata"] |= {"RetryAttempts": retries, "MaxAttemptsReached": True}
    error = service_error(ClientError(answer, "CreateModel"))
    assert (f"reached max retries: {retries}" in str(error)) is told
    assert error.request_id == "r-1"


def test_a_missing_extra_says_what_to_install():
    with pytest.raises(ImportError, match=r"pip install 'l4e-sdk\[local\]'"):
        raise MissingExtraError("local", "The embedded engine")


@pytest.mark.parametrize("remedy", ["7 October 2026", "LookoutEquipment.local", "endpoint_url="])
def test_the_end_of_the_service_is_told_with_what_to_do(remedy):
    assert remedy in str(ServiceEndedError("ListModels", "https://example.com", "no such host."))


def test_an_error_with_an_errno_like_reason_keeps_its_message():
    assert "refused" in str(ConnectionFailedError("ListModels", "http://127.0.0.1:1", "refused."))


def test_what_cannot_be_changed_is_listed_and_each_remedy_is_told_once():
    obstacles = [
        errors.Obstacle(name, 1, 2, "Use another name.") for name in ("off_condition", "dataset_name")
    ]
    assert str(errors.CannotChangeError("model 'pump'", obstacles)).splitlines() == [
        "model 'pump' is not as wanted and cannot be changed; nothing was:",
        "  off_condition is 1, and wanted is 2",
        "  dataset_name is 1, and wanted is 2",
        "  Use another name.",
    ]
