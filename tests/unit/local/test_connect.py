from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from socket import socket
from threading import Barrier
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, EndpointConnectionError

from l4e_sdk.local import EngineSettings, LocalEngine, Quotas, connect
from tests.conftest import boto_client

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from botocore.client import BaseClient

THREADS = 16


@pytest.fixture
def busy() -> Iterator[LocalEngine]:
    """An engine that works in the background while it is asked."""
    settings = EngineSettings(workers=0, quotas=Quotas(datasets=1000, label_groups=1000))
    with LocalEngine(settings=settings) as engine:
        yield engine


def at_once(act: Callable[[int], object]) -> list[object]:
    """Call a function from all threads at the same time; errors come out."""
    barrier = Barrier(THREADS)

    def begin(number: int) -> object:
        barrier.wait(20)
        return act(number)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(begin, range(THREADS)))


def test_a_request_carries_the_id_of_the_answer(boto: BaseClient) -> None:
    answer = boto.list_datasets()
    assert answer["ResponseMetadata"]["RequestId"]
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200


def test_a_signed_request_is_answered_too(engine: LocalEngine) -> None:
    session = boto3.session.Session("key", "secret", region_name="us-east-1")
    client = session.client("lookoutequipment")
    connect(client, engine)
    assert client.list_datasets()["DatasetSummaries"] == []


def test_other_clients_of_the_session_are_left_alone(engine: LocalEngine) -> None:
    session = boto3.session.Session("key", "secret", region_name="us-east-1")
    connect(session.client("lookoutequipment"), engine)
    once = Config(retries={"total_max_attempts": 1})
    with closing(socket()) as nobody:
        nobody.bind(("127.0.0.1", 0))  # and does not listen, so that a connection is refused at once
        elsewhere = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        other = session.client("lookoutequipment", endpoint_url=elsewhere, config=once)
        with pytest.raises(EndpointConnectionError):
            other.list_datasets()


def test_an_error_is_botocores_own_with_its_code(boto: BaseClient) -> None:
    with pytest.raises(boto.exceptions.ResourceNotFoundException):
        boto.describe_model(ModelName="none")


def test_text_beyond_ascii_survives(boto: BaseClient) -> None:
    boto.create_label_group(LabelGroupName="faults", FaultCodes=["Überdruck ⚙"])
    assert boto.describe_label_group(LabelGroupName="faults")["FaultCodes"] == ["Überdruck ⚙"]


class TestManyThreads:
    def test_lose_no_resource(self, busy: LocalEngine) -> None:
        boto = boto_client(busy)

        def create(number: int) -> None:
            for step in range(5):
                boto.create_dataset(
                    DatasetName=f"d-{number}-{step}", Tags=[{"Key": "n", "Value": str(number)}]
                )
                boto.describe_dataset(DatasetName=f"d-{number}-{step}")

        at_once(create)
        pages = boto.get_paginator("list_datasets").paginate(PaginationConfig={"PageSize": 7})
        assert (
            len({item["DatasetName"] for page in pages for item in page["DatasetSummaries"]}) == THREADS * 5
        )

    def test_lose_no_update_of_one_resource(self, busy: LocalEngine) -> None:
        boto = boto_client(busy)
        arn = boto.create_dataset(DatasetName="press")["DatasetArn"]

        def tag(number: int) -> None:
            for letter in "xyz":
                boto.tag_resource(ResourceArn=arn, Tags=[{"Key": f"{letter}{number}", "Value": "v"}])

        at_once(tag)
        assert len(boto.list_tags_for_resource(ResourceArn=arn)["Tags"]) == THREADS * 3

    def test_create_a_name_once(self, busy: LocalEngine) -> None:
        boto = boto_client(busy)

        def create(_: int) -> str:
            try:
                boto.create_dataset(DatasetName="press")
            except ClientError as error:
                return error.response["Error"]["Code"]
            return "created"

        outcomes = at_once(create)
        assert sorted(map(str, outcomes)) == ["ConflictException"] * (THREADS - 1) + ["created"]

    def test_get_one_answer_for_one_token(self, busy: LocalEngine) -> None:
        boto = boto_client(busy)
        arns = at_once(lambda _: boto.create_dataset(DatasetName="press", ClientToken="once")["DatasetArn"])
        assert len(set(arns)) == 1

    def test_keep_a_quota(self) -> None:
        settings = EngineSettings(workers=0, quotas=Quotas(label_groups=5))
        with LocalEngine(settings=settings) as engine:
            boto = boto_client(engine)

            def create(number: int) -> bool:
                try:
                    boto.create_label_group(LabelGroupName=f"g{number}")
                except ClientError:
                    return False
                return True

            assert sum(map(bool, at_once(create))) == 5
