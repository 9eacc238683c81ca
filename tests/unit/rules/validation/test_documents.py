"""Data schemas: what is wrong inside the document."""

from __future__ import annotations

import json

import pytest
from hypothesis import given

from l4e_sdk._rules.validation import check
from l4e_sdk._rules.validation.documents import schema_complaints
from tests.strategies import schema_documents

TIME = {"Name": "Timestamp", "Type": "DATETIME"}
OIL = {"Name": "oil", "Type": "DOUBLE"}


def complaints(*components):
    return list(schema_complaints(json.dumps({"Components": components})))


def component(*columns, name: object = "press"):
    return {"ComponentName": name, "Columns": list(columns)}


@given(schema_documents())
def test_good_schemas_have_no_complaints(written):
    assert list(schema_complaints(written)) == []


@pytest.mark.parametrize(
    "written", ["", "{", "[]", "{}", '{"Components": []}', '{"Components": {}}', "[" * 5000, "5"]
)
def test_a_document_without_components_is_refused(written):
    (complaint,) = schema_complaints(written)
    assert "holds no list of components" in complaint


@pytest.mark.parametrize(
    ("broken", "place"),
    [
        (component(TIME), "Components[0].Columns needs"),
        (component(OIL, OIL | {"Name": "b"}), "Components[0].Columns[0].Type is 'DOUBLE'"),
        (component(TIME, TIME | {"Name": "b"}), "Components[0].Columns[1].Type is 'DATETIME'"),
        (component(TIME, {"Name": "oil"}), "Components[0].Columns[1].Type is None"),
        (component(TIME, OIL, OIL), "Components[0].Columns has 'oil' 2 times"),
        (component(TIME, OIL | {"Name": "a b"}), "Components[0].Columns[1].Name is 'a b'"),
        (component(TIME, OIL, name="a b"), "Components[0].ComponentName is 'a b'"),
        (component(TIME, OIL, name="x" * 201), "Components[0].ComponentName is"),
        (component(TIME, OIL, name=5), "Components[0].ComponentName is None"),
    ],
)
def test_a_complaint_names_its_place(broken, place):
    (complaint,) = complaints(broken)
    assert complaint.startswith(place)


GOOD = {"Components": [component(TIME, OIL)]}


@pytest.mark.parametrize(
    ("document", "place"),
    [
        (json.dumps(GOOD), "at the top"),
        (json.dumps(json.dumps(GOOD)), "at the top"),
        ({"InlineDataSchema": json.dumps(GOOD)}, "at InlineDataSchema"),
        ({"Components": json.dumps(GOOD["Components"])}, "at Components"),
        ({"Components": [json.dumps(component(TIME, OIL))]}, "at Components[0]"),
        (
            {"Components": [component(TIME, OIL) | {"Columns": json.dumps([TIME, OIL])}]},
            "at Components[0].Columns",
        ),
        ({"Components": [component(TIME, json.dumps(OIL))]}, "at Components[0].Columns[1]"),
    ],
)
def test_json_inside_json_is_named(document, place):
    (complaint,) = schema_complaints(json.dumps(document))
    assert complaint.startswith("holds JSON inside JSON")
    assert f"{place};" in complaint
    assert "json.dumps once" in complaint


def test_a_policy_inside_json_is_named():
    request = {"ResourceArn": "arn:aws:lookoutequipment:us-east-1:123456789012:model/m/0a"}
    (fault,) = check(
        "PutResourcePolicy", {**request, "ResourcePolicy": json.dumps(json.dumps({"Statement": []}))}
    )
    assert "JSON inside JSON" in fault.message


def test_components_have_different_names():
    (complaint,) = complaints(component(TIME, OIL), component(TIME, OIL))
    assert complaint.startswith("Components has 'press' 2 times")


def test_anything_may_stand_where_a_component_should():
    assert complaints(None, 5, [], {}) != []


@pytest.mark.parametrize("operation", ["CreateDataset", "CreateModel"])
def test_complaints_are_faults_of_the_schema_member(operation):
    request = {"ModelName": "m"} if operation == "CreateModel" else {}
    request |= {"DatasetName": "d", "DatasetSchema": {"InlineDataSchema": "{}"}}
    (fault,) = check(operation, request)
    assert (fault.path, fault.rule) == ("dataset_schema.inline_data_schema", "format")


def test_a_document_that_is_wrong_throughout_brings_a_bounded_number_of_faults():
    columns = [{"Name": "a b", "Type": "TEXT"}] * 3000
    written = json.dumps({"Components": [component(*columns)]})
    assert (
        len(check("CreateDataset", {"DatasetName": "d", "DatasetSchema": {"InlineDataSchema": written}}))
        == 50
    )
