"""The client lives on when botocore has dropped the service."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    Python = Callable[..., str]

CLIENTS_TESTS = (
    "operations",
    "calls/test_session.py",
    "calls/test_connection.py",
    "test_client.py",
    "calls/test_pagination.py",
    "calls/waiting/test_watch.py",
    "calls/test_retries.py",
    *(f"resources/test_{one}.py" for one in ("model", "model_version", "retraining_scheduler", "waits")),
)
"""All that touches botocore; the other facades go the same ways."""
KEYS = "aws_access_key_id='AKIDEXAMPLE', aws_secret_access_key='secret'"


def test_this_botocore_does_not_know_the_service(python: Python):
    shown = python(
        "-c", "import boto3; print('lookoutequipment' in boto3.Session().get_available_services())"
    )
    assert shown == "False"


@pytest.mark.parametrize(
    ("region", "endpoint"),
    [
        ("eu-west-1", "https://lookoutequipment.eu-west-1.amazonaws.com"),
        ("cn-north-1", "https://lookoutequipment.cn-north-1.amazonaws.com.cn"),
    ],
)
def test_the_client_goes_to_the_same_address(region: str, endpoint: str, python: Python):
    code = f"import l4e_sdk; print(l4e_sdk.LookoutEquipment(region_name={region!r}).boto3.meta.endpoint_url)"
    assert python("-c", code) == endpoint


def test_the_pinned_description_is_the_one_in_use(python: Python):
    code = (
        "import l4e_sdk\n"
        "model = l4e_sdk.LookoutEquipment(region_name='eu-west-1').boto3.meta.service_model\n"
        "print(model.api_version, len(model.operation_names))"
    )
    assert python("-c", code) == "2020-12-15 49"


def test_install_brings_the_service_to_a_session_that_is_in_use(python: Python):
    code = (
        "import boto3, l4e_sdk\n"
        f"session = boto3.Session(region_name='eu-west-1', {KEYS})\n"
        "session.client('s3').get_waiter('bucket_exists')\n"
        "l4e_sdk.install(session)\n"
        "client = session.client('lookoutequipment')\n"
        "print(client.can_paginate('list_models'), 'model_success' in client.waiter_names)"
    )
    assert python("-c", code) == "True True"


@pytest.mark.slow
@pytest.mark.timeout(500)  # a test run of its own, beside another worker
def test_the_clients_own_tests_pass(python: Python):
    options = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--import-mode=importlib"]
    assert "passed" in python("-m", "pytest", *options, *(f"tests/unit/{tests}" for tests in CLIENTS_TESTS))
