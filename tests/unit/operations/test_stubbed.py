"""Answers of botocore's ``Stubber``: times without a zone are UTC, in whatever place and form they stand."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from botocore.stub import Stubber

from l4e_sdk import LookoutEquipment, UnreadableResponseError
from l4e_sdk._operations._stubbed import with_zones

NOON = datetime(2015, 1, 1, 12)
IN_UTC = NOON.replace(tzinfo=UTC)


@pytest.fixture
def client() -> LookoutEquipment:
    return LookoutEquipment(region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b")


@pytest.mark.parametrize(
    "written", [NOON, NOON.isoformat(), IN_UTC, NOON.replace(hour=14, tzinfo=timezone(timedelta(hours=2)))]
)
def test_a_time_of_a_stubbed_answer_is_in_utc(client: LookoutEquipment, written: object):
    with Stubber(client.boto3) as stub:
        stub.add_response("describe_model", {"ModelName": "m", "CreatedAt": written}, {"ModelName": "m"})
        created = client.describe_model(model_name="m").created_at
    assert created == IN_UTC
    assert created is not None
    assert created.tzinfo is UTC
    assert pickle.loads(pickle.dumps(created)) == created


def test_times_inside_lists_are_in_utc(client: LookoutEquipment):
    versions = [{"ModelVersion": number, "CreatedAt": NOON + timedelta(days=number)} for number in (1, 2)]
    with Stubber(client.boto3) as stub:
        stub.add_response("list_model_versions", {"ModelVersionSummaries": versions}, {"ModelName": "m"})
        summaries = client.list_model_versions(model_name="m").model_version_summaries
    assert [each.created_at for each in summaries] == [IN_UTC + timedelta(days=number) for number in (1, 2)]


def test_facades_read_such_answers(client: LookoutEquipment):
    with Stubber(client.boto3) as stub:
        stub.add_response("list_datasets", {"DatasetSummaries": [{"DatasetName": "d", "CreatedAt": NOON}]})
        assert [each.created_at for each in client.datasets.list()] == [IN_UTC]


def test_members_that_are_not_known_stay_as_they_are():
    answer = {"ModelName": "m", "Invented": NOON, "CreatedAt": 0}
    assert with_zones("lookoutequipment", "DescribeModel", answer) == answer


def test_an_answer_without_a_shape_stays_as_it_is():
    assert with_zones("lookoutequipment", "DeleteModel", {"Invented": NOON}) == {"Invented": NOON}


def test_what_is_no_time_is_said_by_whoever_reads_it(client: LookoutEquipment):
    def answer(**_: object) -> Any:
        return _Ok(), {"CreatedAt": "yesterday"}

    client.boto3.meta.events.register("before-call.lookoutequipment.DescribeModel", answer)
    with pytest.raises(UnreadableResponseError, match="CreatedAt"):
        client.describe_model(model_name="m")


class _Ok:
    status_code = 200
