import copy
import pickle
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import boto3
import pytest
from botocore.stub import Stubber
from pydantic import ValidationError

from l4e_sdk.shapes import (
    CreateModelRequest,
    DescribeDatasetResponse,
    DescribeModelResponse,
    EmptyResponse,
    LabelsInputConfiguration,
    LabelsS3InputConfiguration,
    ListDatasetsResponse,
    ModelStatus,
    Tag,
)

MODEL = {
    "ModelName": "pump",
    "Status": "SUCCESS",
    "CreatedAt": 1_710_158_400.5,
    "ActiveModelVersion": 3,
    "LabelsInputConfiguration": {"S3InputConfiguration": {"Bucket": "plant", "Prefix": "labels/"}},
}
LABELS = LabelsInputConfiguration(
    s3_input_configuration=LabelsS3InputConfiguration(bucket="plant", prefix="labels/")
)


def test_members_are_read_by_the_names_of_the_service() -> None:
    assert DescribeModelResponse.from_wire(MODEL).labels_input_configuration == LABELS


def test_members_can_be_given_by_either_name() -> None:
    assert Tag(key="site", value="north") == Tag.from_wire({"Key": "site", "Value": "north"})


def test_the_member_schema_is_called_data_schema() -> None:
    assert DescribeDatasetResponse.from_wire({"Schema": "{}"}).data_schema == "{}"


def test_the_member_schema_is_sent_under_its_own_name() -> None:
    assert DescribeDatasetResponse(data_schema="{}").to_dict(wire=True) == {"Schema": "{}"}


def test_members_that_were_not_sent_are_none() -> None:
    assert DescribeModelResponse.from_wire({}).model_arn is None


def test_lists_that_were_not_sent_are_empty() -> None:
    assert ListDatasetsResponse.from_wire({}).dataset_summaries == ()


def test_a_null_member_is_an_absent_member() -> None:
    assert DescribeModelResponse.from_json(b'{"Status": null, "CreatedAt": null}').to_dict(wire=True) == {}


def test_a_null_list_is_empty() -> None:
    assert ListDatasetsResponse.from_json(b'{"DatasetSummaries": null}').dataset_summaries == ()


def test_unknown_members_are_kept_and_sent_on() -> None:
    document = MODEL | {"Colour": {"Name": "red", "Shades": [1, None]}}
    assert DescribeModelResponse.from_wire(document).to_dict(wire=True) == document


def test_unknown_members_of_nested_shapes_are_kept() -> None:
    document = {"DatasetSummaries": [{"DatasetName": "pump", "Colour": "red"}]}
    assert ListDatasetsResponse.from_wire(document).to_dict(wire=True) == document


def test_plain_python_data_is_named_in_snake_case() -> None:
    assert DescribeModelResponse.from_wire(MODEL).to_dict() == {
        "model_name": "pump",
        "status": ModelStatus.SUCCESS,
        "created_at": datetime(2024, 3, 11, 12, 0, 0, 500_000, tzinfo=UTC),
        "active_model_version": 3,
        "labels_input_configuration": {"s3_input_configuration": {"bucket": "plant", "prefix": "labels/"}},
    }


def test_data_for_the_wire_leaves_out_what_is_none() -> None:
    assert LabelsInputConfiguration(label_group_name="faults", s3_input_configuration=None).to_dict(
        wire=True
    ) == {"LabelGroupName": "faults"}


def test_json_is_the_data_for_the_wire() -> None:
    assert (
        DescribeModelResponse.from_json(DescribeModelResponse.from_wire(MODEL).to_json()).to_dict(wire=True)
        == MODEL
    )


def test_what_boto3_returns_is_read() -> None:
    client = boto3.client(
        "lookoutequipment", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x"
    )
    local = datetime.fromtimestamp(1_710_158_400.5).astimezone()
    with Stubber(client) as stubber:
        stubber.add_response("describe_model", MODEL | {"CreatedAt": local})
        response = client.describe_model(ModelName="pump")
    assert DescribeModelResponse.from_wire(response) == DescribeModelResponse.from_wire(MODEL)


def test_a_shape_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Tag(key="site", value="north").value = "south"  # type: ignore[misc]


def test_a_wrong_type_names_the_member() -> None:
    with pytest.raises(ValidationError, match="ActiveModelVersion"):
        DescribeModelResponse.from_wire({"ActiveModelVersion": "three"})


def test_a_request_needs_its_required_members() -> None:
    with pytest.raises(ValidationError, match="DatasetName"):
        CreateModelRequest.from_wire({"ModelName": "pump"})


def test_a_request_does_not_need_a_token() -> None:
    assert CreateModelRequest(model_name="pump", dataset_name="plant").client_token is None


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(ValidationError, match="Invalid JSON"):
        DescribeModelResponse.from_json(b"<html>")


@pytest.mark.parametrize("twin", [lambda s: pickle.loads(pickle.dumps(s)), copy.copy, copy.deepcopy])
def test_a_shape_survives_pickling_and_copying(twin) -> None:
    shape = DescribeModelResponse.from_wire(MODEL | {"Colour": "red"})
    assert twin(shape) == shape
    assert twin(shape).to_json() == shape.to_json()


def test_equal_shapes_hash_alike() -> None:
    assert len({DescribeModelResponse.from_wire(MODEL), DescribeModelResponse.from_wire(MODEL)}) == 1


def test_a_representation_shows_only_what_was_set() -> None:
    assert repr(Tag(key="site", value="north")) == "Tag(key='site', value='north')"


def test_a_representation_shows_unknown_members() -> None:
    assert (
        repr(Tag.from_wire({"Key": "a", "Value": "b", "Colour": "red"}))
        == "Tag(key='a', value='b', Colour='red')"
    )


def test_a_representation_is_short_however_long_the_values() -> None:
    shape = DescribeDatasetResponse(dataset_name="pump", data_schema="x" * 100_000)
    assert len(repr(shape)) < 200


def test_a_representation_shows_few_items_of_a_long_list() -> None:
    page = ListDatasetsResponse.from_wire({"DatasetSummaries": [{"DatasetName": "pump"}] * 500})
    assert len(repr(page)) < 200


def test_a_response_carries_its_request_id_and_status() -> None:
    response = EmptyResponse().with_metadata(request_id="abc", http_status=200)
    assert (response.request_id, response.http_status) == ("abc", 200)


def test_a_response_carries_its_headers() -> None:
    response = EmptyResponse().with_metadata(
        request_id="abc", http_status=200, http_headers={"date": "today"}
    )
    assert response.http_headers == {"date": "today"}


def test_a_response_made_by_hand_has_none_of_it() -> None:
    response = EmptyResponse()
    assert (response.request_id, response.http_status, response.http_headers) == (None, None, {})


def test_the_request_id_is_not_part_of_the_data() -> None:
    response = EmptyResponse().with_metadata(request_id="abc", http_status=200)
    assert response.to_dict(wire=True) == response.to_dict() == {}


def test_responses_that_say_the_same_are_equal() -> None:
    response = DescribeModelResponse.from_wire(MODEL)
    assert response.with_metadata(request_id="a", http_status=200) == response


@pytest.mark.parametrize("twin", [lambda s: pickle.loads(pickle.dumps(s)), copy.copy, copy.deepcopy])
def test_what_came_around_an_answer_survives_pickling_and_copying(twin) -> None:
    response = twin(EmptyResponse().with_metadata(request_id="abc", http_status=200, http_headers={"a": "b"}))
    assert (response.request_id, response.http_headers) == ("abc", {"a": "b"})


def test_many_threads_may_use_a_shape_for_the_first_time() -> None:
    class Fresh(DescribeModelResponse):
        pass

    with ThreadPoolExecutor(8) as pool:
        read = list(pool.map(Fresh.from_wire, [MODEL] * 64))
    assert {shape.model_name for shape in read} == {"pump"}
