from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from l4e_sdk.local.tasks.span import Span, reach

TIMES = np.datetime64("2024-01-01", "us") + np.arange(5) * np.timedelta64(1, "D")


def day(number: int) -> datetime:
    return datetime(2024, 1, number, tzinfo=UTC)


@pytest.mark.parametrize(
    ("span", "places"),
    [
        (Span(), [0, 1, 2, 3, 4]),
        (Span(day(2)), [1, 2, 3, 4]),
        (Span(None, day(2)), [0, 1]),
        (Span(day(2), day(4)), [1, 2, 3]),
        (Span(day(9)), []),
    ],
)
def test_both_ends_are_inside_and_none_is_open(span: Span, places: list[int]) -> None:
    assert list(np.flatnonzero(span.rows(TIMES))) == places


def test_a_run_reaches_from_the_first_to_the_last_wanted_row() -> None:
    assert reach(np.array([False, True, True, False, True, False])) == slice(1, 5)
    assert reach(np.zeros(3, np.bool_)) is None
