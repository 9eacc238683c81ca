"""Clients under load and over real sockets: attempts, threads, processes, and an endpoint that has ended."""

from __future__ import annotations

import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import EndpointConnectionError

from l4e_sdk import ConflictException, LookoutEquipment, Model, ServiceEndedError, ThrottlingException
from tests.support import pool
from tests.support.loopback import Loopback
from tests.support.transport import Answer, Transport, fault

if TYPE_CHECKING:
    from collections.abc import Callable

THREADS = 16
PAGES = 5
AWS = "https://lookoutequipment.eu-west-1.amazonaws.com/"


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let botocore's retries follow one another without a pause."""
    monkeypatch.setattr("time.sleep", lambda _: None)


def failing(times: int, failure: Answer | None) -> Callable[[str, Any], Answer | None]:
    """Answer with a failure so many times, and then with success."""
    left = iter(range(times))

    def answer(_: str, __: Any) -> Answer | None:
        return failure if next(left, None) is not None else Answer({"DatasetName": "pump"})

    return answer


@pytest.mark.parametrize(
    "failure", [fault("ThrottlingException"), fault("InternalServerException", status=500), None]
)
def test_one_idempotency_token_goes_with_all_attempts(failure: Answer | None):
    with Loopback(failing(3, failure)) as service:
        service.client().create_dataset(dataset_name="pump")
    tokens = {body["ClientToken"] for _, body in service.requests}
    assert (len(service.requests), len(tokens)) == (4, 1)


def test_two_calls_have_two_idempotency_tokens():
    with Loopback(failing(0, None)) as service:
        client = service.client()
        for _ in range(2):
            client.create_dataset(dataset_name="pump")
    assert len({body["ClientToken"] for _, body in service.requests}) == 2


def test_a_call_is_tried_six_times():
    with Loopback(failing(9, fault("ThrottlingException"))) as service, pytest.raises(ThrottlingException):
        service.client().describe_dataset(dataset_name="pump")
    assert len(service.requests) == 6


def test_a_refusal_is_not_tried_again():
    with Loopback(failing(9, fault("ConflictException"))) as service, pytest.raises(ConflictException):
        service.client().delete_dataset(dataset_name="pump")
    assert len(service.requests) == 1


def test_options_count_the_attempts_of_a_call():
    with Loopback(failing(9, fault("ThrottlingException"))) as service:
        client = service.client()
        with client.with_options(attempts=2) as brisk, pytest.raises(ThrottlingException):
            brisk.describe_dataset(dataset_name="pump")
    assert len(service.requests) == 2


def plant(operation: str, body: Any) -> Answer:
    """Describe whatever is asked for, and list versions on a few pages."""
    if operation == "DescribeModel":
        return Answer({"ModelName": body["ModelName"], "Status": "SUCCESS"})
    page = int(body.get("NextToken", "0"))
    token = {"NextToken": str(page + 1)} if page + 1 < PAGES else {}
    versions = [{"ModelName": body["ModelName"], "ModelVersion": 10 * page + each + 1} for each in range(10)]
    return Answer({"ModelVersionSummaries": versions} | token)


def together(work: Callable[[int], object]) -> list[object]:
    """Do something in sixteen threads that start at the same moment."""
    start = threading.Barrier(THREADS)

    def begin(number: int) -> object:
        start.wait()
        return work(number)

    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(begin, range(THREADS)))


def test_sixteen_threads_share_a_client_that_none_of_them_has_used_yet():
    with Loopback(plant) as service:
        client = service.client()

        def describe(number: int) -> list[str]:
            return [str(client.describe_model(model_name=f"m{number}-{i}").model_name) for i in range(10)]

        assert together(describe) == [[f"m{number}-{i}" for i in range(10)] for number in range(THREADS)]


def test_sixteen_threads_make_one_boto3_client():
    client = LookoutEquipment(region_name="us-east-1")
    assert len({id(found) for found in together(lambda _: client.boto3)}) == 1


def test_sixteen_threads_page_without_mixing_their_pages():
    with Loopback(plant) as service:
        client = service.client()

        def versions(number: int) -> list[tuple[str, int]]:
            return [
                (version.model_name, version.version) for version in Model(client, f"m{number}").versions()
            ]

        expected = [[(f"m{number}", each + 1) for each in range(10 * PAGES)] for number in range(THREADS)]
        assert together(versions) == expected


def test_sixteen_threads_read_one_facade():
    with Loopback(plant) as service:
        model = Model(service.client(), "pump")
        assert set(together(lambda _: str(model.status))) == {"SUCCESS"}


def test_sixteen_threads_make_clients_with_options_of_their_own():
    with Loopback(plant) as service:
        client = service.client()

        def describe(number: int) -> str:
            with client.with_options(attempts=1 + number) as other:
                return str(other.describe_model(model_name=f"m{number}").model_name)

        assert together(describe) == [f"m{number}" for number in range(THREADS)]


def test_clients_facades_and_errors_go_through_a_process_pool():
    with (
        Loopback(
            lambda operation, body: (
                fault("ConflictException") if operation == "DeleteModel" else plant(operation, body)
            )
        ) as service,
        ProcessPoolExecutor(1, mp_context=get_context("spawn")) as processes,
    ):
        client = service.client()
        model = client.models.get("pump")
        travelled = processes.submit(pool.travelled, model).result()
        refusal = processes.submit(pool.raising_call, client).exception()
        assert processes.submit(pool.model_status, client).result() == "SUCCESS"
    assert (travelled.bind(client), travelled.status) == (model, "SUCCESS")
    assert (type(refusal), refusal.operation, refusal.request_id) == (
        ConflictException,
        "DeleteModel",
        "request-e",
    )


@pytest.mark.parametrize(
    "ending",
    [EndpointConnectionError(endpoint_url=AWS), fault("UnknownOperationException"), Answer(b"", status=404)],
)
def test_awss_own_endpoint_is_known_to_have_ended_and_the_message_says_what_to_do(ending: Answer | Exception):
    client = Transport(ending).client(region_name="eu-west-1")
    with pytest.raises(ServiceEndedError, match=r"7 October 2026.*LookoutEquipment\.local\(.*endpoint_url="):
        client.list_models()
