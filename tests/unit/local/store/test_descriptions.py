from __future__ import annotations

from typing import Optional, get_type_hints

import pytest
from pydantic import ValidationError

from l4e_sdk.local.store import descriptions
from l4e_sdk.shapes import Shape
from tests.support.stored import stored

KINDS = [
    kind for name, kind in vars(descriptions).items() if isinstance(kind, type) and name.startswith("Stored")
]


@pytest.fixture(params=KINDS, ids=lambda kind: kind.__name__)
def kind(request: pytest.FixtureRequest) -> type[Shape]:
    found: type[Shape] = request.param
    return found


def test_a_description_narrows_members_of_its_shape_and_adds_none(kind: type[Shape]) -> None:
    shape = kind.__bases__[0]
    assert issubclass(shape, Shape)
    assert list(kind.model_fields) == list(shape.model_fields)
    own, theirs = (get_type_hints(one, include_extras=True) for one in (kind, shape))
    for name, field in kind.model_fields.items():
        expected = Optional[own[name]] if field.is_required() else own[name]  # noqa: UP045 - a value, not an annotation
        assert theirs[name] == expected


def test_a_description_is_the_json_of_its_shape(kind: type[Shape]) -> None:
    description = stored(kind)
    (shape,) = kind.__bases__
    assert issubclass(shape, Shape)
    assert shape.from_json(description.to_json()).to_json() == description.to_json()


def test_a_document_without_a_required_member_is_refused(kind: type[Shape]) -> None:
    document = stored(kind).to_dict(wire=True)
    for name in document:
        incomplete = {other: value for other, value in document.items() if other != name}
        with pytest.raises(ValidationError, match=name):
            kind.from_wire(incomplete)
