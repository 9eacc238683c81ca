"""What Lookout for Vision answers when it does not answer: classes by code, with what each has to say."""

from __future__ import annotations

import pickle
from datetime import timedelta

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, EndpointConnectionError

import l4e_sdk
from l4e_sdk import ConnectionFailedError, ServiceEndedError, ServiceError, vision
from l4e_sdk._botocore_data import VISION, ServiceDescription
from l4e_sdk.vision import ResourceType, VisionEndedError
from tests.unit.vision.loopback import Answer, Endpoint, fault

NAMES = {"project_name": "boards", "model_version": "3"}
ABOUT = {"ResourceId": "boards", "ResourceType": "PROJECT"}
AWS = "https://lookoutvision.eu-west-1.amazonaws.com"
MODELLED = [
    ("AccessDeniedException", 403, l4e_sdk.AccessDeniedException),
    ("ValidationException", 400, l4e_sdk.ValidationException),
    ("ConflictException", 409, vision.ConflictException),
    ("ResourceNotFoundException", 404, vision.ResourceNotFoundException),
    ("ThrottlingException", 429, vision.ThrottlingException),
    ("InternalServerException", 500, vision.InternalServerException),
]


def error(endpoint: Endpoint, answer: Answer) -> ServiceError:
    """Return what a client raises for an answer."""
    with pytest.raises(ServiceError) as caught:
        endpoint.client(answer).describe_model(**NAMES)
    return caught.value


def test_all_errors_of_the_description_are_tried_here():
    operation = ServiceDescription.load(VISION).operations["DescribeModel"]
    assert {code for code, _, _ in MODELLED} == set(operation.errors)


@pytest.mark.parametrize(("code", "status", "kind"), MODELLED)
def test_every_error_has_its_class(endpoint: Endpoint, code: str, status: int, kind: type[ServiceError]):
    assert type(error(endpoint, fault(code, status))) is kind


@pytest.mark.parametrize(("code", "status", "_kind"), MODELLED)
def test_every_error_says_what_was_answered(endpoint: Endpoint, code: str, status: int, _kind: object):
    raised = error(endpoint, fault(code, status, Message="not today"))
    said = (raised.code, raised.message, raised.http_status, raised.request_id, raised.operation)
    assert said == (code, "not today", status, "request-1", "DescribeModel")


@pytest.mark.parametrize(("code", "status", "_kind"), MODELLED)
def test_every_error_is_caught_as_that_of_the_other_service(
    endpoint: Endpoint, code: str, status: int, _kind: object
):
    raised = error(endpoint, fault(code, status))
    assert isinstance(raised, getattr(l4e_sdk, code))
    assert raised.retryable is getattr(l4e_sdk, code).retryable


@pytest.mark.parametrize(("code", "status", "_kind"), MODELLED)
def test_every_error_is_botocores_too(endpoint: Endpoint, code: str, status: int, _kind: object):
    assert isinstance(error(endpoint, fault(code, status)), ClientError)


def test_the_class_goes_by_the_code_and_not_by_the_status(endpoint: Endpoint):
    assert type(error(endpoint, fault("ConflictException", 400))) is vision.ConflictException


@pytest.mark.parametrize(
    "code", ["ConflictException:http://internal.example/", "com.example#ConflictException"]
)
def test_a_code_is_read_without_what_surrounds_it(endpoint: Endpoint, code: str):
    assert error(endpoint, fault(code, 409)).code == "ConflictException"


@pytest.mark.parametrize("key", ["__type", "code"])
def test_a_code_may_stand_in_the_body(endpoint: Endpoint, key: str):
    answer = Answer({key: "ConflictException", "Message": "busy", **ABOUT}, 409)
    assert error(endpoint, answer).resource_id == "boards"


@pytest.mark.parametrize("code", ["ConflictException", "ResourceNotFoundException"])
def test_a_resource_is_named(endpoint: Endpoint, code: str):
    raised = error(endpoint, fault(code, **ABOUT))
    assert (raised.resource_id, raised.resource_type) == ("boards", ResourceType.PROJECT)


def test_an_unknown_type_of_resource_is_kept(endpoint: Endpoint):
    raised = error(endpoint, fault("ConflictException", 409, ResourceId="7", ResourceType="CAMERA"))
    assert (raised.resource_type, raised.resource_type.is_known) == ("CAMERA", False)


def test_a_resource_that_is_not_named_is_none(endpoint: Endpoint):
    raised = error(endpoint, fault("ConflictException", 409))
    assert (raised.resource_id, raised.resource_type) == (None, None)


@pytest.mark.parametrize("code", ["InternalServerException", "ThrottlingException"])
def test_an_error_says_when_to_come_back(endpoint: Endpoint, code: str):
    raised = error(endpoint, fault(code, headers={"Retry-After": "7"}))
    assert raised.retry_after == timedelta(seconds=7)


@pytest.mark.parametrize("code", ["InternalServerException", "ThrottlingException"])
def test_an_error_need_not_say_when_to_come_back(endpoint: Endpoint, code: str):
    assert error(endpoint, fault(code)).retry_after is None


@pytest.mark.parametrize("value", ["Wed, 21 Oct 2026 07:28:00 GMT", "soon", "", "-1", "1.5", "9" * 400])
def test_a_time_to_come_back_that_is_no_number_of_seconds_hides_no_error(endpoint: Endpoint, value: str):
    raised = error(endpoint, fault("ThrottlingException", 429, headers={"Retry-After": value}))
    assert (type(raised), raised.retry_after) == (vision.ThrottlingException, None)


def test_throttling_says_which_quota_was_used_up(endpoint: Endpoint):
    raised = error(endpoint, fault("ThrottlingException", 429, QuotaCode="L-1", ServiceCode="lookoutvision"))
    assert (raised.quota_code, raised.service_code) == ("L-1", "lookoutvision")


@pytest.mark.parametrize("status", [400, 418, 503])
def test_an_unknown_code_is_a_plain_service_error(endpoint: Endpoint, status: int):
    raised = error(endpoint, fault("Strange", status, Message="who knows"))
    assert (type(raised), raised.code, raised.message) == (ServiceError, "Strange", "who knows")


@pytest.mark.parametrize("body", [b"", b"<html>bad gateway", b"[]", b"\xff", b'{"__type": 3}'])
def test_an_error_that_is_no_error_document_keeps_its_status(endpoint: Endpoint, body: bytes):
    raised = error(endpoint, Answer(body, 502))
    assert (type(raised), raised.code, raised.http_status) == (ServiceError, "502", 502)


@pytest.mark.parametrize(("code", "status", "kind"), MODELLED)
def test_errors_pickle(endpoint: Endpoint, code: str, status: int, kind: type[ServiceError]):
    raised = error(endpoint, fault(code, status, headers={"Retry-After": "7"}, **ABOUT))
    again = pickle.loads(pickle.dumps(raised))
    assert (type(again), again.response, str(again)) == (kind, raised.response, str(raised))


def test_an_endpoint_that_cannot_be_reached_is_a_failed_connection():
    with Endpoint() as gone:
        url = gone.url
    with Endpoint() as other, pytest.raises(ConnectionFailedError, match=url) as caught:
        other.client(endpoint_url=url).describe_model(**NAMES)
    assert not isinstance(caught.value, ServiceEndedError)


@pytest.mark.parametrize("words", ["Lookout for Vision on 31 October 2025", "endpoint_url="])
def test_no_answer_from_aws_means_that_the_service_ended(endpoint: Endpoint, words: str):
    def cut(**_: object) -> None:
        raise EndpointConnectionError(endpoint_url=AWS)

    client = endpoint.client(endpoint_url=AWS)
    client.boto3.meta.events.register_first("before-send.lookoutvision", cut)
    with pytest.raises(VisionEndedError, match=words):
        client.describe_model(**NAMES)


def test_the_end_of_this_service_is_caught_like_that_of_the_other():
    assert issubclass(VisionEndedError, ServiceEndedError)


def test_the_end_of_this_service_points_at_no_embedded_engine():
    assert ".local(" not in str(VisionEndedError("DescribeModel", AWS, "No such host."))


def test_the_end_of_this_service_pickles():
    ended = VisionEndedError("DescribeModel", AWS, "No such host.")
    again = pickle.loads(pickle.dumps(ended))
    assert (type(again), str(again), again.endpoint) == (VisionEndedError, str(ended), AWS)


@pytest.mark.parametrize("code", ["UnrecognizedClientException", "AccessDeniedException"])
def test_being_turned_away_by_aws_means_that_the_service_ended(endpoint: Endpoint, code: str):
    proxied = Config(proxies={"http": endpoint.url}, retries={"mode": "standard", "total_max_attempts": 1})
    address = AWS.replace("https", "http")  # a proxy sees into this one, and so can answer for AWS
    client = endpoint.client(fault(code, 403, Message="go away"), endpoint_url=address, config=proxied)
    with pytest.raises(VisionEndedError, match="go away"):
        client.describe_model(**NAMES)
