from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from l4e_sdk._botocore_data import (
    EXTENSION,
    SERVICE,
    Catalogue,
    ServiceDescription,
    catalogue,
    data_folder,
)

AWS, OURS = ServiceDescription.load(SERVICE), ServiceDescription.load(EXTENSION)


def ours() -> dict[str, Any]:
    """Return the document of the extension, to be changed."""
    document: dict[str, Any] = json.loads((data_folder(EXTENSION) / "service-2.json").read_text("utf-8"))
    return copy.deepcopy(document)


def test_it_has_the_operations_of_both_services() -> None:
    assert catalogue().operations == {**AWS.operations, **OURS.operations}
    assert catalogue().operations["RetrainModel"].service == EXTENSION
    assert catalogue().operations["CreateModel"].service == SERVICE


def test_common_shapes_of_both_services_are_equal() -> None:
    assert {name: shape for name, shape in OURS.shapes.items() if AWS.shapes.get(name, shape) != shape} == {}
    assert OURS.shapes["ModelName"] is not AWS.shapes["ModelName"]
    assert catalogue().shapes["ModelName"].maximum == 200


def test_two_services_may_not_differ_about_a_shape() -> None:
    document = ours()
    document["shapes"]["ModelName"]["max"] = 20
    with pytest.raises(ValueError, match="differ about ModelName"):
        Catalogue([AWS, ServiceDescription(document, EXTENSION)])


def test_two_services_may_not_have_an_operation_of_one_name() -> None:
    document = ours()
    document["operations"]["CreateModel"] = document["operations"]["RetrainModel"]
    with pytest.raises(ValueError, match="differ about CreateModel"):
        Catalogue([AWS, ServiceDescription(document, EXTENSION)])


@pytest.mark.parametrize("service", [AWS, OURS])
def test_a_target_names_an_operation_of_its_own_service_only(service: ServiceDescription) -> None:
    for name, operation in catalogue().operations.items():
        found = catalogue().operation_at(f"{service.target_prefix}.{name}")
        assert found == (operation if operation.service == service.service else None)


@given(st.text())
def test_any_other_target_names_nothing(target: str) -> None:
    assert catalogue().operation_at(target) is None
    assert catalogue().service_of(target) is None
