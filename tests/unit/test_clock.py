"""The system's time, and time that is moved by hand."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest

from l4e_sdk._clock import SystemClock, VirtualClock
from l4e_sdk._durations import CalendarDuration
from l4e_sdk.errors import ClockStalledError, ConfigurationError, InvalidValueError

START = datetime(2025, 1, 31, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Diary:
    """A listener with work at given times; notes when each was done."""

    def __init__(self, clock, *times, work=lambda: None):
        self.clock = clock
        self.times = sorted(times)
        self.work = work
        self.done = []
        clock.attach(self)

    def next_due(self):
        return self.times[0] if self.times else None

    def run_due(self):
        while self.times and self.times[0] <= self.clock.now():
            self.times.pop(0)
            self.done.append(self.clock.now())
            self.work()


class Stubborn:
    """A listener that does not do what it reports."""

    def next_due(self):
        return START

    def run_due(self):
        pass


@pytest.fixture
def clock():
    return VirtualClock(START)


def test_the_system_clock_is_aware_and_in_utc():
    assert SystemClock().now().tzinfo is UTC


def test_the_system_clock_counts_on():
    clock = SystemClock()
    assert clock.monotonic() <= clock.monotonic()


def test_the_system_clock_lets_time_pass():
    clock = SystemClock()
    before = clock.monotonic()
    clock.sleep(1e-6)
    assert clock.monotonic() - before >= 1e-6


@pytest.mark.parametrize("seconds", [0, -1, 0.0])
@pytest.mark.parametrize("make", [SystemClock, lambda: VirtualClock(START)])
def test_nothing_to_sleep_returns_at_once(make, seconds):
    make().sleep(seconds)


def test_a_virtual_clock_stands_still(clock):
    assert (clock.now(), clock.now()) == (START, START)


def test_a_virtual_clock_shows_utc():
    clock = VirtualClock(START.astimezone(timezone(HOUR)))
    assert (clock.now(), clock.now().tzinfo) == (START, UTC)


def test_a_naive_start_is_refused_with_the_remedy():
    with pytest.raises(InvalidValueError, match=r"no time zone.*\+00:00"):
        VirtualClock(datetime(2025, 1, 1))


def test_a_sleep_moves_a_virtual_clock(clock):
    clock.sleep(90)
    assert (clock.now(), clock.monotonic()) == (START + timedelta(seconds=90), 90.0)


@pytest.mark.parametrize(
    ("by", "end"),
    [
        (HOUR, datetime(2025, 1, 31, 1, tzinfo=UTC)),
        ("PT1H", datetime(2025, 1, 31, 1, tzinfo=UTC)),
        ("P1M", datetime(2025, 2, 28, tzinfo=UTC)),
        (CalendarDuration(years=1), datetime(2026, 1, 31, tzinfo=UTC)),
    ],
)
def test_a_clock_is_advanced_by_any_duration(clock, by, end):
    assert (clock.advance(by), clock.now()) == (end, end)


def test_a_clock_is_advanced_to_a_moment_of_any_zone(clock):
    moment = datetime(2025, 2, 1, 2, tzinfo=timezone(2 * HOUR))
    assert clock.advance_to(moment) == datetime(2025, 2, 1, tzinfo=UTC)


@pytest.mark.parametrize("by", [timedelta(seconds=-1), "5 minutes", timedelta.max])
def test_a_clock_is_not_advanced_by_what_is_no_duration(clock, by):
    with pytest.raises(InvalidValueError):
        clock.advance(by)


def test_a_clock_does_not_go_back(clock):
    with pytest.raises(InvalidValueError, match="cannot go back"):
        clock.advance_to(START - HOUR)


def test_due_work_runs_at_its_time(clock):
    diary = Diary(clock, START + HOUR, START + 3 * HOUR, START + 9 * HOUR)
    clock.advance(timedelta(hours=5))
    assert diary.done == [START + HOUR, START + 3 * HOUR]


def test_work_due_at_the_target_runs(clock):
    diary = Diary(clock, START + HOUR)
    clock.advance(HOUR)
    assert diary.done == [START + HOUR]


def test_overdue_work_runs_first_and_does_not_turn_the_clock_back(clock):
    diary = Diary(clock, START - HOUR)
    clock.advance(HOUR)
    assert diary.done == [START]


def test_advancing_by_nothing_does_what_is_due_now(clock):
    diary = Diary(clock, START)
    clock.advance(timedelta(0))
    assert diary.done == [START]


def test_work_that_brings_more_work_is_followed_up(clock):
    diary = Diary(clock, START + HOUR)
    diary.work = lambda: diary.times.append(clock.now() + HOUR)
    clock.advance(timedelta(hours=4))
    assert diary.done == [START + count * HOUR for count in (1, 2, 3, 4)]


def test_several_listeners_share_the_order_of_time(clock):
    order = []
    Diary(clock, START + HOUR, START + 3 * HOUR, work=lambda: order.append("a"))
    Diary(clock, START + 2 * HOUR, work=lambda: order.append("b"))
    clock.advance(timedelta(hours=5))
    assert order == ["a", "b", "a"]


def test_a_detached_listener_hears_nothing(clock):
    diary = Diary(clock, START + HOUR)
    clock.detach(diary)
    clock.detach(diary)
    clock.advance(timedelta(hours=5))
    assert diary.done == []


def test_work_that_sleeps_moves_the_time_only(clock):
    diary = Diary(clock, START + HOUR, START + 2 * HOUR, work=lambda: clock.sleep(600))
    clock.advance(timedelta(hours=5))
    assert diary.done == [START + HOUR, START + 2 * HOUR]


def test_work_that_sleeps_beyond_the_target_takes_the_clock_with_it(clock):
    diary = Diary(clock, START + HOUR, START + 3 * HOUR, work=lambda: clock.sleep(5 * 3600))
    assert clock.advance(timedelta(hours=2)) == START + 11 * HOUR
    assert diary.done == [START + HOUR, START + 6 * HOUR]


def test_an_error_of_a_listener_comes_out_at_its_time(clock):
    diary = Diary(clock, START + HOUR, work=lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        clock.advance(timedelta(hours=5))
    assert (clock.now(), diary.done) == (START + HOUR, [START + HOUR])


def test_a_clock_goes_on_after_an_error(clock):
    Diary(clock, START + HOUR, work=lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        clock.advance(timedelta(hours=5))
    later = Diary(clock, START + 2 * HOUR)
    clock.advance(timedelta(hours=5))
    assert later.done == [START + 2 * HOUR]


def test_a_listener_that_stays_due_does_not_hang_the_clock(clock):
    clock.attach(Stubborn())
    with pytest.raises(ClockStalledError, match="detach"):
        clock.advance(HOUR)


class Watched(VirtualClock):
    """A clock that tells when a certain thread has looked at it."""

    looked = threading.Event()

    def now(self):
        moment = super().now()
        if threading.current_thread().name == "second":
            self.looked.set()
        return moment


def test_sleeps_of_several_threads_overlap():
    clock = Watched(START)
    inside = threading.Event()

    def hold():
        inside.set()
        assert clock.looked.wait(10)

    Diary(clock, START + HOUR, work=hold)
    first = threading.Thread(target=clock.sleep, args=(2 * 3600,))
    second = threading.Thread(target=clock.sleep, args=(3600,), name="second")
    first.start()
    assert inside.wait(10)
    # The first sleep is held at one hour; the second counts from there and not from the end of the first.
    second.start()
    first.join(10)
    second.join(10)
    assert clock.now() == START + 2 * HOUR


def test_no_two_threads_run_a_listener_at_once(clock):
    busy = threading.Lock()
    clashes = []

    def work():
        clashes.append(not busy.acquire(blocking=False))
        busy.release()

    Diary(clock, *(START + count * HOUR for count in range(200)), work=work)
    threads = [threading.Thread(target=clock.advance, args=(timedelta(hours=300),)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert clashes == [False] * 200


def test_the_systems_clock_cannot_be_moved_and_says_what_can():
    with pytest.raises(ConfigurationError, match=r"clock=VirtualClock"):
        SystemClock().advance("PT1H")
