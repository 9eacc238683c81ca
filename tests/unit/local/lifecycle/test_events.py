from __future__ import annotations

import json

from l4e_sdk.local.lifecycle.events import Stretch, continued, event_of, may_go_on
from l4e_sdk.local.store.descriptions import StoredInferenceScheduler
from tests.support.stored import stored

FIRST = Stretch(start=0, end=600, rows=3, sums=(2.4, 0.6))


def test_a_stretch_that_follows_on_the_next_row_continues_the_unfinished_one() -> None:
    later = Stretch(start=900, end=1200, rows=2, sums=(1.0, 1.0))
    assert continued(FIRST, [later], 300) == [Stretch(start=0, end=1200, rows=5, sums=(3.4, 1.6))]


def test_up_to_five_normal_rows_between_do_not_part_two_events() -> None:
    later = Stretch(start=2400, end=2700, rows=2, sums=(1.0, 1.0))
    assert continued(FIRST, [later], 300) == [Stretch(start=0, end=2700, rows=5, sums=(3.4, 1.6))]


def test_six_normal_rows_between_part_two_events() -> None:
    later = Stretch(start=2700, end=3000, rows=2, sums=(1.0, 1.0))
    assert continued(FIRST, [later], 300) == [FIRST, later]


def test_a_machine_that_was_off_between_parts_two_events() -> None:
    later = Stretch(start=1500, end=1800, rows=2, sums=(1.0, 1.0))
    assert continued(FIRST, [later], 300, first_off=1200) == [FIRST, later]


def test_rows_below_the_threshold_that_follow_at_once_hold_the_event_open() -> None:
    lead = Stretch(start=900, end=1200, rows=0, sums=(0.0, 0.0))
    assert continued(FIRST, [], 300, lead=lead) == [Stretch(start=0, end=1200, rows=3, sums=(2.4, 0.6))]


def test_rows_below_the_threshold_after_a_quiet_row_hold_nothing_open() -> None:
    lead = Stretch(start=1200, end=1500, rows=0, sums=(0.0, 0.0))
    assert continued(FIRST, [], 300, lead=lead) == [FIRST]


def test_rows_below_the_threshold_open_no_event() -> None:
    assert continued(None, [], 300, lead=FIRST) == []


def test_an_event_may_go_on_for_five_quiet_rows_and_not_beyond_a_stop() -> None:
    assert may_go_on(FIRST, 600 + 5 * 300, 300, last_off=None)
    assert not may_go_on(FIRST, 600 + 6 * 300, 300, last_off=None)
    assert not may_go_on(FIRST, 900, 300, last_off=900)


def test_five_minutes_are_not_an_event_and_more_is() -> None:
    assert not Stretch(start=0, end=300, rows=2, sums=(1.0,)).is_event
    assert Stretch(start=0, end=301, rows=2, sums=(1.0,)).is_event


def test_an_event_carries_the_mean_contributions() -> None:
    event = event_of(stored(StoredInferenceScheduler), FIRST, ("a\\x", "a\\y"))
    assert json.loads(event.diagnostics or "") == [
        {"name": "a\\x", "value": 0.8},
        {"name": "a\\y", "value": 0.2},
    ]
    assert event.event_duration_in_seconds == 600
