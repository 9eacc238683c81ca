# boto3 makes the methods of a client at run time.
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import base64
import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import given, settings
from hypothesis import strategies as st

from l4e_sdk.local import EngineSettings, LocalEngine
from l4e_sdk.local.handlers.pages import sheet
from l4e_sdk.local.wire.faults import Invalid
from l4e_sdk.local.wire.messages import WireRequest
from l4e_sdk.shapes import ListNoticesRequest, NoticeSummary
from tests.conftest import boto_client

if TYPE_CHECKING:
    from collections.abc import Iterator

    from botocore.client import BaseClient

TARGET = {"x-amz-target": "AWSLookoutEquipmentFrontendService.ListDatasets"}


@pytest.fixture(scope="module")
def filled() -> Iterator[LocalEngine]:
    """An engine with ten datasets."""
    with LocalEngine(settings=EngineSettings(workers=0, background=False)) as engine:
        boto = boto_client(engine)
        for number in range(10):
            boto.create_dataset(DatasetName=f"d{number}")
        yield engine


@pytest.fixture(scope="module")
def client(filled: LocalEngine) -> BaseClient:
    return boto_client(filled)


def status(engine: LocalEngine, token: str) -> int:
    body = json.dumps({"NextToken": token, "MaxResults": 2}).encode()
    return engine.answer(WireRequest("POST", TARGET, body)).status


def test_the_last_page_has_no_token(client: BaseClient) -> None:
    assert "NextToken" not in client.list_datasets(MaxResults=10)
    assert "NextToken" in client.list_datasets(MaxResults=9)


def test_another_page_size_may_go_on_with_a_token(client: BaseClient) -> None:
    token = client.list_datasets(MaxResults=3)["NextToken"]
    rest = client.list_datasets(MaxResults=500, NextToken=token)["DatasetSummaries"]
    assert [item["DatasetName"] for item in rest] == [f"d{number}" for number in range(3, 10)]


def test_a_token_is_good_for_its_filters_only(client: BaseClient) -> None:
    token = client.list_datasets(MaxResults=3)["NextToken"]
    with pytest.raises(ClientError, match="same filters"):
        client.list_datasets(NextToken=token, DatasetNameBeginsWith="d")


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(max_codepoint=127), max_size=60))
def test_no_text_makes_the_engine_fail(filled: LocalEngine, token: str) -> None:
    assert status(filled, token) in {200, 400}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None)
@given(JSON)
def test_no_tampered_place_makes_the_engine_fail(filled: LocalEngine, client: BaseClient, place: Any) -> None:
    token = client.list_datasets(MaxResults=2)["NextToken"]
    binding, _ = json.loads(base64.urlsafe_b64decode(token))
    tampered = base64.urlsafe_b64encode(json.dumps([binding, place]).encode()).decode()
    assert status(filled, tampered) in {200, 400}


@pytest.mark.parametrize(
    "inside", [b"[" * 6000, b'{"a": 1, "b": 2}', b"null", b'["x"]', b"\xff\xff"], ids=repr
)
def test_other_documents_in_a_token_are_refused(filled: LocalEngine, inside: bytes) -> None:
    assert status(filled, base64.urlsafe_b64encode(inside).decode()) == 400


def noted(number: int) -> NoticeSummary:
    return NoticeSummary(model_name="press", model_version=1, text=str(number))


class TestSheet:
    """Pages of a list that belongs to a version."""

    NOTICES = tuple(noted(number) for number in range(5))

    def request(self, **members: Any) -> ListNoticesRequest:
        return ListNoticesRequest(model_name="press", **members)

    @pytest.mark.parametrize("size", [1, 2, 4, 5, 500])
    def test_pages_of_any_size_hold_the_whole_list(self, size: int) -> None:
        found: list[NoticeSummary] = []
        token: dict[str, str] = {}
        while True:
            page = sheet(self.NOTICES, self.request(max_results=size, **token), 1)
            assert 1 <= len(page.items) <= size
            found += page.items
            if not (token := page.token):
                break
        assert tuple(found) == self.NOTICES

    def test_a_token_is_good_for_its_version_only(self) -> None:
        token = sheet(self.NOTICES, self.request(max_results=2), 1).token
        with pytest.raises(Invalid, match="same filters"):
            sheet(self.NOTICES, self.request(**token), 2)

    @settings(max_examples=100, deadline=None)
    @given(JSON)
    def test_a_tampered_place_is_refused_or_a_place(self, place: Any) -> None:
        token = sheet(self.NOTICES, self.request(max_results=2), 1).next_token
        assert token is not None
        binding, _ = json.loads(base64.urlsafe_b64decode(token))
        tampered = base64.urlsafe_b64encode(json.dumps([binding, place]).encode()).decode()
        with suppress(Invalid):  # any other error is a failure of the engine
            assert set(sheet(self.NOTICES, self.request(next_token=tampered), 1).items) <= set(self.NOTICES)
