from __future__ import annotations

import json

from l4e_sdk.local.lifecycle.events import Stretch, continued, event_of
from l4e_sdk.shapes import DescribeInferenceSchedulerResponse

FIRST = Stretch(start=0, end=600, rows=3, sums=(2.4, 0.6))


def test_a_stretch_that_follows_on_the_next_row_continues_the_unfinished_one() -> None:
    later = Stretch(start=900, end=1200, rows=2, sums=(1.0, 1.0))
    assert continued(FIRST, [later], 300) == [Stretch(start=0, end=1200, rows=5, sums=(3.4, 1.6))]


def test_a_normal_row_between_parts_two_events() -> None:
    later = Stretch(start=1200, end=1500, rows=2, sums=(1.0, 1.0))
    assert continued(FIRST, [later], 300) == [later]


def test_five_minutes_are_not_an_event_and_more_is() -> None:
    assert not Stretch(start=0, end=300, rows=2, sums=(1.0,)).is_event
    assert Stretch(start=0, end=301, rows=2, sums=(1.0,)).is_event


def test_an_event_carries_the_mean_contributions() -> None:
    event = event_of(DescribeInferenceSchedulerResponse(), FIRST, ("a\\x", "a\\y"))
    assert json.loads(event.diagnostics or "") == [
        {"name": "a\\x", "value": 0.8},
        {"name": "a\\y", "value": 0.2},
    ]
    assert event.event_duration_in_seconds == 600
