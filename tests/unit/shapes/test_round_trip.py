"""Every structure, with every kind of value the wire may bring: what was read is what is written."""

import json
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from l4e_sdk import shapes
from l4e_sdk._botocore_data import ServiceDescription
from l4e_sdk.shapes import Shape, errors

DESCRIPTION = ServiceDescription.load()
STRUCTURES = sorted(name for name, facts in DESCRIPTION.shapes.items() if facts.kind == "structure")

# The years 1 to 9998: so far from 1970 a float cannot tell the last microsecond of 9999 from the year 10000.
SECONDS = st.integers(-62_135_596_800, 253_370_764_799)
MOMENTS = st.builds(
    lambda seconds, micros: (seconds * 10**6 + micros) / 1e6, SECONDS, st.integers(0, 999_999)
)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(), children, max_size=3),
    max_leaves=5,
)
# A member that is null is an absent member.
UNKNOWN = st.dictionaries(
    st.text().map("X".__add__), JSON.filter(lambda value: value is not None), max_size=2
)


def python_class(structure: str) -> type[Shape]:
    found = getattr(errors, structure, None) or getattr(shapes, structure)
    assert isinstance(found, type)
    assert issubclass(found, Shape)
    return found


SCALARS = {
    "string": st.text(),
    "integer": st.integers(-(2**63), 2**63),
    "long": st.integers(-(2**63), 2**63),
    "float": st.floats(allow_nan=False, allow_infinity=False),
    "boolean": st.booleans(),
    "timestamp": MOMENTS | SECONDS,
}


@cache
def values(shape: str) -> st.SearchStrategy[Any]:
    facts = DESCRIPTION.shapes[shape]
    if facts.kind == "structure":
        return structures(shape)
    if facts.kind == "list":
        return st.lists(values(facts.item or ""), max_size=3)
    # Any text at all for an enum too: the service may know more words than we do.
    return SCALARS[facts.kind] | st.sampled_from(facts.enum) if facts.enum else SCALARS[facts.kind]


def structures(name: str) -> st.SearchStrategy[dict[str, Any]]:
    facts = DESCRIPTION.shapes[name]
    members = {member: values(shape) for member, shape in facts.members.items()}
    required = {member: members.pop(member) for member in facts.required}
    known = st.fixed_dictionaries(required, optional=members)
    return st.builds(lambda known, unknown: unknown | known, known, UNKNOWN)


@pytest.mark.parametrize("structure", STRUCTURES)
@given(data=st.data())
@settings(max_examples=10, deadline=None)
def test_a_structure_is_written_as_it_was_read(structure: str, data: st.DataObject) -> None:
    document = data.draw(structures(structure))
    shape = python_class(structure).from_json(json.dumps(document).encode())
    assert shape.to_dict(wire=True) == document
    assert json.loads(shape.to_json()) == document
    assert python_class(structure).from_wire(document) == shape


@pytest.mark.parametrize(
    "structure", ["CreateModelRequest", "DescribeModelResponse", "ListSensorStatisticsResponse"]
)
@given(data=st.data())
@settings(max_examples=10, deadline=None)
def test_a_structure_can_be_made_from_its_own_python_data(structure: str, data: st.DataObject) -> None:
    shape = python_class(structure).from_wire(data.draw(structures(structure)))
    assert python_class(structure)(**shape.to_dict()) == shape


def test_there_is_a_class_for_each_of_the_134_structures() -> None:
    assert len({python_class(name) for name in STRUCTURES}) == 134
