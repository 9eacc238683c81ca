"""Live windows tell what an evaluation of the same rows tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from tests.unit.local.detection import windows

if TYPE_CHECKING:
    from l4e_sdk.local.detection.assessment import Assessment

seeds = st.integers(0, 10_000)
cuts = st.lists(st.integers(windows.BEFORE, windows.LATER), max_size=20)
every = st.sampled_from([1, 3, 4, 7, 24, 96])
"""Rows of a window."""

FEW = settings(max_examples=15, phases=(Phase.explicit, Phase.generate))


def assert_same(parts: list[Assessment], whole: Assessment) -> None:
    for name in ("anomalous", "holding", "covered"):
        joined = np.concatenate([getattr(part, name) for part in parts])
        np.testing.assert_array_equal(joined, getattr(whole, name), err_msg=name)
    scores = np.concatenate([part.anomaly_score for part in parts])
    np.testing.assert_allclose(scores, whole.anomaly_score, atol=1e-4)
    last, at_once = parts[-1].regime, whole.regime
    assert (last.status, last.share) == (at_once.status, at_once.share)
    assert last.level == pytest.approx(at_once.level, abs=1e-6)  # sums of hours are added in another order


def test_there_is_something_to_tell() -> None:
    found = [windows.at_once(windows.days(seed))[0] for seed in range(7)]
    assert all(0.01 < one.anomalous.mean() < 0.6 for one in found)
    assert any(one.holding.any() for one in found)
    assert any(one.covered.any() for one in found)
    quiet, _ = windows.at_once(windows.days(0, faults=0))
    assert quiet.anomalous.mean() < 0.01


@example(seed=3, places=list(range(40, 200)))
@FEW
@given(seed=seeds, places=cuts)
def test_windows_of_any_length_tell_what_all_rows_at_once_tell(seed: int, places: list[int]) -> None:
    rows = windows.days(seed)
    parts, live = windows.in_windows(rows, places)
    whole, end = windows.at_once(rows)
    assert_same(parts, whole)
    assert live.watch.ceiling == pytest.approx(end.watch.ceiling)
    assert len(live.watch.hours) == len(end.watch.hours)


@example(seed=3, rows_of_one=1)
@FEW
@given(seed=seeds, rows_of_one=every)
def test_windows_of_equal_length_tell_what_all_rows_at_once_tell(seed: int, rows_of_one: int) -> None:
    rows = windows.days(seed).part(slice(0, 6 * windows.PER_DAY))
    parts, _ = windows.in_windows(rows, range(windows.BEFORE, len(rows.times), rows_of_one))
    assert_same(parts, windows.at_once(rows)[0])


@example(seed=941, places=[1483])
@FEW
@given(seed=seeds, places=cuts)
def test_rows_that_nobody_measured_are_judged_alike_in_windows(seed: int, places: list[int]) -> None:
    rows = windows.filled(windows.days(seed, gaps=0), seed)
    parts, _ = windows.in_windows(rows, places, further=12)
    assert_same(parts, windows.at_once(rows)[0])


def test_a_row_remembers_an_unusual_one_in_a_window_of_its_own_too() -> None:
    """The least case: rows 85 to 87 are anomalous in windows of one row, and not at once."""
    rows = windows.days(3).part(slice(0, 200))
    parts, _ = windows.in_windows(rows, range(windows.BEFORE, 200))
    assert_same(parts, windows.at_once(rows)[0])


@FEW
@given(seed=st.sampled_from(range(8)), rows_of_one=every)
def test_with_more_rows_to_look_back_to_they_are_alike(seed: int, rows_of_one: int) -> None:
    rows = windows.days(seed).part(slice(0, 6 * windows.PER_DAY))
    parts, _ = windows.in_windows(rows, range(windows.BEFORE, len(rows.times), rows_of_one), further=12)
    assert_same(parts, windows.at_once(rows)[0])


def test_without_what_was_remembered_they_do_not() -> None:
    """The control: it is the memory that makes them alike."""
    rows = windows.days(0)
    middle = len(rows.times) // 2
    first = middle - windows.model().history_rows
    part = rows.part(slice(first, None))
    alone, _ = windows.model().judge(
        part.times, part.values, part.off, history_rows=middle - first, measured=part.measured
    )
    whole, _ = windows.at_once(rows)
    scores = whole.anomaly_score[middle - windows.BEFORE :]
    assert not np.allclose(alone.anomaly_score, scores, atol=1e-4, equal_nan=True)
