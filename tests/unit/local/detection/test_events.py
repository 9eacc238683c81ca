from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from l4e_sdk.local.detection.errors import InvalidInputError
from l4e_sdk.local.detection.events import Event, find_events
from tests.unit.local.detection.plants import grid

RATE = 300


def find(
    rows: list[int],
    *,
    count: int = 60,
    off: list[int] | None = None,
    join_rows: int = 5,
    holding: list[int] | None = None,
) -> list[Event]:
    anomalous = np.isin(np.arange(count), rows)
    shares = np.tile(np.array([0.75, 0.25], np.float32), (count, 1))
    stopped = np.isin(np.arange(count), off or [])
    held = np.isin(np.arange(count), holding or [])
    return find_events(
        grid(count),
        anomalous,
        rate_seconds=RATE,
        contributions=shares,
        holding=held,
        off=stopped,
        join_rows=join_rows,
    )


def spans(events: list[Event]) -> list[tuple[int, int]]:
    times = grid(60)
    return [(int(np.searchsorted(times, e.start)), int(np.searchsorted(times, e.end))) for e in events]


def test_no_anomaly_is_no_event() -> None:
    assert find([]) == []


def test_no_rows_are_no_event() -> None:
    assert find([], count=0) == []


def test_rows_in_sequence_are_one_event() -> None:
    assert spans(find([10, 11, 12])) == [(10, 12)]


def test_an_event_of_one_row_ends_where_it_starts() -> None:
    (event,) = find([10])
    assert event.start == event.end
    assert event.seconds == 0


def test_up_to_five_quiet_rows_do_not_end_an_event() -> None:
    assert spans(find([10, 16])) == [(10, 16)]


def test_six_quiet_rows_end_an_event() -> None:
    assert spans(find([10, 17])) == [(10, 10), (17, 17)]


def test_without_joining_every_quiet_row_ends_an_event() -> None:
    assert spans(find([10, 12], join_rows=0)) == [(10, 10), (12, 12)]


def test_a_stop_ends_an_event() -> None:
    assert spans(find([10, 12], off=[11])) == [(10, 10), (12, 12)]


def test_a_row_where_the_machine_is_off_belongs_to_no_event() -> None:
    assert find([10], off=[10]) == []


def test_events_at_the_ends_of_the_range_are_found() -> None:
    assert spans(find([0, 1, 58, 59])) == [(0, 1), (58, 59)]


def test_absent_rows_separate_by_the_time_they_stand_for() -> None:
    times = grid(4) + np.array([0, 0, 3600, 3600], "timedelta64[s]")
    events = find_events(
        times, np.ones(4, dtype=bool), rate_seconds=RATE, contributions=np.ones((4, 1), np.float32)
    )
    assert [event.rows for event in events] == [2, 2]


def test_the_shares_of_an_event_are_the_mean_over_its_anomalous_rows() -> None:
    shares = np.array([[1, 0], [0, 1], [0, 1]], np.float32)
    anomalous = np.array([True, False, True])
    (event,) = find_events(grid(3), anomalous, rate_seconds=RATE, contributions=shares)
    assert event.contributions.tolist() == [0.5, 0.5]
    assert event.rows == 2


@given(st.lists(st.integers(0, 59), unique=True), st.integers(0, 8))
def test_every_anomalous_row_is_in_exactly_one_event(rows: list[int], join_rows: int) -> None:
    events = find(sorted(rows), join_rows=join_rows)
    assert sum(event.rows for event in events) == len(rows)
    assert all(sum(start <= row <= end for start, end in spans(events)) == 1 for row in rows)


@given(st.lists(st.integers(0, 59), min_size=1, unique=True))
def test_the_shares_of_every_event_sum_to_1(rows: list[int]) -> None:
    assert all(event.contributions.sum() == pytest.approx(1, abs=1e-12) for event in find(sorted(rows)))


def test_a_rate_of_0_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="rate_seconds"):
        find_events(
            grid(1), np.ones(1, dtype=bool), rate_seconds=0, contributions=np.ones((1, 1), np.float32)
        )


def test_holding_rows_keep_an_event_open() -> None:
    (event,) = find([10], holding=[11, 12, 13])
    assert spans([event]) == [(10, 13)]
    assert event.rows == 1


def test_holding_rows_open_no_event() -> None:
    assert find([], holding=[10, 11, 12]) == []


def test_holding_rows_before_an_anomaly_do_not_belong_to_it() -> None:
    assert spans(find([12], holding=[9, 10, 11])) == [(12, 12)]


def test_a_quiet_row_ends_what_holding_rows_keep_open() -> None:
    assert spans(find([10], holding=[11, 13])) == [(10, 11)]


def test_quiet_rows_are_counted_from_the_last_holding_row() -> None:
    assert spans(find([10, 19], holding=[11, 12, 13])) == [(10, 19)]


def test_a_stop_ends_what_holding_rows_keep_open() -> None:
    assert spans(find([10], holding=[11, 12, 13], off=[12])) == [(10, 11)]
