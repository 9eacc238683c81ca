from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from l4e_sdk._rules.layout.input_names import DELIMITERS, TIMESTAMP_FORMATS, InputNames
from l4e_sdk._rules.layout.runs import Search, first_run, next_run, prefix_of, run_of
from l4e_sdk._rules.layout.windows import Window, next_window

MINUTE = timedelta(minutes=1)
MOMENTS = st.datetimes(datetime(2001, 9, 10), datetime(2100, 1, 1), timezones=st.just(UTC))
FREQUENCIES = st.sampled_from([MINUTE * minutes for minutes in (5, 10, 15, 30, 60)])
DELAYS = st.integers(0, 60).map(lambda minutes: minutes * MINUTE)


@given(FREQUENCIES, DELAYS, MOMENTS)
def test_the_next_run_is_the_first_that_begins_later(
    frequency: timedelta, delay: timedelta, now: datetime
) -> None:
    run = next_run(frequency, delay, now)
    assert run.at - frequency <= now < run.at
    assert run == run_of(run.window, delay)


@given(FREQUENCIES, DELAYS, MOMENTS)
def test_the_first_run_of_a_scheduler_looks_at_no_window_that_ended_before_its_start(
    frequency: timedelta, delay: timedelta, started: datetime
) -> None:
    run = first_run(frequency, delay, started)
    assert run.window.start <= started < run.window.end
    assert run.at == run.window.end + delay


@given(
    window=st.builds(next_window, FREQUENCIES, MOMENTS),
    delimiter=st.sampled_from(DELIMITERS),
    written=st.sampled_from(TIMESTAMP_FORMATS),
    hours=st.integers(-12, 12),
    component=st.sampled_from(["p", "p1", "p-1", "P", "p2001", "z"]),
    others=st.lists(st.tuples(st.sampled_from(["p", "p1", "p-1", "P", "z"]), st.integers(-400, 400))),
)
def test_the_files_of_a_run_are_those_named_by_a_time_around_its_window(
    window: Window,
    *,
    delimiter: str,
    written: str,
    hours: int,
    component: str,
    others: list[tuple[str, int]],
) -> None:
    names = InputNames("live/", delimiter, written, timedelta(hours=hours))
    search = Search(names, component, window)
    keys = sorted({names.key(name, window.end + shift * MINUTE) for name, shift in others} | {"live/x.csv"})
    earliest, latest = window.start - window.length, window.end + window.length
    found = [
        key
        for key in keys
        if (parsed := names.parse(key)) and parsed[0] == component and earliest <= parsed[1] <= latest
    ]
    assert list(search.among(keys)) == found
    assert all(key.startswith(search.prefix) for key in found)


def test_files_beside_a_window_are_named_by_a_time_outside_it() -> None:
    window = Window(datetime(2024, 3, 11, 9, tzinfo=UTC), datetime(2024, 3, 11, 9, 5, tzinfo=UTC))
    search = Search(InputNames("live/", "_"), "press", window)
    before, first, last, after = (
        f"live/press_20240311{time}.csv" for time in ("085959", "090000", "090459", "090500")
    )
    assert search.beside([before, first, last, after]) == (before, after)


def test_searches_of_several_components_have_a_common_prefix() -> None:
    window = Window(datetime(2024, 3, 11, 9, tzinfo=UTC), datetime(2024, 3, 11, 9, 5, tzinfo=UTC))
    names = InputNames("live/", "_")
    press = Search(names, "press", window)
    assert press.prefix == "live/press_202403110"
    assert prefix_of([press]) == press.prefix
    assert prefix_of([press, Search(names, "pump", window)]) == "live/p"
