"""Our botocore data: the pinned description says what the service says, and paginators and waiters fit it."""

import json
from typing import Any

import boto3
import botocore.session
import jmespath
import pytest
from botocore import xform_name
from botocore.exceptions import UnknownServiceError, WaiterError
from botocore.loaders import Loader
from botocore.stub import Stubber
from botocore.waiter import WaiterModel

from l4e_sdk._botocore_data import API_VERSION, DATA_DIR, SERVICE, ServiceDescription
from tools.pin import facts

DESCRIPTION = ServiceDescription.load()
FOLDER = DATA_DIR / SERVICE / API_VERSION

WAITERS = {
    "dataset_active",
    "dataset_deleted",
    "data_ingestion_job_success",
    "model_success",
    "model_deleted",
    "model_version_success",
    "inference_scheduler_running",
    "inference_scheduler_stopped",
    "inference_scheduler_deleted",
    "retraining_scheduler_running",
    "retraining_scheduler_stopped",
    "retraining_scheduler_deleted",
}
KEYS = {
    "DescribeDataset": {"DatasetName": "plant"},
    "DescribeDataIngestionJob": {"JobId": "ab12"},
    "DescribeModel": {"ModelName": "pump"},
    "DescribeModelVersion": {"ModelName": "pump", "ModelVersion": 1},
    "DescribeInferenceScheduler": {"InferenceSchedulerName": "pump-live"},
    "DescribeRetrainingScheduler": {"ModelName": "pump"},
}


def content(name: str) -> dict[str, Any]:
    return json.loads((FOLDER / f"{name}.json").read_text("utf-8"))


PAGINATION = content("paginators-1.sdk-extras")["merge"]["pagination"]
WAITER_CONFIG = content("waiters-2.sdk-extras")["merge"]["waiters"]
ACCEPTORS = [(name, acceptor) for name, waiter in WAITER_CONFIG.items() for acceptor in waiter["acceptors"]]


@pytest.fixture(scope="module")
def installed() -> dict[str, Any]:
    loader = Loader(extra_search_paths=[Loader.BUILTIN_DATA_PATH], include_default_search_paths=False)
    try:
        return facts(loader.load_service_model(SERVICE, "service-2", API_VERSION))
    except UnknownServiceError:
        pytest.skip("the installed botocore has dropped the service")


@pytest.fixture(scope="module")
def client():
    core = botocore.session.Session()
    core.get_component("data_loader").search_paths.append(str(DATA_DIR))
    session = boto3.Session("AKID", "secret", region_name="us-east-1", botocore_session=core)
    return session.client(SERVICE)


class TestPinnedDescription:
    def test_operations_are_those_of_botocore(self, installed) -> None:
        assert ServiceDescription(installed).operations == DESCRIPTION.operations

    def test_shapes_have_the_members_types_limits_patterns_and_values_of_botocore(self, installed) -> None:
        theirs = ServiceDescription(installed).shapes
        assert {name: shape for name, shape in theirs.items() if shape != DESCRIPTION.shapes.get(name)} == {}

    def test_no_shape_is_ours_alone(self, installed) -> None:
        assert set(DESCRIPTION.shapes) == set(installed["shapes"])

    @pytest.mark.parametrize("part", ["operations", "shapes"])
    def test_nothing_is_left_out_but_prose(self, installed, part: str) -> None:
        assert content("service-2")[part] == installed[part]

    @pytest.mark.parametrize(
        "key", ["endpointPrefix", "jsonVersion", "protocol", "serviceId", "targetPrefix"]
    )
    def test_the_protocol_is_that_of_botocore(self, installed, key: str) -> None:
        assert content("service-2")["metadata"][key] == installed["metadata"][key]

    def test_it_holds_no_prose(self) -> None:
        assert '"documentation": "' not in (FOLDER / "service-2.json").read_text("utf-8")

    def test_there_are_49_operations_and_134_structures(self) -> None:
        structures = [shape for shape in DESCRIPTION.shapes.values() if shape.kind == "structure"]
        assert (len(DESCRIPTION.operations), len(structures)) == (49, 134)


class TestSkeletons:
    def test_the_paginator_file_that_botocore_may_hide_is_empty(self) -> None:
        assert content("paginators-1") == {"pagination": {}}

    def test_the_waiter_file_that_botocore_may_hide_is_empty(self) -> None:
        assert content("waiters-2") == {"version": 2, "waiters": {}}

    def test_no_other_version_can_be_taken_for_the_latest(self) -> None:
        assert [folder.name for folder in (DATA_DIR / SERVICE).iterdir()] == [API_VERSION]


class TestPaginators:
    def test_every_list_with_a_page_token_has_one(self) -> None:
        paged = {name for name in DESCRIPTION.operations if "NextToken" in DESCRIPTION.input_of(name).members}
        assert set(PAGINATION) == paged

    def test_there_are_eleven(self) -> None:
        assert len(PAGINATION) == 11

    @pytest.mark.parametrize("operation", PAGINATION)
    @pytest.mark.parametrize("key", ["input_token", "limit_key"])
    def test_what_is_sent_is_a_member_of_the_request(self, operation: str, key: str) -> None:
        assert PAGINATION[operation][key] in DESCRIPTION.input_of(operation).members

    @pytest.mark.parametrize("operation", PAGINATION)
    def test_the_token_is_a_member_of_the_answer(self, operation: str) -> None:
        token = PAGINATION[operation]["output_token"]
        assert jmespath.compile(token).search(dict.fromkeys(output_members(operation), "here")) == "here"

    @pytest.mark.parametrize("operation", PAGINATION)
    def test_the_result_is_the_list_of_the_answer(self, operation: str) -> None:
        shape = output_members(operation)[PAGINATION[operation]["result_key"]]
        assert DESCRIPTION.shapes[shape].kind == "list"

    @pytest.mark.parametrize("operation", PAGINATION)
    def test_boto3_finds_it(self, client, operation: str) -> None:
        assert client.can_paginate(xform_name(operation))

    def test_boto3_walks_all_pages(self, client) -> None:
        with Stubber(client) as stubber:
            stubber.add_response(
                "list_models", {"ModelSummaries": [{"ModelName": "a"}], "NextToken": "t"}, {}
            )
            stubber.add_response("list_models", {"ModelSummaries": [{"ModelName": "b"}]}, {"NextToken": "t"})
            pages = client.get_paginator("list_models").paginate()
            assert [model["ModelName"] for model in pages.search("ModelSummaries[]")] == ["a", "b"]

    def test_boto3_passes_the_page_size_on(self, client) -> None:
        with Stubber(client) as stubber:
            stubber.add_response("list_datasets", {"DatasetSummaries": []}, {"MaxResults": 7})
            list(client.get_paginator("list_datasets").paginate(PaginationConfig={"PageSize": 7}))
            stubber.assert_no_pending_responses()


class TestWaiters:
    def test_boto3_finds_the_promised_ones(self, client) -> None:
        assert set(client.waiter_names) >= WAITERS

    def test_there_are_no_others(self) -> None:
        assert {xform_name(name) for name in WAITER_CONFIG} == WAITERS

    def test_botocore_reads_them(self) -> None:
        model = WaiterModel({"version": 2, "waiters": WAITER_CONFIG})
        assert all(model.get_waiter(name).acceptors for name in model.waiter_names)

    @pytest.mark.parametrize("name", WAITER_CONFIG)
    def test_what_is_asked_is_an_operation(self, name: str) -> None:
        assert WAITER_CONFIG[name]["operation"] in DESCRIPTION.operations

    @pytest.mark.parametrize("name", WAITER_CONFIG)
    def test_patience_is_measured_in_seconds_to_hours(self, name: str) -> None:
        waiter = WAITER_CONFIG[name]
        assert 600 <= waiter["delay"] * waiter["maxAttempts"] <= 86_400

    @pytest.mark.parametrize("name", WAITER_CONFIG)
    def test_there_is_one_way_to_succeed(self, name: str) -> None:
        assert [acceptor["state"] for acceptor in WAITER_CONFIG[name]["acceptors"]].count("success") == 1

    @pytest.mark.parametrize("name", [name for name in WAITER_CONFIG if name.endswith("Deleted")])
    def test_what_is_gone_is_deleted(self, name: str) -> None:
        expected = [
            acceptor["expected"]
            for acceptor in WAITER_CONFIG[name]["acceptors"]
            if acceptor["matcher"] == "error" and acceptor["state"] == "success"
        ]
        assert expected == ["ResourceNotFoundException"]

    @pytest.mark.parametrize(("name", "acceptor"), ACCEPTORS)
    def test_an_acceptor_expects_what_the_operation_can_answer(
        self, name: str, acceptor: dict[str, str]
    ) -> None:
        operation = WAITER_CONFIG[name]["operation"]
        if acceptor["matcher"] == "error":
            possible = DESCRIPTION.operations[operation].errors
        else:
            assert jmespath.compile(acceptor["argument"])
            possible = DESCRIPTION.shapes[output_members(operation)[acceptor["argument"]]].enum
        assert acceptor["expected"] in possible

    @pytest.mark.parametrize("code", ["ThrottlingException", "InternalServerException"])
    @pytest.mark.parametrize("name", WAITER_CONFIG)
    def test_what_passes_by_itself_does_not_end_the_wait_of_boto3(self, client, name: str, code: str) -> None:
        operation = WAITER_CONFIG[name]["operation"]
        (good,) = (each for each in WAITER_CONFIG[name]["acceptors"] if each["state"] == "success")
        with Stubber(client) as stubber:
            stubber.add_client_error(xform_name(operation), code)
            if good["matcher"] == "error":
                stubber.add_client_error(xform_name(operation), good["expected"])
            else:
                stubber.add_response(xform_name(operation), {"Status": good["expected"]}, KEYS[operation])
            assert wait(client, name, KEYS[operation]) == "success"

    @pytest.mark.parametrize(
        ("name", "acceptor"), [(name, each) for name, each in ACCEPTORS if each["state"] != "retry"]
    )
    def test_boto3_ends_the_wait_at_the_first_answer_that_decides(
        self, client, name: str, acceptor: dict[str, str]
    ) -> None:
        operation = WAITER_CONFIG[name]["operation"]
        with Stubber(client) as stubber:
            if acceptor["matcher"] == "error":
                stubber.add_client_error(xform_name(operation), acceptor["expected"])
            else:
                stubber.add_response(xform_name(operation), {"Status": acceptor["expected"]}, KEYS[operation])
            outcome = wait(client, name, KEYS[operation])
        assert outcome == acceptor["state"]

    @pytest.mark.parametrize("name", [name for name in WAITER_CONFIG if not name.endswith("Deleted")])
    def test_what_does_not_exist_is_not_waited_for(self, client, name: str) -> None:
        operation = WAITER_CONFIG[name]["operation"]
        with Stubber(client) as stubber:
            stubber.add_client_error(xform_name(operation), "ResourceNotFoundException")
            assert wait(client, name, KEYS[operation]) == "failure"


def wait(client: Any, name: str, keys: dict[str, Any]) -> str:
    try:
        client.get_waiter(xform_name(name)).wait(**keys, WaiterConfig={"Delay": 0})
    except WaiterError:
        return "failure"
    return "success"


def output_members(operation: str) -> dict[str, str]:
    output = DESCRIPTION.operations[operation].output
    assert output is not None
    return DESCRIPTION.shapes[output].members
