"""``DescribeModel`` of Lookout for Vision over a real socket, through botocore's own serialiser and parser."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import boto3
import botocore.endpoint
import pytest
from botocore.config import Config
from botocore.loaders import Loader

from l4e_sdk import ConfigurationError, InvalidRequestError, UnreadableResponseError, install
from l4e_sdk.vision import LookoutVision, ModelStatus
from tests.unit.vision.loopback import KEYS, Answer, Endpoint, fault

if TYPE_CHECKING:
    from l4e_sdk.vision import ModelDescription

NAMES = {"project_name": "boards", "model_version": "3"}
DESCRIPTION = {
    "ModelVersion": "3",
    "ModelArn": "arn:aws:lookoutvision:eu-west-1:123456789012:model/boards/3",
    "CreationTimestamp": 1700000000.25,
    "Description": "second-camera",
    "Status": "HOSTED",
    "StatusMessage": "Hosted.",
    "Performance": {"F1Score": 0.9, "Recall": 0.875, "Precision": 0.925},
    "OutputConfig": {"S3Location": {"Bucket": "plant", "Prefix": "boards/"}},
    "EvaluationManifest": {"Bucket": "plant", "Key": "boards/manifest.json"},
    "EvaluationResult": {"Bucket": "plant", "Key": "boards/result.json"},
    "EvaluationEndTimestamp": 1700003600,
    "KmsKeyId": "alias/plant",
    "MinInferenceUnits": 1,
    "MaxInferenceUnits": 4,
}


def described(endpoint: Endpoint, **members: object) -> ModelDescription:
    """Return what a client makes of an answer with these members."""
    answer = Answer({"ModelDescription": members})
    model = endpoint.client(answer).describe_model(**NAMES).model_description
    assert model is not None
    return model


class TestRequest:
    def test_it_gets_the_version_below_its_project(self, endpoint: Endpoint):
        endpoint.client().describe_model(**NAMES)
        sent = endpoint.requests[0]
        assert (sent.method, sent.path) == ("GET", "/2020-11-20/projects/boards/models/3")

    def test_the_latest_version_may_be_asked_for(self, endpoint: Endpoint):
        endpoint.client().describe_model(project_name="boards", model_version="latest")
        assert endpoint.requests[0].path.endswith("/models/latest")

    @pytest.mark.parametrize(("project", "version"), [("b", "1"), ("0_-" + "x" * 252, "9" * 10)])
    def test_names_at_their_limits_are_sent_as_they_are(self, endpoint: Endpoint, project: str, version: str):
        endpoint.client().describe_model(project_name=project, model_version=version)
        assert endpoint.requests[0].path == f"/2020-11-20/projects/{project}/models/{version}"

    def test_plain_boto3_escapes_what_a_path_cannot_hold(self, endpoint: Endpoint):
        endpoint.client().boto3.describe_model(ProjectName="a b/ü?", ModelVersion="1")
        assert endpoint.requests[0].path == "/2020-11-20/projects/a%20b%2F%C3%BC%3F/models/1"

    def test_it_has_no_body(self, endpoint: Endpoint):
        endpoint.client().describe_model(**NAMES)
        assert endpoint.requests[0].body == b""

    def test_it_is_signed_for_the_service(self, endpoint: Endpoint):
        endpoint.client().describe_model(**NAMES)
        signature = endpoint.requests[0].headers["Authorization"]
        assert signature.startswith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/")
        assert "/eu-west-1/lookoutvision/aws4_request" in signature

    def test_it_says_that_it_comes_from_this_package(self, endpoint: Endpoint):
        endpoint.client().describe_model(**NAMES)
        assert "l4e-sdk/" in endpoint.requests[0].headers["User-Agent"]

    @pytest.mark.parametrize(
        ("names", "rules"),
        [
            ({"project_name": "", "model_version": ""}, ["minimum", "minimum"]),
            ({"project_name": "b" * 256, "model_version": "1" * 11}, ["maximum", "maximum"]),
            ({"project_name": "-boards", "model_version": "0"}, ["pattern", "pattern"]),
            ({"project_name": "boards\n", "model_version": "01"}, ["pattern", "pattern"]),
            ({"project_name": "bögen", "model_version": "Latest"}, ["pattern", "pattern"]),
            ({"project_name": "../boards", "model_version": "1/2"}, ["pattern", "pattern"]),
            ({"project_name": 7, "model_version": 3}, ["type", "type"]),
            ({"project_name": None, "model_version": None}, ["required", "required"]),
        ],
    )
    def test_all_faults_are_listed(self, endpoint: Endpoint, names: dict[str, str], rules: list[str]):
        with pytest.raises(InvalidRequestError) as caught:
            endpoint.client().describe_model(**names)
        assert [fault.rule for fault in caught.value.faults] == rules

    def test_an_invalid_request_is_not_sent(self, endpoint: Endpoint):
        with pytest.raises(InvalidRequestError):
            endpoint.client().describe_model(project_name="boards", model_version="newest")
        assert endpoint.requests == []

    @pytest.mark.parametrize("words", ["project_name: is 'a b'", "model_version: is '0'; give 'latest'"])
    def test_a_fault_has_place_and_remedy(self, endpoint: Endpoint, words: str):
        with pytest.raises(InvalidRequestError, match=words):
            endpoint.client().describe_model(project_name="a b", model_version="0")


class TestAnswer:
    def test_every_member_is_read(self, endpoint: Endpoint):
        model = described(endpoint, **DESCRIPTION)
        assert model.to_dict(wire=True) == DESCRIPTION
        assert model.model_extra == {}

    def test_the_status_is_an_enum(self, endpoint: Endpoint):
        assert described(endpoint, **DESCRIPTION).status is ModelStatus.HOSTED

    def test_times_are_aware_and_in_utc(self, endpoint: Endpoint):
        created = described(endpoint, **DESCRIPTION).creation_timestamp
        assert created == datetime(2023, 11, 14, 22, 13, 20, 250_000, tzinfo=UTC)
        assert created.tzinfo is UTC

    def test_nested_members_have_names_of_python(self, endpoint: Endpoint):
        model = described(endpoint, **DESCRIPTION)
        assert (model.performance.f1_score, model.output_config.s3_location.prefix) == (0.9, "boards/")

    def test_every_member_may_be_missing(self, endpoint: Endpoint):
        assert described(endpoint).to_dict() == {}

    def test_nulls_are_missing_members(self, endpoint: Endpoint):
        assert described(endpoint, Status=None, Performance=None).to_dict(wire=True) == {}

    def test_an_answer_may_hold_no_description(self, endpoint: Endpoint):
        assert endpoint.client(Answer({})).describe_model(**NAMES).model_description is None

    def test_an_unknown_status_is_kept(self, endpoint: Endpoint):
        status = described(endpoint, Status="DREAMING").status
        assert (status, status.is_known) == ("DREAMING", False)

    def test_unknown_members_are_kept(self, endpoint: Endpoint):
        members = {"Novelty": {"A": [1]}, "Performance": {"Accuracy": 0.5}}
        assert described(endpoint, **members).to_dict(wire=True) == members

    def test_a_description_survives_pickling(self, endpoint: Endpoint):
        model = described(endpoint, **DESCRIPTION)
        assert pickle.loads(pickle.dumps(model)) == model

    def test_it_carries_request_id_and_status(self, endpoint: Endpoint):
        answer = Answer({}, headers={"x-amzn-RequestId": "abc"})
        response = endpoint.client(answer).describe_model(**NAMES)
        assert (response.request_id, response.http_status) == ("abc", 200)

    @pytest.mark.parametrize("body", [b"", b"{", b"[]", b"<html>", b'{"ModelDescription": 3}'])
    def test_one_that_cannot_be_read_is_an_error(self, endpoint: Endpoint, body: bytes):
        with pytest.raises(UnreadableResponseError, match="Lookout for Vision API"):
            endpoint.client(Answer(body)).describe_model(**NAMES)


class TestBoto3:
    def test_a_botocore_that_has_dropped_the_service_is_enough(self, endpoint: Endpoint):
        known = Loader(extra_search_paths=[Loader.BUILTIN_DATA_PATH], include_default_search_paths=False)
        if "lookoutvision" in known.list_available_services("service-2"):
            pytest.skip("the installed botocore has the service")
        assert endpoint.client().boto3.meta.service_model.operation_names == ["DescribeModel"]

    def test_the_client_below_parses_for_itself(self, endpoint: Endpoint):
        answer = endpoint.client(Answer({"ModelDescription": DESCRIPTION})).boto3.describe_model(
            ProjectName="boards", ModelVersion="3"
        )
        assert answer["ModelDescription"]["Performance"]["F1Score"] == 0.9

    def test_a_session_of_the_callers_learns_the_service_by_install(self, endpoint: Endpoint):
        session = boto3.Session()
        install(session)
        plain = endpoint.plain(session, Answer({"ModelDescription": DESCRIPTION}))
        answer = plain.describe_model(ProjectName="boards", ModelVersion="3")
        assert answer["ModelDescription"]["Status"] == "HOSTED"

    def test_errors_are_modelled(self, endpoint: Endpoint):
        about = {"ResourceId": "boards", "ResourceType": "PROJECT"}
        plain = endpoint.client(fault("ResourceNotFoundException", 404, **about)).boto3
        with pytest.raises(plain.exceptions.ResourceNotFoundException) as caught:
            plain.describe_model(ProjectName="boards", ModelVersion="3")
        assert caught.value.response["ResourceType"] == "PROJECT"

    def test_throttling_is_retried_by_botocore(self, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(botocore.endpoint.time, "sleep", lambda _: None)
        twice = Config(retries={"mode": "standard", "total_max_attempts": 2})
        client = endpoint.client(fault("ThrottlingException", 429), Answer({}), config=twice)
        client.describe_model(**NAMES)
        assert len(endpoint.requests) == 2


class TestSettings:
    def test_a_client_is_made_without_settings(self):
        assert repr(LookoutVision()) == "LookoutVision()"

    def test_it_shows_where_it_goes_and_no_secrets(self):
        client = LookoutVision(region_name="eu-west-1", **KEYS, aws_session_token="hush")
        assert repr(client) == "LookoutVision(region_name='eu-west-1')"

    @pytest.mark.parametrize(
        ("region", "address"),
        [
            ("eu-west-1", "https://lookoutvision.eu-west-1.amazonaws.com"),
            ("cn-north-1", "https://lookoutvision.cn-north-1.amazonaws.com.cn"),
        ],
    )
    def test_without_an_endpoint_it_goes_to_aws(self, region: str, address: str):
        assert LookoutVision(region_name=region).boto3.meta.endpoint_url == address

    def test_the_endpoint_may_come_from_the_environment(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setenv("AWS_ENDPOINT_URL_LOOKOUTVISION", "http://127.0.0.1:8700")
        assert LookoutVision(region_name="eu-west-1").boto3.meta.endpoint_url == "http://127.0.0.1:8700"

    def test_the_callers_session_is_used(self, endpoint: Endpoint):
        session = boto3.Session(aws_access_key_id="AKIDMINE", aws_secret_access_key="hush")
        none = dict.fromkeys(KEYS)
        endpoint.client(session=session, **none).describe_model(**NAMES)
        assert "Credential=AKIDMINE/" in endpoint.requests[0].headers["Authorization"]

    def test_settings_that_exclude_each_other_are_refused(self):
        with pytest.raises(ConfigurationError):
            LookoutVision(session=boto3.Session(), profile_name="plant")

    def test_a_missing_region_is_told_with_its_remedy(self):
        with pytest.raises(ConfigurationError, match="AWS_REGION"):
            LookoutVision().describe_model(**NAMES)

    def test_a_copy_by_pickle_goes_to_the_same_place(self, endpoint: Endpoint):
        with pickle.loads(pickle.dumps(endpoint.client())) as client:
            client.describe_model(**NAMES)
        assert len(endpoint.requests) == 1

    def test_a_client_with_a_session_does_not_pickle(self):
        client = LookoutVision(session=boto3.Session(), region_name="eu-west-1")
        with pytest.raises(ConfigurationError, match="session"):
            pickle.dumps(client)

    def test_leaving_the_context_closes_the_client(self, endpoint: Endpoint):
        with endpoint.client() as client:
            client.describe_model(**NAMES)
        with pytest.raises(ConfigurationError, match="closed"):
            client.describe_model(**NAMES)
