"""The generated attributes: each reads its own member of the description."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from l4e_sdk import shapes
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
MEMBERS = [
    (kind, name) for kind in ATTRIBUTES for name, member in vars(kind).items() if isinstance(member, property)
]


@pytest.mark.parametrize(("kind", "name"), MEMBERS, ids=lambda value: getattr(value, "__name__", value))
def test_an_attribute_is_the_member_of_its_name(kind: type[Described[shapes.Response]], name: str):
    marked = object()
    whole = ATTRIBUTES[kind].model_construct(**{name: marked})
    facade = type("Facade", (kind,), {"_describe": lambda _: whole})(Service().client, "pump")
    assert getattr(facade, name) is marked
