from __future__ import annotations

import numpy as np
import pytest

from l4e_sdk.local.detection.buckets import Buckets, Clock
from l4e_sdk.local.detection.lasting_level import LastingLevel, sustained

CLOCK = Clock.of(900)
DAY = 96


def buckets(levels: np.ndarray, *, numbers: np.ndarray | None = None) -> Buckets:
    """Return buckets of one row each, whose standardised readings are given."""
    sums = np.atleast_2d(levels.T).T.astype(np.float64)
    count = len(sums)
    own = sums.astype(np.float32)
    places = np.arange(count) if numbers is None else numbers
    return Buckets(places, np.ones(count, np.int64), sums, own, own)


def unrest(days: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 0.3, days * DAY)


def test_a_level_counts_when_it_lasted_for_all_four_quarters() -> None:
    levels = np.where(np.arange(2 * DAY) >= DAY, 2.0, 0.0)
    found = sustained(buckets(levels), CLOCK)[:, 0]
    assert not found[: DAY + 37].any()
    assert (found[DAY + 48 :] == 2).all()


@pytest.mark.parametrize("side", [1, -1])
def test_quick_transitions_cannot_hide_it(side: int) -> None:
    levels = np.full(2 * DAY, 2.0 * side)
    levels[::12] = -20 * side  # every three hours
    found = sustained(buckets(levels), CLOCK)[DAY:, 0]
    assert not (np.sign(found) == -np.sign(found.mean())).any()
    control = levels.copy()
    control[levels == 2 * side] = 0
    assert np.abs(found).min() < np.abs(sustained(buckets(control), CLOCK)[DAY:, 0]).max() + 2


def test_quarters_that_do_not_agree_are_no_level() -> None:
    levels = np.where(np.arange(4 * DAY) // 24 % 2 == 0, 2.0, -2.0)
    assert not sustained(buckets(levels), CLOCK)[DAY:].any()


def test_it_ends_within_two_hours() -> None:
    levels = np.where(np.arange(3 * DAY) < 2 * DAY, 2.0, -0.1)
    found = np.abs(sustained(buckets(levels), CLOCK)[:, 0])
    assert found[2 * DAY - 1] == 2
    assert found[2 * DAY + 8 :].max() < 0.2


def test_a_quarter_without_half_of_its_rows_tells_nothing() -> None:
    levels, numbers = np.full(3 * DAY, 2.0), np.arange(3 * DAY)
    numbers[2 * DAY :] += 30  # seven and a half hours without rows
    found = sustained(buckets(levels, numbers=numbers), CLOCK)[:, 0]
    assert found[2 * DAY - 1] == 2
    assert not found[2 * DAY : 2 * DAY + 12].any()
    assert found[-1] == 2


def test_what_came_later_alters_nothing() -> None:
    levels = unrest(3)
    whole, part = (sustained(buckets(one), CLOCK) for one in (levels, levels[:200]))
    np.testing.assert_array_equal(whole[:200], part)


def test_no_buckets_have_no_level() -> None:
    assert sustained(Buckets.empty(3), CLOCK).shape == (0, 3)


def test_ratios_are_those_to_what_the_history_seldom_exceeds() -> None:
    history = buckets(np.column_stack([unrest(30), 4 * unrest(30, 1)]))
    level, crossfitted = LastingLevel.fit(history, CLOCK, [6 * DAY, 12 * DAY, 18 * DAY, 24 * DAY])
    assert level.usual[1] > level.usual[0] >= 0.125  # never less than a quarter of half a deviation
    assert np.quantile(crossfitted, 0.95) < 1.5
    shifted = np.column_stack([unrest(2, 2) + 3, 4 * unrest(2, 3)])
    ratios = level.ratios(buckets(shifted), CLOCK)[DAY:]
    assert ratios[:, 0].min() > 3
    assert ratios[:, 1].max() < 2


def test_a_part_is_held_against_the_middle_of_the_others() -> None:
    levels = unrest(30)
    levels[24 * DAY :] += 3
    cuts = [6 * DAY, 12 * DAY, 18 * DAY, 24 * DAY]
    _, crossfitted = LastingLevel.fit(buckets(levels), CLOCK, cuts)
    assert np.median(crossfitted[25 * DAY :]) > 0.5 > np.median(crossfitted[: 24 * DAY])
