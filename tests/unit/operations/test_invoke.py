"""Calls: bytes become typed responses, botocore's errors become ours, and boto3 itself stays plain."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import botocore.endpoint
import pytest
from botocore.config import Config
from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    IncompleteReadError,
    ProxyConnectionError,
    ReadTimeoutError,
    SSLError,
)
from botocore.stub import Stubber

from l4e_sdk import (
    AccessDeniedException,
    ConfigurationError,
    ConflictException,
    ConnectionFailedError,
    InvalidRequestError,
    L4EError,
    LookoutEquipment,
    ResourceNotFoundException,
    ServiceEndedError,
    ServiceError,
    UnreadableResponseError,
)
from tests.support.transport import Answer, Transport, fault

ELSEWHERE = "http://plant.example:8600"
MODEL = {"ModelName": "pump", "Status": "SUCCESS", "CreatedAt": 1700000000.5}


def no_connection(url: str = ELSEWHERE) -> EndpointConnectionError:
    return EndpointConnectionError(endpoint_url=url)


def test_a_success_is_a_typed_response():
    client = Transport(Answer(MODEL)).client()
    assert client.describe_model(model_name="pump").status == "SUCCESS"


def test_the_request_goes_out_in_the_services_names():
    transport = Transport(Answer({}))
    transport.client().list_models(model_name_begins_with="pu", max_results=7)
    assert transport.requests[0].body == {"ModelNameBeginsWith": "pu", "MaxResults": 7}


def test_parameters_that_are_none_are_not_sent():
    transport = Transport(Answer({}))
    transport.client().list_models(status=None)
    assert transport.requests[0].body == {}


def test_request_id_and_status_come_from_the_answer():
    response = Transport(Answer(MODEL, request_id="abc")).client().describe_model(model_name="pump")
    assert (response.request_id, response.http_status) == ("abc", 200)


def test_headers_come_from_the_answer_by_their_names_in_small_letters():
    response = Transport(Answer(MODEL, request_id="abc")).client().describe_model(model_name="pump")
    assert response.http_headers == {
        "x-amzn-requestid": "abc",
        "content-type": "application/x-amz-json-1.0",
    }


def test_headers_come_with_a_refusal_too():
    client = Transport(fault("ConflictException")).client()
    with pytest.raises(ConflictException) as caught:
        client.delete_model(model_name="pump")
    assert caught.value.http_headers["x-amzn-requestid"] == "request-e"


def test_members_that_botocore_does_not_know_are_kept():
    response = Transport(Answer({**MODEL, "Novelty": 1})).client().describe_model(model_name="pump")
    assert response.to_dict(wire=True)["Novelty"] == 1


def test_an_operation_without_output_accepts_an_empty_body():
    response = Transport(Answer(b"")).client().delete_model(model_name="pump")
    assert response.request_id == "request-1"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"<html>", b'{"CreatedAt": "soon"}'])
def test_a_success_that_cannot_be_read_is_an_error(body: bytes):
    client = Transport(Answer(body)).client()
    with pytest.raises(
        UnreadableResponseError, match="DescribeModel succeeded, but its response cannot be read"
    ):
        client.describe_model(model_name="pump")


def test_what_cannot_be_read_is_told_in_a_line_and_kept():
    client = Transport(Answer({"Status": 3, "CreatedAt": "soon"}, request_id="abc")).client()
    with pytest.raises(UnreadableResponseError) as caught:
        client.describe_model(model_name="pump")
    said, error = str(caught.value), caught.value
    assert "Status: Input should be 'IN_PROGRESS'" in said
    assert "; CreatedAt: " in said
    assert "pydantic" not in said
    assert "\n" not in said
    assert (error.operation, error.request_id, error.body) == (
        "DescribeModel",
        "abc",
        b'{"Status": 3, "CreatedAt": "soon"}',
    )


def test_of_many_faults_the_first_are_told():
    client = Transport(Answer({"ModelSummaries": [{"ModelName": 1}] * 500})).client()
    with pytest.raises(UnreadableResponseError, match="and 497 more") as caught:
        client.list_models()
    assert len(str(caught.value)) < 400


def cut(answer: Answer) -> Answer:
    """Return an answer whose line was cut before all of it had come."""
    answer.headers["Content-Length"] = str(len(answer.body) + 1)
    return answer


@pytest.mark.parametrize("answer", [Answer(MODEL), Answer(b""), fault("ConflictException")])
def test_an_answer_that_breaks_off_is_tried_again(answer: Answer):
    transport = Transport(cut(answer), Answer(MODEL))
    client = transport.client(config=Config(retries={"mode": "standard", "total_max_attempts": 2}))
    assert client.describe_model(model_name="pump").model_name == "pump"
    assert len(transport.requests) == 2


@pytest.mark.parametrize("status", [200, 400])
def test_an_answer_that_always_breaks_off_is_a_failed_connection(status: int):
    client = Transport(cut(Answer(b"{", status=status))).client(endpoint_url=ELSEWHERE)
    with pytest.raises(ConnectionFailedError, match="1 read, but total bytes expected is 2") as caught:
        client.describe_model(model_name="pump")
    assert isinstance(caught.value.__cause__, IncompleteReadError)


def test_an_answer_of_the_boto3_client_that_breaks_off_is_boto3s():
    client = Transport(cut(Answer(MODEL))).client()
    assert client.boto3.describe_model(ModelName="pump")["ModelName"] == "pump"


def test_the_boto3_client_still_parses_for_itself():
    client = Transport(Answer(MODEL)).client()
    assert client.boto3.describe_model(ModelName="pump")["Status"] == "SUCCESS"


def test_the_boto3_client_parses_for_itself_while_another_thread_is_in_a_typed_call():
    inside, done = threading.Event(), threading.Event()

    def slow(request) -> Answer:
        if request.operation == "DescribeModel":
            inside.set()
            assert done.wait(10)
        return Answer({"ModelSummaries": [MODEL]})

    client = Transport(slow).client()
    with ThreadPoolExecutor(1) as pool:
        typed = pool.submit(client.describe_model, model_name="pump")
        assert inside.wait(10)
        plain = client.boto3.list_models()
        done.set()
        typed.result()
    assert plain["ModelSummaries"][0]["ModelName"] == "pump"


def test_hooks_of_the_caller_see_the_bytes_before_they_are_taken():
    client = Transport(Answer(MODEL)).client()
    seen = []
    client.boto3.meta.events.register(
        "before-parse.lookoutequipment", lambda response_dict, **_: seen.append(response_dict["body"])
    )
    client.describe_model(model_name="pump")
    assert b"pump" in seen[0]


def test_a_stubber_of_botocore_answers_typed_calls_too():
    client = Transport(Answer({})).client()
    with Stubber(client.boto3) as stubber:
        stubber.add_response("describe_model", {"ModelName": "pump"}, {"ModelName": "pump"})
        assert client.describe_model(model_name="pump").model_name == "pump"


def test_a_boto3_client_shared_by_two_clients_is_prepared_once():
    boto3_client = Transport(Answer(MODEL)).client().boto3
    again = LookoutEquipment(boto3_client=boto3_client)
    assert again.describe_model(model_name="pump").model_name == "pump"


def test_an_invalid_request_is_not_sent():
    transport = Transport(Answer({}))
    with pytest.raises(InvalidRequestError):
        transport.client().describe_model(model_name="bad name!")
    assert transport.requests == []


def test_an_error_of_the_service_has_its_own_class_by_its_code():
    client = Transport(fault("ResourceNotFoundException", "no model", status=404)).client()
    with pytest.raises(ResourceNotFoundException, match="no model"):
        client.describe_model(model_name="pump")


def test_an_error_of_the_service_keeps_botocores_as_its_cause():
    client = Transport(fault("ConflictException")).client()
    with pytest.raises(ConflictException) as caught:
        client.delete_model(model_name="pump")
    assert isinstance(caught.value.__cause__, ClientError)


def test_an_unknown_code_is_a_plain_service_error():
    client = Transport(fault("Strange")).client()
    with pytest.raises(ServiceError) as caught:
        client.describe_model(model_name="pump")
    assert (type(caught.value), caught.value.code, caught.value.request_id) == (
        ServiceError,
        "Strange",
        "request-e",
    )


def test_server_errors_are_retried_by_botocore(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(botocore.endpoint.time, "sleep", lambda _: None)
    transport = Transport(fault("InternalServerException", status=500), Answer(MODEL))
    client = transport.client(config=Config(retries={"mode": "standard", "total_max_attempts": 2}))
    assert client.describe_model(model_name="pump").model_name == "pump"


@pytest.mark.parametrize("body", [b"\xff", b"[]", b"null", b'{"__type": 3}', b"<html>bad gateway", b""])
def test_an_error_that_is_no_error_document_keeps_its_status(body: bytes):
    client = Transport(Answer(body, status=502)).client()
    with pytest.raises(ServiceError) as caught:
        client.describe_model(model_name="pump")
    assert (caught.value.code, caught.value.http_status) == ("502", 502)


@pytest.mark.parametrize(
    "cause",
    [
        no_connection(),
        ConnectTimeoutError(endpoint_url=ELSEWHERE),
        ReadTimeoutError(endpoint_url=ELSEWHERE),
    ],
)
def test_no_answer_is_a_failed_connection(cause: Exception):
    client = Transport(cause).client(endpoint_url=ELSEWHERE)
    with pytest.raises(ConnectionFailedError, match=r"DescribeModel .* http://plant\.example:8600") as caught:
        client.describe_model(model_name="pump")
    assert (type(caught.value), caught.value.__cause__) == (ConnectionFailedError, cause)


@pytest.mark.parametrize("region", ["us-east-1", "cn-north-1"])
def test_no_answer_from_aws_means_that_the_service_ended(region: str):
    client = Transport(no_connection()).client(region_name=region)
    with pytest.raises(ServiceEndedError, match=r"7 October 2026.*LookoutEquipment\.local"):
        client.describe_model(model_name="pump")


@pytest.mark.parametrize(
    "url",
    [
        "https://lookoutequipment-fips.us-east-1.amazonaws.com",
        "https://lookoutequipment.eu-west-1.api.aws",
        "https://vpce-1a.lookoutequipment.us-east-1.vpce.amazonaws.com/",
        "https://lookoutequipment.us-east-1.amazonaws.com:443",
    ],
)
def test_aws_is_known_by_all_its_addresses(url: str):
    client = Transport(no_connection(url)).client(endpoint_url=url)
    with pytest.raises(ServiceEndedError):
        client.list_models()


@pytest.mark.parametrize(
    "url",
    [
        "https://plant.us-east-1.elb.amazonaws.com",
        "https://lookoutequipment.us-east-1.amazonaws.com.plant.example",
        "https://plant.example/lookoutequipment.us-east-1.amazonaws.com",
    ],
)
def test_an_endpoint_of_ones_own_is_not_taken_for_aws(url: str):
    client = Transport(no_connection(url)).client(endpoint_url=url)
    with pytest.raises(ConnectionFailedError) as caught:
        client.list_models()
    assert not isinstance(caught.value, ServiceEndedError)


@pytest.mark.parametrize(
    "cause",
    [
        ProxyConnectionError(proxy_url="http://proxy.example"),
        SSLError(endpoint_url="https://lookoutequipment.us-east-1.amazonaws.com", error="bad certificate"),
    ],
)
def test_a_fault_on_the_way_to_aws_is_not_taken_for_its_end(cause: Exception):
    client = Transport(cause).client()
    with pytest.raises(ConnectionFailedError) as caught:
        client.list_models()
    assert not isinstance(caught.value, ServiceEndedError)


@pytest.mark.parametrize(
    "code", ["UnrecognizedClientException", "AccessDeniedException", "UnknownOperationException"]
)
def test_being_turned_away_by_aws_means_that_the_service_ended(code: str):
    client = Transport(fault(code, "go away")).client()
    with pytest.raises(ServiceEndedError, match="go away"):
        client.list_models()


def test_being_refused_a_role_on_the_way_to_aws_is_not_taken_for_its_end():
    def refused(**_: object) -> None:
        raise ClientError({"Error": {"Code": "AccessDenied", "Message": "Not your role."}}, "AssumeRole")

    client = Transport(Answer(MODEL)).client()
    client.boto3.meta.events.register("before-sign.lookoutequipment", refused)
    with pytest.raises(ServiceError, match=r"AssumeRole operation: Not your role\.") as caught:
        client.describe_model(model_name="pump")
    assert (type(caught.value), caught.value.operation) == (ServiceError, "AssumeRole")


def test_being_turned_away_by_another_endpoint_is_what_it_says():
    client = Transport(fault("AccessDeniedException")).client(endpoint_url=ELSEWHERE)
    with pytest.raises(AccessDeniedException):
        client.list_models()


def test_missing_credentials_are_a_configuration_error_with_the_remedy():
    client = Transport(Answer({})).client(aws_access_key_id=None, aws_secret_access_key=None)
    with pytest.raises(ConfigurationError, match=r"Unable to locate credentials.*profile_name="):
        client.list_models()


def test_one_except_catches_whatever_botocore_raises():
    for cause in [no_connection(), ReadTimeoutError(endpoint_url=ELSEWHERE)]:
        with pytest.raises(L4EError):
            Transport(cause).client(endpoint_url=ELSEWHERE).list_models()
