"""Clients of the extension service: boto3 that finds it by ``AWS_DATA_PATH``, and ours, with keys and without."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import boto3
import botocore
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, EndpointProviderError
from botocore.stub import Stubber

import l4e_sdk as l4e
from l4e_sdk._botocore_data import DATA_DIR
from l4e_sdk.local import connect
from tests.conftest import boto_client
from tests.contract.test_main_path import train
from tests.support.served import CREDENTIALS, KEY, served

if TYPE_CHECKING:
    from collections.abc import Callable

    from botocore.client import BaseClient

    from l4e_sdk.local import LocalEngine
    from l4e_sdk.local.http import AccessKey

REGION = "us-east-1"
PLACEHOLDERS = {"aws_access_key_id": "any", "aws_secret_access_key": "any"}


@pytest.fixture
def trained(engine: LocalEngine) -> LocalEngine:
    """An engine with a trained model, "press"."""
    train(boto_client(engine), engine)
    return engine


@pytest.fixture
def by_path(monkeypatch: pytest.MonkeyPatch) -> Callable[..., BaseClient]:
    """Make clients of boto3 alone, which finds the service in the directories of the environment."""
    monkeypatch.setenv("AWS_DATA_PATH", str(DATA_DIR))

    def make(**settings: Any) -> BaseClient:
        return boto3.session.Session(region_name=REGION).client("l4e", **settings)

    return make


def test_boto3_finds_the_service_and_its_endpoint_in_the_environment(
    trained: LocalEngine, by_path: Callable[..., BaseClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    with served(trained) as url:
        monkeypatch.setenv("AWS_ENDPOINT_URL_L4E", url)
        assert by_path(**PLACEHOLDERS).retrain_model(ModelName="press")["ModelVersion"] == 2


def test_boto3_calls_a_door_with_keys(trained: LocalEngine, by_path: Callable[..., BaseClient]) -> None:
    with served(trained, keys=(KEY,)) as url:
        answer = by_path(endpoint_url=url, **CREDENTIALS).retrain_model(ModelName="press")
        wrong = by_path(endpoint_url=url, aws_access_key_id=KEY.id, aws_secret_access_key="wrong")
        with pytest.raises(ClientError, match="InvalidSignatureException"):
            wrong.retrain_model(ModelName="press")
    assert answer["Status"] == "IN_PROGRESS"


@pytest.mark.parametrize("keys", [(), (KEY,)], ids=["without keys", "with keys"])
@pytest.mark.parametrize(
    "command",
    [
        ("-m", "awscli", "l4e", "retrain-model", "--model-name", "press", "--output", "json"),
        ("-c", "from l4e_sdk.cli import main; main()", "models", "retrain", "press", "--output", "json"),
    ],
    ids=["aws l4e retrain-model", "l4e models retrain"],
)
def test_a_command_line_makes_a_version_at_a_door(
    trained: LocalEngine, command: tuple[str, ...], keys: tuple[AccessKey, ...]
) -> None:
    with served(trained, keys=keys) as url:
        settings = {
            "AWS_DATA_PATH": str(DATA_DIR),
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ENDPOINT_URL_L4E": url,
            "AWS_ENDPOINT_URL_LOOKOUTEQUIPMENT": url,
            **{name.upper(): value for name, value in (CREDENTIALS if keys else PLACEHOLDERS).items()},
        }
        done = subprocess.run(
            [sys.executable, *command],
            env={**os.environ, **settings},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    versions = boto_client(trained).list_model_versions(ModelName="press")["ModelVersionSummaries"]
    assert [version["ModelVersion"] for version in versions] == [1, 2]


@pytest.mark.parametrize(
    ("service", "signed_for"), [("l4e", "lookoutequipment"), ("lookoutequipment", "l4e")]
)
def test_a_signature_for_one_service_does_not_open_the_other(
    engine: LocalEngine, service: str, signed_for: str
) -> None:
    session = boto3.session.Session(region_name=REGION)
    l4e.install(session)
    with served(engine, keys=(KEY,)) as url:
        client = session.client(service, endpoint_url=url, **CREDENTIALS)
        client._request_signer._signing_name = signed_for
        call = client.retrain_model if service == "l4e" else client.describe_model
        with pytest.raises(ClientError, match=f"/{service}/aws4_request") as caught:
            call(ModelName="press")
    assert caught.value.response["Error"]["Code"] == "IncompleteSignatureException"


def test_without_an_endpoint_the_error_names_the_variable(by_path: Callable[..., BaseClient]) -> None:
    with pytest.raises(EndpointProviderError, match="AWS_ENDPOINT_URL_L4E"):
        by_path(**PLACEHOLDERS).retrain_model(ModelName="press")


def test_a_session_of_the_user_gets_the_service(trained: LocalEngine) -> None:
    session = boto3.session.Session(region_name=REGION)
    l4e.install(session)
    unsigned = Config(signature_version=botocore.UNSIGNED)
    client = session.client("l4e", endpoint_url="http://engine.invalid", config=unsigned)
    connect(client, trained)
    assert client.retrain_model(ModelName="press")["ModelVersion"] == 2


def test_the_extension_calls_the_endpoint_of_the_client_with_its_credentials(trained: LocalEngine) -> None:
    with (
        served(trained, keys=(KEY,)) as url,
        l4e.LookoutEquipment(endpoint_url=url, region_name=REGION, **CREDENTIALS) as client,
    ):
        version = client.models.get("press").retrain()
        assert client.boto3_extension.meta.endpoint_url == url
        assert (version.version, version.status) == (2, "IN_PROGRESS")


def test_next_to_a_client_of_the_caller_the_extension_has_its_credentials_and_region(
    trained: LocalEngine,
) -> None:
    with served(trained, keys=(KEY,)) as url:
        given = boto3.session.Session().client(
            "lookoutequipment", endpoint_url=url, region_name=REGION, **CREDENTIALS
        )
        with l4e.LookoutEquipment(boto3_client=given) as client:
            assert client.models.get("press").retrain().version == 2
            assert client.boto3_extension.meta.region_name == REGION


def test_the_raw_client_of_an_embedded_engine_is_answered_in_the_process() -> None:
    with l4e.LookoutEquipment.local() as client:
        error = client.boto3_extension.exceptions.ResourceNotFoundException
        with pytest.raises(error, match="'press'"):
            client.boto3_extension.retrain_model(ModelName="press")
        with client.with_options(attempts=1) as other, pytest.raises(l4e.ResourceNotFoundException):
            other._extension.retrain_model(model_name="press")


@pytest.mark.parametrize("code", ["UnknownOperationException", "404", "501"])
def test_an_endpoint_without_the_service_is_named_with_the_remedy(code: str) -> None:
    client = l4e.LookoutEquipment(endpoint_url="http://old.example:8600", region_name=REGION, **PLACEHOLDERS)
    with client, Stubber(client.boto3_extension) as stubber:
        stubber.add_client_error("retrain_model", code, "No such operation.")
        with pytest.raises(l4e.ExtensionMissingError, match=r"http://old\.example:8600") as caught:
            client._extension.retrain_model(model_name="press")
    assert code in str(caught.value)
    assert "LookoutEquipment.local" in str(caught.value)
    assert caught.value.operation == "RetrainModel"


@pytest.mark.parametrize("code", ["AccessDeniedException", "UnrecognizedClientException", "404"])
def test_aws_never_had_the_service(code: str) -> None:
    client = l4e.LookoutEquipment(region_name=REGION, **PLACEHOLDERS)
    with client, Stubber(client.boto3_extension) as stubber:
        stubber.add_client_error("retrain_model", code)
        with pytest.raises(l4e.ExtensionMissingError, match=r"lookoutequipment\.us-east-1\.amazonaws\.com"):
            client._extension.retrain_model(model_name="press")


def test_another_error_of_an_endpoint_stays_what_it_is() -> None:
    client = l4e.LookoutEquipment(endpoint_url="http://some.example", region_name=REGION, **PLACEHOLDERS)
    with client, Stubber(client.boto3_extension) as stubber:
        stubber.add_client_error("retrain_model", "AccessDeniedException")
        with pytest.raises(l4e.AccessDeniedException):
            client._extension.retrain_model(model_name="press")


def test_a_request_with_faults_is_not_sent() -> None:
    with (
        l4e.LookoutEquipment(endpoint_url="http://some.example", region_name=REGION) as client,
        pytest.raises(l4e.InvalidRequestError) as caught,
    ):
        client._extension.retrain_model(model_name="no blanks", lookback_window="P90D")
    assert [fault.path for fault in caught.value.faults] == ["model_name", "lookback_window"]
