"""Repeated timestamps and gaps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from l4e_sdk.data import moments as module
from l4e_sdk.data.moments import MomentFacts, Moments

START = datetime(2024, 1, 1, tzinfo=UTC)
FILES = st.lists(st.lists(st.integers(0, 100), max_size=20), max_size=4)


def facts(files: list[list[int]]) -> MomentFacts:
    moments = Moments()
    for days in files:
        for day in days:
            moments.add(START + timedelta(days=day))
        moments.end_file()
    return moments.facts()


@given(FILES)
def test_repeats_are_counted_over_all_files(files: list[list[int]]):
    days = [day for file in files for day in file]
    assert facts(files).duplicates == len(days) - len(set(days))


@given(FILES)
def test_the_longest_gap_over_30_days_is_found(files: list[list[int]]):
    days = sorted({day for file in files for day in file})
    gaps = [(after - before, -before) for before, after in pairwise(days) if after - before > 30]
    found = facts(files)
    length, start = max(gaps, default=(None, None))  # the first of those that are as long
    assert found.longest_gap == (None if length is None else timedelta(days=length))
    assert found.gap_start == (None if start is None else START - timedelta(days=start))


def test_files_that_ascend_are_judged_whatever_their_size(monkeypatch):
    monkeypatch.setattr(module, "_KEPT", 3)
    assert facts([[5, 6, 6, 7], [1, 2, 5]]) == MomentFacts(2, None, None, 2, exact=True)


def test_too_many_rows_out_of_order_are_not_claimed_to_be_compared(monkeypatch):
    monkeypatch.setattr(module, "_KEPT", 3)
    assert not facts([[5, 1, 5, 1]]).exact
