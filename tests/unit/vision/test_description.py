"""The pinned description of Lookout for Vision: what botocore had, and what the shapes have."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import UnknownServiceError
from botocore.loaders import Loader

from l4e_sdk import vision
from l4e_sdk._botocore_data import DATA_DIR, VISION, ServiceDescription
from tools.pin import facts

if TYPE_CHECKING:
    from l4e_sdk.shapes._enum import OpenEnum
    from l4e_sdk.shapes._shape import Shape

FOLDER = DATA_DIR / VISION
DESCRIPTION = ServiceDescription.load(VISION)
PINNED = json.loads((FOLDER / "2020-11-20/service-2.json").read_text("utf-8"))
STRUCTURES = sorted(DESCRIPTION.output_shapes)
ENUMS = sorted(name for name, shape in DESCRIPTION.shapes.items() if shape.enum)


@pytest.fixture(scope="module")
def installed() -> dict[str, Any]:
    loader = Loader(extra_search_paths=[Loader.BUILTIN_DATA_PATH], include_default_search_paths=False)
    try:
        return facts(loader.load_service_model(VISION, "service-2", "2020-11-20"))
    except UnknownServiceError:
        pytest.skip("the installed botocore has dropped the service")


def test_the_operation_is_that_of_botocore(installed: dict[str, Any]):
    assert PINNED["operations"].items() <= installed["operations"].items()


def test_the_shapes_are_those_of_botocore(installed: dict[str, Any]):
    assert {name: installed["shapes"].get(name) for name in PINNED["shapes"]} == PINNED["shapes"]


def test_the_protocol_is_that_of_botocore(installed: dict[str, Any]):
    keys = ["endpointPrefix", "protocol", "serviceId", "signatureVersion", "signingName"]
    assert [PINNED["metadata"][key] for key in keys] == [installed["metadata"][key] for key in keys]


def test_it_holds_no_prose():
    assert "documentation" not in json.dumps(PINNED)


def test_no_other_version_can_be_taken_for_the_latest():
    assert [folder.name for folder in FOLDER.iterdir()] == ["2020-11-20"]


def test_it_is_read_once():
    assert ServiceDescription.load(VISION) is DESCRIPTION


@pytest.mark.parametrize("name", STRUCTURES)
def test_a_shape_has_exactly_the_members_of_the_description(name: str):
    shape: type[Shape] = getattr(vision, name)
    aliases = [field.alias for field in shape.model_fields.values()]
    assert aliases == list(DESCRIPTION.shapes[name].members)


@pytest.mark.parametrize("name", ENUMS)
def test_an_enum_has_exactly_the_values_of_the_description(name: str):
    enum: type[OpenEnum] = getattr(vision, name)
    assert tuple(enum) == DESCRIPTION.shapes[name].enum


@pytest.mark.parametrize("name", STRUCTURES)
def test_no_member_has_to_be_there(name: str):
    shape: type[Shape] = getattr(vision, name)
    assert not any(field.is_required() for field in shape.model_fields.values())
