"""What the log says of calls, and what it never says."""

from __future__ import annotations

import logging
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from l4e_sdk import ConflictException, ConnectionFailedError
from l4e_sdk._operations._log import shown
from tests.support.transport import Answer, Transport, fault

if TYPE_CHECKING:
    from l4e_sdk import LookoutEquipment

SECRETS = ("AKIDEXAMPLE", "hush", "session-token", "Authorization", "own-token", "kms-key", "north")


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG, "l4e_sdk")
    return caplog


def client(*answers: Answer | Exception) -> LookoutEquipment:
    return Transport(*answers).client(aws_secret_access_key="hush", aws_session_token="session-token")


def test_a_success_is_logged_with_operation_status_duration_and_request_id(log: pytest.LogCaptureFixture):
    client(Answer(request_id="r-7")).describe_model(model_name="pump")
    assert log.text.count("\n") == 1
    assert "DescribeModel: HTTP 200 after " in log.text
    assert ' ms, request id r-7, sent {"ModelName": "pump"}' in log.text


def test_a_refusal_is_logged_with_its_code_and_request_id(log: pytest.LogCaptureFixture):
    with pytest.raises(ConflictException):
        client(fault("ConflictException")).delete_model(model_name="pump")
    assert "DeleteModel: ConflictException after " in log.text
    assert "request id request-e" in log.text


def test_a_call_without_an_answer_is_logged(log: pytest.LogCaptureFixture):
    from botocore.exceptions import ReadTimeoutError

    with pytest.raises(ConnectionFailedError):
        client(ReadTimeoutError(endpoint_url="http://plant.example")).list_models()
    assert "ListModels: ServiceEndedError after" in log.text
    assert "request id None" in log.text


def test_secrets_are_never_written(log: pytest.LogCaptureFixture):
    client(Answer()).create_dataset(
        dataset_name="pump",
        client_token="own-token",
        server_side_kms_key_id="kms-key",
        tags={"site": "north"},
    )
    assert '"DatasetName": "pump"' in log.text
    assert not [secret for secret in SECRETS if secret in log.text]


def test_secrets_inside_of_structures_are_hidden():
    request = {"Configuration": [{"KmsKeyId": "kms-key", "Bucket": "plant"}]}
    assert shown(request) == '{"Configuration": [{"KmsKeyId": "***", "Bucket": "plant"}]}'


def test_long_requests_are_cut_short():
    text = shown({"DatasetSchema": {"InlineDataSchema": "x" * 100_000}})
    assert (len(text) < 1100, text.endswith("characters)")) == (True, True)


@pytest.mark.parametrize("level", [logging.INFO, logging.WARNING])
def test_above_debug_nothing_is_logged(level: int, caplog: pytest.LogCaptureFixture):
    caplog.set_level(level, "l4e_sdk")
    client(Answer()).list_models()
    assert caplog.text == ""


def test_the_package_has_a_handler_that_does_nothing_and_sets_up_no_more():
    code = (
        "import logging, l4e_sdk\n"
        "log = logging.getLogger('l4e_sdk')\n"
        "print([type(each).__name__ for each in log.handlers], log.level, log.propagate, logging.getLogger().handlers)\n"
        "log.getChild('local').warning('not for the screen')"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (run.stdout.strip(), run.stderr) == ("['NullHandler'] 0 True []", "")
