"""Fault drills, with a model that is simple enough to know what it must say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from l4e_sdk import InvalidValueError
from l4e_sdk.testing.plant import Alarm, Block, Drift, Site, Step, drill

if TYPE_CHECKING:
    from collections.abc import Sequence

START = datetime(2024, 2, 5, tzinfo=UTC)
SITE = Site(every=timedelta(minutes=10))
FLOW = "pump\\flow"


def limit(block: Block, level: float = 200.0) -> Sequence[Alarm]:
    flow = block.values[:, block.sensors.index(FLOW)]
    times = [time.replace(tzinfo=UTC) for time in block.times[flow > level].tolist()]
    return [Alarm(time, time, (FLOW,)) for time in times]


def test_a_large_fault_is_seen_at_once_and_a_small_one_never():
    small, large = drill(limit, SITE, FLOW, START, kinds=[Step], sizes=[0.02, 2.0])
    assert (small.detected, small.delay, small.blamed, small.blames_the_cause) == (False, None, (), False)
    assert (large.detected, large.delay, large.blames_the_cause) == (True, timedelta(0), True)
    assert (large.kind, large.sensor, large.size, large.duration) == ("step", FLOW, 2.0, timedelta(days=1))


def test_a_drift_is_seen_late():
    (row,) = drill(limit, SITE, FLOW, START, kinds=[Drift], sizes=[2.0])
    assert row.delay is not None
    assert timedelta(hours=2) < row.delay < timedelta(hours=16)


def test_a_model_that_cries_wolf_has_seen_nothing():
    rows = drill(lambda block: limit(block, 0), SITE, FLOW, START, kinds=[Step, Drift])
    assert len(rows) == 6
    assert all(row.false_alarm and not row.detected for row in rows)


def test_a_fault_of_no_duration_is_refused():
    with pytest.raises(InvalidValueError, match="duration"):
        drill(limit, SITE, FLOW, START, kinds=[Step], durations=[timedelta(0)])
