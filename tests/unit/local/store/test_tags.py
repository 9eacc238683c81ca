from __future__ import annotations

import pytest

from l4e_sdk.local.store import Database, Tags

ARN = "arn:aws:lookoutequipment:us-east-1:000000000000:model/press/1f"


@pytest.fixture
def tags(database: Database) -> Tags:
    return Tags(database)


def test_tags_are_set_by_key_and_others_stay(tags: Tags) -> None:
    tags.put(ARN, {"site": "north", "line": "7"})
    tags.put(ARN, {"site": "south"})
    assert tags.of(ARN) == {"line": "7", "site": "south"}


def test_setting_none_changes_nothing(tags: Tags) -> None:
    tags.put(ARN, {"site": "north"})
    tags.put(ARN, {})
    assert tags.of(ARN) == {"site": "north"}


def test_absent_keys_are_removed_without_complaint(tags: Tags) -> None:
    tags.put(ARN, {"site": "north"})
    tags.remove(ARN, ["line"])
    assert tags.of(ARN) == {"site": "north"}


def test_clearing_takes_the_tags_of_the_parts_and_of_nothing_else(tags: Tags) -> None:
    others = [f"{ARN}0", f"{ARN}-2", ARN[:-1]]
    for arn in (ARN, f"{ARN}/model-version/1", *others):
        tags.put(arn, {"site": "north"})
    tags.clear(ARN)
    assert tags.of(ARN) == {}
    assert tags.of(f"{ARN}/model-version/1") == {}
    assert all(tags.of(arn) for arn in others)
