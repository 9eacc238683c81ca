"""What a person sees at a prompt: the names that are meant to be used, and short true representations."""

from __future__ import annotations

import pytest

from l4e_sdk import Dataset, LookoutEquipment, Model
from l4e_sdk.shapes import DescribeModelResponse, ModelSummary
from tests.support.service import Service


@pytest.fixture(scope="module")
def client() -> LookoutEquipment:
    return Service(DescribeModel={"ModelName": "pump"}).client


@pytest.fixture
def things(client: LookoutEquipment) -> list[object]:
    return [
        client,
        client.models,
        client.models.list(),
        Model(client, "pump"),
        Dataset(client, "press"),
        DescribeModelResponse(),
    ]


def test_dir_shows_no_name_that_is_not_meant_to_be_used(things: list[object]):
    assert [name for thing in things[:2] + things[3:] for name in dir(thing) if name.startswith("_")] == []


def test_every_name_of_dir_is_there(client: LookoutEquipment):
    response = client.describe_model(model_name="pump")
    for thing in (client, client.models, response):
        assert [name for name in dir(thing) if not hasattr(thing, name)] == []


def test_dir_of_a_shape_has_its_members_and_what_it_does_and_nothing_of_pydantic():
    named = dir(ModelSummary())
    assert {"model_name", "status", "to_dict", "to_json"} <= set(named)
    assert {"model_dump", "model_fields", "model_validate", "copy", "json"} & set(named) == set()


def test_dir_of_a_shape_has_the_members_that_only_the_service_knows():
    assert "Novel" in dir(ModelSummary.from_wire({"Novel": 3}))


def test_dir_names_nothing_twice(things: list[object]):
    assert [thing for thing in things if len(dir(thing)) != len(set(dir(thing)))] == []


def test_representations_are_short(things: list[object]):
    assert [repr(thing) for thing in things if len(repr(thing)) > 100] == []


def test_a_notebook_shows_a_shape_as_a_table():
    shown = ModelSummary(model_name="<pump>", status="SUCCESS")._repr_html_()
    assert shown == (
        "<strong>ModelSummary</strong><table><tr><th>model_name</th><td>&lt;pump&gt;</td></tr>"
        "<tr><th>status</th><td>SUCCESS</td></tr></table>"
    )
