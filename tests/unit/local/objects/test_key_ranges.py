"""Ranges of keys against the plain definition."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from l4e_sdk.local.objects import KeyRanges

KEYS = st.text("ab/z", max_size=5)
RANGES = st.lists(st.tuples(KEYS, KEYS).map(lambda pair: (min(pair), max(pair))), max_size=5)


@given(RANGES, KEYS)
def test_a_key_is_inside_when_it_is_in_any_range(ranges: list[tuple[str, str]], key: str) -> None:
    assert (key in KeyRanges(ranges)) == any(first <= key <= last for first, last in ranges)


@given(RANGES)
def test_ranges_are_sorted_and_apart(ranges: list[tuple[str, str]]) -> None:
    ends = [end for both in KeyRanges(ranges) for end in both]
    assert ends == sorted(ends)


@given(RANGES, KEYS, KEYS)
def test_no_folder_is_left_out_that_has_a_wanted_key(
    ranges: list[tuple[str, str]], folder: str, rest: str
) -> None:
    wanted = KeyRanges(ranges)
    if f"{folder}/{rest}" in wanted:
        assert wanted.meet(f"{folder}/")


@given(st.text("ab", min_size=1, max_size=3))
def test_a_folder_beside_the_ranges_is_left_out(folder: str) -> None:
    wanted = KeyRanges([(f"{folder}c", f"{folder}d")])
    assert not wanted.meet(f"{folder}/")
    assert not wanted.meet(f"{folder}e/")
    assert not KeyRanges([]).meet(f"{folder}/")
