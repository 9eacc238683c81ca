"""Label groups."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from l4e_sdk import LabelRating, ResourceNotFoundException, ValidationException

if TYPE_CHECKING:
    from l4e_sdk import LabelGroup, LookoutEquipment

START = datetime(2024, 3, 2, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def group(client: LookoutEquipment) -> LabelGroup:
    return client.label_groups.create("seals", fault_codes=["leak"])


def test_a_span_is_abnormal_unless_it_is_said_to_be_otherwise(group: LabelGroup):
    group.add(START, START + DAY)
    group.add(START + DAY, START + 2 * DAY, "NO_ANOMALY")
    assert [label.rating for label in group.labels()] == [LabelRating.ANOMALY, LabelRating.NO_ANOMALY]


def test_labels_are_found_by_time_and_fault(group: LabelGroup):
    wanted = group.add(START, START + DAY, fault_code="leak", equipment="pump", notes="dripping")
    group.add(START, START + DAY)
    group.add(START + 9 * DAY, START + 10 * DAY, fault_code="leak", equipment="pump")
    found = group.labels(
        interval_start_time=START, interval_end_time=START + DAY, fault_code="leak", equipment="pump"
    )
    assert [label.label_id for label in found] == [wanted]


def test_a_label_is_removed_by_itself_or_its_id(group: LabelGroup):
    group.remove(group.add(START, START + DAY))
    group.add(START, START + DAY)
    group.remove(group.labels().first())
    assert group.labels().to_list() == []


def test_a_fault_code_that_the_group_lacks_is_refused(group: LabelGroup):
    with pytest.raises(ValidationException):
        group.add(START, START + DAY, fault_code="noise")


def test_new_fault_codes_are_seen(group: LabelGroup):
    assert group.update(fault_codes=["noise"]).fault_codes == ("noise",)


def test_a_deleted_group_is_gone(group: LabelGroup):
    group.delete()
    with pytest.raises(ResourceNotFoundException):
        group.refresh()
