from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from l4e_sdk.local.detection.buckets import Buckets
from l4e_sdk.local.detection.drift import DriftStatus, Regime
from l4e_sdk.local.detection.event_run import Ceiling, Ongoing, Quiet
from l4e_sdk.local.detection.model import Live
from l4e_sdk.local.detection.watch import Hour, Watch
from l4e_sdk.local.tasks.live_text import live_of, members_of
from tests.unit.local.detection import windows


def through_text(live: Live) -> Live:
    return live_of(json.loads(json.dumps(members_of(live), allow_nan=False)))


def whole() -> Live:
    """Return a memory in which everything is known."""
    watch = Watch(
        usual=-0.3,
        ceiling=Ceiling(2.0, 1.1, 1e9 + 0.25, 0.4),
        regime=Regime(DriftStatus.REGIME_CHANGED, 0.6, 0.9),
        since=1e9,
        due=1e9 + 86_400,
        hours=(Hour(999_997_200, 4, 2, 1.3, -0.7), Hour(1_000_000_800, 4, 0, 0.0, 0.1)),
        shift=0.2,
        ongoing=Ongoing(1e9, 1e9 + 900, 0.0, 2, 0.7, True),
        quiet=Quiet(1e9 + 5, 0.9),
        ended=9e8,
    )
    random = np.random.default_rng(0)
    low = random.normal(size=(6, 3)).astype(np.float32)
    low[2, 1] = np.inf  # no reading
    sums = random.normal(size=(6, 3))
    buckets = Buckets(np.arange(6) + 10**6, np.arange(6), sums, low, (low + 1).astype(np.float32))
    return Live(watch, buckets)


def assert_same(one: Live, other: Live) -> None:
    assert one.watch == other.watch
    for name, left, right in zip(one.buckets._fields, one.buckets, other.buckets, strict=True):
        np.testing.assert_array_equal(left, right, err_msg=name)
        assert left.dtype == right.dtype


def test_everything_is_the_same_after_a_round_trip() -> None:
    assert_same(through_text(whole()), whole())


@pytest.mark.parametrize("count", [0, 1])
def test_a_memory_of_nothing_is_the_same(count: int) -> None:
    begun = Watch.begun(1e9, alarms_per_month=2.0, usual=0.1)
    empty = Live(begun, whole().buckets.between(0, count))
    assert_same(through_text(empty), empty)


def test_no_event_and_no_quiet_are_none() -> None:
    live = whole()
    live = live._replace(watch=replace(live.watch, ongoing=None, quiet=None, regime=Regime()))
    assert through_text(live).watch == live.watch


def test_only_the_newest_ranges_are_kept_for_nothing_else_is_looked_at() -> None:
    random = np.random.default_rng(0)
    low = random.normal(size=(48, 3)).astype(np.float32)
    buckets = Buckets(np.arange(48), np.arange(48), random.normal(size=(48, 3)), low, low)
    again = through_text(whole()._replace(buckets=buckets)).buckets
    np.testing.assert_array_equal(again.sums, buckets.sums)
    np.testing.assert_array_equal(again.low[-10:], low[-10:])
    assert np.isinf(again.low[:-10]).all()


@pytest.mark.parametrize("seed", range(3))
def test_a_machine_is_judged_alike_with_a_memory_that_was_written_and_read(seed: int) -> None:
    rows = windows.days(seed)
    cuts = np.random.default_rng(seed).integers(windows.BEFORE, windows.LATER, 30).tolist()
    plain, end = windows.in_windows(rows, cuts)
    read, same = windows.in_windows(rows, cuts, kept=through_text)
    for one, other in zip(plain, read, strict=True):
        for name in ("anomalous", "holding", "covered", "anomaly_score"):
            np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)
    assert same.watch == end.watch
