"""Tags as a mapping."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from l4e_sdk import Dataset, LookoutEquipment, NotAvailableError
from l4e_sdk._resources import Tags
from tests.support.service import Service

if TYPE_CHECKING:
    from collections.abc import MutableMapping

ARN = "arn:aws:lookoutequipment:us-east-1:000000000000:dataset/pump/1"


@pytest.fixture
def service() -> Service:
    return Service(
        ListTagsForResource={"Tags": [{"Key": "site", "Value": "north"}, {"Key": "line", "Value": "2"}]}
    )


@pytest.fixture
def tags(service: Service) -> Tags:
    return Tags(service.client, ARN)


def test_tags_are_read_at_the_first_look_and_only_then(service: Service, tags: Tags):
    before = list(service.asked)
    assert (tags["site"], len(tags), sorted(tags)) == ("north", 2, ["line", "site"])
    assert [before, service.asked] == [[], ["ListTagsForResource"]]


def test_setting_a_tag_needs_no_look(service: Service, tags: Tags):
    tags["site"] = "south"
    assert service.sent("TagResource") == [{"ResourceArn": ARN, "Tags": [{"Key": "site", "Value": "south"}]}]
    assert service.asked == ["TagResource"]


def test_a_set_tag_is_visible(tags: Tags):
    dict(tags)
    tags["site"] = "south"
    assert tags["site"] == "south"


def test_removing_a_tag_removes_it_there(service: Service, tags: Tags):
    del tags["line"]
    assert service.sent("UntagResource") == [{"ResourceArn": ARN, "TagKeys": ["line"]}]
    assert dict(tags) == {"site": "north"}


def test_removing_a_tag_that_is_not_there_is_a_key_error(tags: Tags):
    with pytest.raises(KeyError, match="owner"):
        del tags["owner"]


def test_an_update_is_one_call(service: Service, tags: Tags):
    tags.update({"a": "1", "b": "2"}, c="3")
    assert len(service.sent("TagResource")) == 1


def test_an_update_with_nothing_is_no_call(service: Service, tags: Tags):
    tags.update()
    assert service.asked == []


def test_clearing_is_one_call(service: Service, tags: Tags):
    tags.clear()
    assert [len(service.sent("UntagResource")), dict(tags)] == [1, {}]


def test_clearing_nothing_changes_nothing():
    service = Service(ListTagsForResource={})
    Tags(service.client, ARN).clear()
    assert service.asked == ["ListTagsForResource"]


def test_a_resource_without_an_arn_cannot_have_tags():
    service = Service(DescribeDataset={"DatasetName": "pump"})
    with pytest.raises(NotAvailableError, match="dataset 'pump' has no dataset_arn"):
        _ = Dataset(service.client, "pump").tags


def test_printing_does_not_look(service: Service, tags: Tags):
    assert "not yet read" in repr(tags)
    assert service.asked == []


def test_printing_shows_what_is_known(tags: Tags):
    dict(tags)
    assert repr(tags) == "Tags({'site': 'north', 'line': '2'})"


@pytest.mark.parametrize("kind", ["datasets", "label_groups"])
def test_the_engine_keeps_tags(kind: str, client: LookoutEquipment):
    collection = getattr(client, kind)
    tags: MutableMapping[str, str] = collection.create("pump", tags={"site": "north"}).tags
    tags.update(line="2")
    del tags["site"]
    assert dict(collection.get("pump").tags) == {"line": "2"}
