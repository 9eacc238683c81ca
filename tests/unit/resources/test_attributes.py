"""The generated attributes: each reads its own member of the description."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

import pytest

from l4e_sdk import NotAvailableError, shapes
from l4e_sdk._resources import _attributes
from tests.support.service import Service

if TYPE_CHECKING:
    from l4e_sdk._resources._resource import Described

ATTRIBUTES = {
    _attributes.DatasetAttributes: shapes.DescribeDatasetResponse,
    _attributes.IngestionJobAttributes: shapes.DescribeDataIngestionJobResponse,
    _attributes.ModelAttributes: shapes.DescribeModelResponse,
    _attributes.ModelVersionAttributes: shapes.DescribeModelVersionResponse,
    _attributes.InferenceSchedulerAttributes: shapes.DescribeInferenceSchedulerResponse,
    _attributes.RetrainingSchedulerAttributes: shapes.DescribeRetrainingSchedulerResponse,
    _attributes.LabelGroupAttributes: shapes.DescribeLabelGroupResponse,
}
FIELDS = {
    _attributes.DatasetAttributes: {"updated_at": "last_updated_at"},
    _attributes.ModelAttributes: {"updated_at": "last_updated_time"},
    _attributes.ModelVersionAttributes: {"updated_at": "last_updated_time"},
}
"""The members whose attributes have other names."""
MEMBERS = [
    (kind, name) for kind in ATTRIBUTES for name, member in vars(kind).items() if isinstance(member, property)
]


@pytest.mark.parametrize(("kind", "name"), MEMBERS, ids=lambda value: getattr(value, "__name__", value))
def test_an_attribute_is_the_member_of_its_name(kind: type[Described[shapes.Response]], name: str):
    marked = object()
    field = FIELDS.get(kind, {}).get(name, name)
    facade = made(kind, ATTRIBUTES[kind].model_construct(**{field: marked}))
    assert getattr(facade, name) is marked


@pytest.mark.parametrize(("kind", "name"), MEMBERS, ids=lambda value: getattr(value, "__name__", value))
def test_an_attribute_is_none_only_if_its_type_says_so(kind: type[Described[shapes.Response]], name: str):
    annotation = inspect.get_annotations(vars(kind)[name].fget)["return"]
    facade = made(kind, ATTRIBUTES[kind].model_construct())
    if annotation.endswith("| None") or annotation.startswith("tuple["):
        assert not getattr(facade, name)
        return
    with pytest.raises(NotAvailableError) as missing:
        getattr(facade, name)
    assert (missing.value.what, missing.value.member) == ("thing 'pump'", name)
    assert missing.value.reason
    assert not hasattr(facade, name)


def made(kind: type[Described[shapes.Response]], whole: shapes.Response) -> Described[shapes.Response]:
    members = {"_describe": lambda _: whole, "_KIND": "thing"}
    return type("Facade", (kind,), members)(Service().client, "pump")
