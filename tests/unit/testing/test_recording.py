"""Calls are recorded as they were sent, and held against what was expected."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import ANY

import pytest

from l4e_sdk import InvalidRequestError, InvalidValueError, LookoutEquipment, UnreadableDocumentError
from l4e_sdk.testing import Call, Faults, Recording, check_script, load_calls, save_calls

if TYPE_CHECKING:
    from botocore.client import BaseClient

CREATED = Call("CreateDataset", {"DatasetName": "press"})


def deploy(client: LookoutEquipment, name: str = "press") -> None:
    """A script of a user's."""
    dataset = client.datasets.create(name)
    dataset.tags["site"] = "north"
    list(client.datasets.list())


class TestARecording:
    def test_has_the_calls_in_order(self, client: LookoutEquipment):
        with Recording(client) as recording:
            deploy(client)
        assert [call.operation for call in recording.calls] == [
            "CreateDataset",
            "TagResource",
            "ListDatasets",
        ]

    def test_has_what_went_over_the_wire_but_for_the_token(self, client: LookoutEquipment):
        with Recording(client) as recording:
            client.create_dataset(dataset_name="press", client_token="secret", tags={"site": "north"})
        tags = [{"Key": "site", "Value": "north"}]
        assert recording.calls == (Call("CreateDataset", {"DatasetName": "press", "Tags": tags}),)

    def test_writes_times_for_people(self, plain: BaseClient):
        ist = timezone(timedelta(hours=5, minutes=30))
        with Recording(plain) as recording:
            plain.list_inference_executions(
                InferenceSchedulerName="live", DataStartTimeAfter=datetime(2024, 3, 1, 5, 30, tzinfo=ist)
            )
        assert recording.calls[0].params["DataStartTimeAfter"] == "2024-03-01T00:00:00+00:00"

    def test_counts_a_call_once_however_often_it_is_tried(self, client: LookoutEquipment):
        with Recording(client) as recording, Faults(client) as faults:
            faults.cut_line(3).lose_answer()
            client.create_dataset(dataset_name="press")
        assert recording.calls == (CREATED,)

    def test_has_no_call_that_was_not_sent(self, client: LookoutEquipment):
        with Recording(client) as recording, pytest.raises(InvalidRequestError):
            client.create_dataset(dataset_name="no spaces!")
        assert recording.calls == ()

    def test_leaves_out_reads_if_wished(self, client: LookoutEquipment):
        with Recording(client, reads=False) as recording:
            deploy(client)
        assert repr(recording) == "<Recording: CreateDataset, TagResource>"

    def test_ends_with_its_block(self, client: LookoutEquipment):
        with Recording(client) as recording:
            client.list_models()
        client.list_models()
        assert len(recording.calls) == 1


class TestExpectedCalls:
    @pytest.fixture
    def recording(self, plain: BaseClient) -> Recording:
        with Recording(plain) as made:
            plain.create_dataset(DatasetName="press")
            plain.list_models(MaxResults=7)
        return made

    @pytest.mark.parametrize(
        "expected",
        [
            [CREATED, Call("ListModels", {"MaxResults": 7})],
            ["CreateDataset", "ListModels"],
            ["create_dataset", Call("list_models", {"MaxResults": ANY})],
        ],
    )
    def test_are_found(self, recording: Recording, expected: list[Call | str]):
        recording.assert_calls(expected)

    @pytest.mark.parametrize(
        ("expected", "lines"),
        [
            (["CreateDataset"], ["+ListModels {", '+  "MaxResults": 7']),
            (["CreateDataset", "ListModels", "ListDatasets"], ["-ListDatasets with any parameters"]),
            ([Call("CreateDataset", {"DatasetName": "pump"}), "ListModels"], ['-  "DatasetName": "pump"']),
            (["ListModels", "CreateDataset"], ["+CreateDataset {", "-CreateDataset with any parameters"]),
        ],
    )
    def test_that_were_not_made_are_shown_as_a_diff(
        self, recording: Recording, expected: list[Call | str], lines: list[str]
    ):
        with pytest.raises(AssertionError) as caught:
            recording.assert_calls(expected)
        assert set(lines) <= set(str(caught.value).splitlines())

    def test_may_have_times_as_times(self, plain: BaseClient):
        moment = datetime(2024, 3, 1, tzinfo=UTC)
        with Recording(plain) as recording:
            plain.list_inference_executions(InferenceSchedulerName="live", DataStartTimeAfter=moment)
        params = {"InferenceSchedulerName": "live", "DataStartTimeAfter": moment}
        recording.assert_calls([Call("ListInferenceExecutions", params)])

    def test_are_operations_of_the_service(self):
        with pytest.raises(InvalidValueError, match="did you mean 'CreateDataset'"):
            Call("CreateDatset")


class TestRecordedCalls:
    def test_come_back_from_their_file(self, client: LookoutEquipment, tmp_path: Path):
        with Recording(client) as recording:
            client.create_dataset(dataset_name="press")
        recording.save(tmp_path / "calls.json")
        assert load_calls(tmp_path / "calls.json") == recording.calls

    def test_are_the_same_in_every_run(self, tmp_path: Path):
        first, second = "0" * 32, "1d5f6a52-9f0e-4c1e-8f3a-7a8f6f1f2b3c"
        arn = f"arn:aws:lookoutequipment:us-east-1:000000000000:dataset/press/{second}"
        calls = [
            Call("DescribeDataIngestionJob", {"JobId": first}),
            Call("UntagResource", {"ResourceArn": arn, "TagKeys": [second, first]}),
            Call("ListModels", {"NextToken": "abc", "MaxResults": 3}),
        ]
        save_calls(calls, tmp_path / "calls.json")
        assert [call.params for call in load_calls(tmp_path / "calls.json")] == [
            {"JobId": "<id 1>"},
            {"ResourceArn": arn.replace(second, "<id 2>"), "TagKeys": ["<id 2>", "<id 1>"]},
            {"NextToken": "<token>", "MaxResults": 3},
        ]

    @pytest.mark.parametrize(
        "text",
        ["", "[]", "{}", '{"version": 2, "calls": []}', '{"version": 1, "calls": [{"operation": "No"}]}'],
    )
    def test_are_refused_if_the_file_is_another(self, text: str, tmp_path: Path):
        (tmp_path / "calls.json").write_text(text)
        with pytest.raises(UnreadableDocumentError, match="no file of recorded calls"):
            load_calls(tmp_path / "calls.json")


class TestAScript:
    def test_that_calls_as_recorded_passes(self, client: LookoutEquipment, tmp_path: Path):
        file = tmp_path / "deploy.json"
        check_script(deploy, client, file, update=True)
        client.delete_dataset(dataset_name="press")  # the next one has another ARN
        assert len(check_script(deploy, client, file).calls) == 2

    def test_that_calls_otherwise_fails_with_the_difference(self, client: LookoutEquipment, tmp_path: Path):
        file = tmp_path / "deploy.json"
        check_script(deploy, client, file, update=True)
        with pytest.raises(AssertionError, match=r'(?s)-  "DatasetName": "press".*\+  "DatasetName": "pump"'):
            check_script(lambda given: deploy(given, "pump"), client, file)

    def test_without_recorded_calls_fails_with_the_remedy(self, client: LookoutEquipment, tmp_path: Path):
        with pytest.raises(AssertionError, match="update=True"):
            check_script(deploy, client, tmp_path / "none.json")

    def test_may_be_held_against_calls_in_the_test(self, client: LookoutEquipment):
        check_script(deploy, client, [CREATED, Call("TagResource")])

    def test_may_be_one_for_plain_boto3(self, plain: BaseClient):
        check_script(lambda boto: boto.create_dataset(DatasetName="press"), plain, [CREATED])

    def test_is_recorded_with_its_reads_if_wished(self, client: LookoutEquipment, tmp_path: Path):
        check_script(deploy, client, tmp_path / "deploy.json", reads=True, update=True)
        recorded = json.loads((tmp_path / "deploy.json").read_text())["calls"]
        assert [call["operation"] for call in recorded] == ["CreateDataset", "TagResource", "ListDatasets"]
