from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from l4e_sdk._report.ticks import levels, ticks

DAY = 86_400.0
LATEST = 4e9


@given(st.floats(0, LATEST), st.floats(1, 50 * 365 * DAY))
def test_marks_lie_inside_in_order_and_are_few(start: float, length: float) -> None:
    found = [at for at, _ in ticks(start, start + length)]
    assert len(found) <= 9
    assert all(start <= at <= start + length for at in found)
    assert all(one < other for one, other in pairwise(found))


@pytest.mark.parametrize(
    ("length", "texts"),
    [
        (DAY, {"03:00", "1 Mar"}),
        (7 * DAY, {"1 Mar", "2 Mar"}),
        (365 * DAY, {"Mar 2024", "May 2024"}),
    ],
)
def test_marks_are_written_as_their_distance_wants(length: float, texts: set[str]) -> None:
    start = 1_709_251_200.0  # 2024-03-01
    assert texts <= {text for _, text in ticks(start, start + length)}


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
def test_levels_lie_inside_and_are_few(low: float, length: float) -> None:
    found = levels(low, low + length)
    assert 1 <= len(found) <= 6
    assert all(low - 1e-6 <= level <= low + length + 1e-6 for level in found)
