"""Data schemas."""

from __future__ import annotations

import json

import pytest

from l4e_sdk.errors import UnreadableDocumentError
from l4e_sdk.views import DataSchema

DOCUMENT = {
    "Components": [
        {
            "ComponentName": "press-07",
            "Columns": [
                {"Name": "Timestamp", "Type": "DATETIME"},
                {"Name": "oil_temp", "Type": "DOUBLE"},
                {"Name": "ram_speed", "Type": "DOUBLE"},
            ],
        },
        {
            "ComponentName": "pump",
            "Columns": [{"Name": "t", "Type": "DATETIME"}, {"Name": "rpm", "Type": "DOUBLE"}],
        },
    ]
}


@pytest.fixture
def schema() -> DataSchema:
    return DataSchema.parse(json.dumps(DOCUMENT))


def test_a_component_is_found_by_its_name(schema: DataSchema):
    assert schema["press-07"].sensors == ("oil_temp", "ram_speed")


def test_an_unknown_component_is_a_key_error(schema: DataSchema):
    with pytest.raises(KeyError, match="fan"):
        schema["fan"]


def test_sensors_are_named_as_in_results(schema: DataSchema):
    assert list(schema.sensors()) == ["press-07\\oil_temp", "press-07\\ram_speed", "pump\\rpm"]


def test_the_document_is_written_as_it_was_read(schema: DataSchema):
    assert schema.to_dict(wire=True) == DOCUMENT


def test_a_schema_without_components_is_empty():
    assert list(DataSchema.parse("{}").sensors()) == []


def test_a_text_that_is_not_a_schema_is_refused():
    with pytest.raises(UnreadableDocumentError, match="DataSchema cannot be read"):
        DataSchema.parse('{"Components": 5}')
