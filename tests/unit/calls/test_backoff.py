"""The interval between two polls."""

from __future__ import annotations

from datetime import timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from l4e_sdk import Backoff, InvalidValueError

SECOND = timedelta(seconds=1)


def first_delays(backoff: Backoff, count: int) -> list[float]:
    return list(islice(backoff.delays(), count))


def test_intervals_grow_to_the_longest():
    backoff = Backoff(first=SECOND, factor=2, longest=5 * SECOND, jitter=0)
    assert first_delays(backoff, 5) == [1, 2, 4, 5, 5]


def test_a_steady_back_off_does_not_grow():
    assert first_delays(Backoff.every(3 * SECOND), 3) == [3, 3, 3]


def test_the_first_ten_polls_of_the_default_take_seconds_only():
    assert sum(first_delays(Backoff(jitter=0), 10)) < 10


@given(st.floats(min_value=0, max_value=0.9))
def test_jitter_stays_within_its_part(jitter: float):
    delays = first_delays(Backoff(first=SECOND, factor=1, longest=SECOND, jitter=jitter), 20)
    assert all(1 - jitter - 1e-9 <= delay <= 1 + jitter + 1e-9 for delay in delays)


def test_two_waits_do_not_march_in_step():
    assert first_delays(Backoff(), 5) != first_delays(Backoff(), 5)


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"first": timedelta(0)}, "0 < first"),
        ({"first": SECOND, "longest": timedelta(0)}, "first <= longest"),
        ({"factor": 0.5}, "factor of at least 1"),
        ({"jitter": 1.0}, "jitter of at least 0 and below 1"),
        ({"jitter": -0.1}, "jitter"),
    ],
)
def test_values_that_make_no_intervals_are_refused(values: dict[str, object], rule: str):
    with pytest.raises(InvalidValueError, match=rule):
        Backoff(**values)
