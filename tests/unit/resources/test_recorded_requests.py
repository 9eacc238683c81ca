"""Requests that are written down before they are sent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from l4e_sdk import InvalidRequestError
from l4e_sdk._resources._recorded_requests import RecordedRequest, record
from tests.support.service import Service


def drafted(service: Service, **members: object) -> RecordedRequest:
    return record(
        service.client, lambda client: client.create_model(model_name="pump", dataset_name="d", **members)
    )


def test_a_draft_is_what_would_be_sent_and_is_not_sent():
    service = Service()
    written = drafted(service, tags={"site": "north"})
    assert (written.operation, written.members, service.asked) == (
        "CreateModel",
        {"ModelName": "pump", "DatasetName": "d", "Tags": [{"Key": "site", "Value": "north"}]},
        [],
    )


def test_a_draft_with_faults_is_refused():
    with pytest.raises(InvalidRequestError, match="off_condition"):
        drafted(Service(), off_condition="")


def test_the_same_request_has_the_same_token():
    india = timezone(timedelta(hours=5, minutes=30))
    moments = datetime(2024, 3, 1, 12, tzinfo=UTC), datetime(2024, 3, 1, 12, tzinfo=UTC).astimezone(india)
    tokens = {
        drafted(
            Service(),
            training_data_start_time=moment,
            training_data_end_time=datetime(2024, 6, 1, tzinfo=UTC),
        ).token()
        for moment in moments
    }
    assert len(tokens) == 1


def test_another_request_has_another_token():
    assert drafted(Service(), off_condition="rpm < 1").token() != drafted(Service()).token()


def test_the_next_generation_has_another_token():
    written = drafted(Service())
    assert len({written.token(), written.token(1), written.token(2)}) == 3


def test_a_token_is_what_the_service_takes():
    token = drafted(Service()).token()
    assert token.isascii()
    assert len(token) <= 256


def test_what_is_sent_is_the_draft_and_its_token():
    service = Service()
    drafted(service).send(service.client, "token-1")
    assert service.sent("CreateModel") == [
        {"ModelName": "pump", "DatasetName": "d", "ClientToken": "token-1"}
    ]
