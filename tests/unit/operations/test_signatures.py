"""Every operation has a method that asks for what the service asks for, and passes it on under the service's names."""

import inspect
from collections.abc import Mapping
from typing import Any, TypeVar

import pytest
from botocore import xform_name

from l4e_sdk import shapes
from l4e_sdk._botocore_data import catalogue
from l4e_sdk._operations import Operations
from l4e_sdk._operations.extension import ExtensionOperations
from l4e_sdk.shapes import Response

R = TypeVar("R", bound=Response)
DESCRIPTION = catalogue()
OPERATIONS = sorted(DESCRIPTION.operations)


class Recorder(ExtensionOperations, Operations):
    """Operations that keep what they would call."""

    def __init__(self) -> None:
        pass

    def _call(self, operation: str, response_type: type[R], params: Mapping[str, object]) -> R:
        self.called = (operation, response_type, params)
        return response_type()


def parameters(operation: str) -> dict[str, inspect.Parameter]:
    signature = inspect.signature(getattr(Recorder, xform_name(operation)))
    return {name: parameter for name, parameter in signature.parameters.items() if name != "self"}


def call(operation: str) -> Any:
    recorder = Recorder()
    values = {name: object() for name in parameters(operation)}
    getattr(recorder, xform_name(operation))(**values)
    return recorder.called, values


@pytest.mark.parametrize("operation", OPERATIONS)
def test_parameters_are_the_members_of_the_request(operation: str) -> None:
    assert set(parameters(operation)) == {
        xform_name(member) for member in DESCRIPTION.input_of(operation).members
    }


@pytest.mark.parametrize("operation", OPERATIONS)
def test_parameters_are_given_by_name_only(operation: str) -> None:
    kinds = {parameter.kind for parameter in parameters(operation).values()}
    assert kinds <= {inspect.Parameter.KEYWORD_ONLY}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_required_members_are_required_except_the_token(operation: str) -> None:
    request = DESCRIPTION.input_of(operation)
    required = {
        name for name, parameter in parameters(operation).items() if parameter.default is parameter.empty
    }
    assert required == {xform_name(member) for member in request.required} - {"client_token"}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_optional_members_default_to_none(operation: str) -> None:
    defaults = {parameter.default for parameter in parameters(operation).values()} - {inspect.Parameter.empty}
    assert defaults <= {None}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_call_names_the_operation(operation: str) -> None:
    (called, _, _), _ = call(operation)
    assert called == operation


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_call_reads_the_answer_as_the_operations_own(operation: str) -> None:
    (_, response_type, _), _ = call(operation)
    output = DESCRIPTION.operations[operation].output
    assert response_type is getattr(shapes, output or "EmptyResponse")


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_call_passes_each_value_on_under_the_name_of_the_service(operation: str) -> None:
    (_, _, params), values = call(operation)
    assert {xform_name(member): value for member, value in params.items()} == values
    assert set(params) == set(DESCRIPTION.input_of(operation).members)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_parameter_is_documented(operation: str) -> None:
    text = inspect.getdoc(getattr(Recorder, xform_name(operation))) or ""
    assert [name for name in parameters(operation) if f"    {name}: " not in text] == []


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_declared_error_that_not_all_operations_have_is_documented(operation: str) -> None:
    common = set.intersection(*(set(facts.errors) for facts in DESCRIPTION.operations.values()))
    text = inspect.getdoc(getattr(Recorder, xform_name(operation))) or ""
    assert [
        error for error in set(DESCRIPTION.operations[operation].errors) - common if error not in text
    ] == []
