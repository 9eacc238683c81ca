from __future__ import annotations

import copy
import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from l4e_sdk.local.timeseries.schema import Component, DataSchema, SchemaError

NAMES = st.from_regex(r"[0-9a-zA-Z._\-]{1,30}", fullmatch=True)
COLUMNS = st.lists(
    st.from_regex(r"[0-9a-zA-Z:#$.\-_]{1,30}", fullmatch=True), min_size=2, max_size=6, unique=True
)
SCHEMAS = st.dictionaries(NAMES, COLUMNS, min_size=1, max_size=5).map(
    lambda found: DataSchema(
        tuple(Component(name, columns[0], tuple(columns[1:])) for name, columns in found.items())
    )
)
PRESS = DataSchema(
    (Component("press-07", "Timestamp", ("oil_temp", "ram_speed")), Component("pump", "Time", ("amps",)))
)


def document(**changes: object) -> dict[str, object]:
    component: dict[str, object] = {
        "ComponentName": "press-07",
        "Columns": [{"Name": "Timestamp", "Type": "DATETIME"}, {"Name": "oil_temp", "Type": "DOUBLE"}],
    }
    return {"Components": [{**component, **changes}]}


def faults(text: object) -> tuple[str, ...]:
    with pytest.raises(SchemaError) as caught:
        DataSchema.parse(text if isinstance(text, str) else json.dumps(text))
    return caught.value.faults


@given(SCHEMAS)
def test_a_schema_is_read_as_it_was_written(schema: DataSchema):
    assert DataSchema.parse(schema.to_json()) == schema


def test_a_document_lists_the_timestamp_first():
    assert json.loads(PRESS.to_json())["Components"][1] == {
        "ComponentName": "pump",
        "Columns": [{"Name": "Time", "Type": "DATETIME"}, {"Name": "amps", "Type": "DOUBLE"}],
    }


def test_sensors_are_named_with_their_component():
    assert PRESS.sensor_names == ("press-07\\oil_temp", "press-07\\ram_speed", "pump\\amps")


def test_columns_count_sensors_only():
    assert PRESS.columns == 3


def test_a_component_is_found_by_name():
    assert PRESS.component("pump") == PRESS.components[1]


def test_an_unknown_component_is_none():
    assert PRESS.component("fan") is None


@given(SCHEMAS)
def test_a_schema_misses_nothing_from_itself(schema: DataSchema):
    assert schema.missing_from(schema) == ()


def test_columns_that_the_other_schema_lacks_are_listed():
    other = DataSchema(
        (Component("press-07", "Timestamp", ("oil_temp",)), Component("pump", "When", ("amps",)))
    )
    assert PRESS.missing_from(other) == ("press-07\\ram_speed", "pump\\Time")


def test_a_column_of_another_component_does_not_count():
    other = DataSchema((Component("fan", "Time", ("amps",)),))
    assert "pump\\amps" in PRESS.missing_from(other)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "nested too deeply"),
        ("[]", "at least one component"),
        ('{"Components": {}}', "at least one component"),
        ('{"Components": [3]}', "component 1: ComponentName"),
        (document(ComponentName="press 07"), "component 'press 07': ComponentName"),
        (document(ComponentName="p" * 201), "ComponentName must be 1 to 200"),
        (document(Columns=[]), "at least one DOUBLE"),
        (document(Columns=[{"Name": "t", "Type": "DATETIME"}]), "at least one DOUBLE"),
        (
            document(Columns=[{"Name": "t", "Type": "DOUBLE"}, {"Name": "a", "Type": "DOUBLE"}]),
            "must be DATETIME",
        ),
        (
            document(Columns=[{"Name": "t", "Type": "DATETIME"}, {"Name": "a", "Type": "DATETIME"}]),
            "must be DOUBLE",
        ),
        (document(Columns=[{"Name": "t", "Type": "DATETIME"}, {"Name": "a", "Type": "INT"}]), "'INT'"),
        (document(Columns=[{"Name": "t", "Type": "DATETIME"}, {"Name": "a b", "Type": "DOUBLE"}]), "'a b'"),
        (
            document(Columns=[{"Name": "t", "Type": "DATETIME"}, {"Name": "t", "Type": "DOUBLE"}]),
            "more than once",
        ),
        ({"Components": document()["Components"] * 2}, "component 'press-07' is listed more than once"),  # type: ignore[operator]
    ],
)
def test_a_fault_is_named(text: object, fault: str):
    assert any(fault in found for found in faults(text))


def test_all_faults_are_listed_at_once():
    broken = document(ComponentName="a b", Columns=[{"Name": "t"}, {"Name": "x y", "Type": "TEXT"}])
    assert len(faults(broken)) == 4


def test_too_many_columns_are_refused():
    columns = [{"Name": f"c{index}", "Type": "DOUBLE" if index else "DATETIME"} for index in range(3002)]
    assert "3001 sensor columns" in faults(document(Columns=columns))[0]


def test_too_many_components_are_refused():
    components = [{**document()["Components"][0], "ComponentName": f"c{index}"} for index in range(3001)]  # type: ignore[index]
    assert "3001 components" in faults({"Components": components})[0]


def test_the_message_stays_short_with_many_faults():
    columns = [
        {"Name": "t", "Type": "DATETIME"},
        *({"Name": f"c {index}", "Type": "DOUBLE"} for index in range(500)),
    ]
    with pytest.raises(SchemaError, match="and 480 faults more"):
        DataSchema.parse(json.dumps(document(Columns=columns)))


def test_an_error_survives_pickling_and_copying():
    error = SchemaError(["one", "two"])
    again = pickle.loads(pickle.dumps(copy.copy(error)))
    assert (again.faults, str(again)) == (("one", "two"), "one; two")
