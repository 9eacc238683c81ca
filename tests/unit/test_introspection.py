"""What a person sees at a prompt: the names that are meant to be used, and short true representations."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from l4e_sdk import (
    Dataset,
    InferenceScheduler,
    LabelGroup,
    LookoutEquipment,
    Model,
    SystemClock,
    VirtualClock,
)
from l4e_sdk._resources import Tags
from l4e_sdk.shapes import DescribeModelResponse, ModelSummary
from tests.support.service import Service

MOMENT = datetime(2024, 3, 1, tzinfo=UTC)


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
        Model(client, "pump").versions(),
        Tags(client, "arn"),
        Dataset(client, "press"),
        DescribeModelResponse(),
    ]


def test_dir_shows_no_name_that_is_not_meant_to_be_used(things: list[object]):
    assert [name for thing in things for name in dir(thing) if name.startswith("_")] == []


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


def test_every_collection_says_what_its_lists_list(client: LookoutEquipment):
    model, dataset = Model(client, "pump"), Dataset(client, "press")
    lists = [
        client.datasets.list(),
        client.ingestion_jobs.list(),
        client.models.list(),
        client.inference_schedulers.list(),
        client.retraining_schedulers.list(),
        client.label_groups.list(),
        model.versions(),
        model.inference_schedulers(),
        dataset.jobs(),
        dataset.sensor_statistics(),
        LabelGroup(client, "faults").labels(),
        InferenceScheduler(client, "live").executions(),
        InferenceScheduler(client, "live").events(MOMENT, MOMENT),
    ]
    assert [repr(each) for each in lists] == [
        "<Pager of datasets>",
        "<Pager of ingestion jobs>",
        "<Pager of models>",
        "<Pager of inference schedulers>",
        "<Pager of retraining schedulers>",
        "<Pager of label groups>",
        "<Pager of versions of model 'pump'>",
        "<Pager of inference schedulers of model 'pump'>",
        "<Pager of ingestion jobs of dataset 'press'>",
        "<Pager of sensor statistics of dataset 'press'>",
        "<Pager of labels of label group 'faults'>",
        "<Pager of executions of inference scheduler 'live'>",
        "<Pager of events of inference scheduler 'live'>",
    ]


def test_clocks_show_their_time_or_that_it_is_the_systems():
    assert [repr(VirtualClock(MOMENT)), repr(SystemClock())] == [
        "<VirtualClock at 2024-03-01T00:00:00+00:00>",
        "SystemClock()",
    ]


def test_a_notebook_shows_a_shape_as_a_table():
    shown = ModelSummary(model_name="<pump>", status="SUCCESS")._repr_html_()
    assert shown == (
        "<strong>ModelSummary</strong><table><tr><th>model_name</th><td>&lt;pump&gt;</td></tr>"
        "<tr><th>status</th><td>SUCCESS</td></tr></table>"
    )
