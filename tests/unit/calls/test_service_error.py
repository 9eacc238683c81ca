"""The class of an error that an endpoint answered."""

from __future__ import annotations

import subprocess
import sys

import pytest
from botocore.exceptions import ClientError

from l4e_sdk import errors
from l4e_sdk._botocore_data import ServiceDescription
from l4e_sdk._calls.service_error import service_error
from l4e_sdk.errors import ServiceError

MODELLED = sorted(name for name, facts in ServiceDescription.load().shapes.items() if facts.is_exception)


def response(code):
    return {
        "Error": {"Code": code, "Message": "The pump is running."},
        "ResponseMetadata": {"HTTPStatusCode": 409},
    }


@pytest.mark.parametrize("code", MODELLED)
def test_every_modelled_error_has_a_class_of_its_name(code):
    assert type(service_error(ClientError(response(code), "DeleteModel"))).__name__ == code


@pytest.mark.parametrize("code", ["OddException", "ServiceError", "400", ""])
def test_an_unknown_code_stays_a_service_error(code):
    error = service_error(ClientError(response(code), "DeleteModel"))
    assert (type(error), error.code, error.retryable) == (ServiceError, code, None)


def test_the_class_does_not_depend_on_the_status():
    answer = response("ValidationException")
    answer["ResponseMetadata"]["HTTPStatusCode"] = 404
    assert type(service_error(ClientError(answer, "DeleteModel"))) is errors.ValidationException


def test_the_classes_are_those_of_this_service_whatever_is_imported_first():
    code = (
        "import l4e_sdk.vision\n"
        "from botocore.exceptions import ClientError\n"
        "from l4e_sdk._calls.service_error import service_error\n"
        "error = ClientError({'Error': {'Code': 'ConflictException'}}, 'DeleteModel')\n"
        "print(type(service_error(error)).__module__)"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "l4e_sdk.errors"
