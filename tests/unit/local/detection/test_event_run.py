from __future__ import annotations

import numpy as np
import pytest

from l4e_sdk.local.detection.event_run import DAY, Ceiling, EventRun, Marks, Rows
from l4e_sdk.local.detection.peaks import MONTH

HOUR = 3600.0
FREE = Ceiling(1e9, 0.0, 0.0)
MARGIN = 0.357


def run(ceiling: Ceiling = FREE, *, news: float = -np.inf) -> EventRun:
    return EventRun(ceiling, None, None, ended=-1e9, news=news, rate_seconds=HOUR)


def rows(
    heights: list[float], *, off: tuple[int, ...] = (), echo: tuple[int, ...] = (), start: float = 0.0
) -> Rows:
    """Return hourly rows that lie so far above their level, on the log scale."""
    height, places = np.array(heights, float), np.arange(len(heights))
    never = np.full(len(height), -np.inf)
    return Rows(
        start + places * HOUR, ~np.isin(places, off), height, height + MARGIN, never, np.isin(places, echo)
    )


def through(one: EventRun, some: Rows) -> Marks:
    marks = Marks.none(len(some.times), one.ceiling.bar)
    one.through(some, marks)
    return marks


class TestCeiling:
    def test_alarms_within_it_raise_no_bar(self) -> None:
        ceiling = Ceiling(2.0, 0.0, 0.0)
        assert ceiling.raised(0.0).bar == 0

    def test_each_alarm_beyond_it_raises_the_bar(self) -> None:
        ceiling, bars = Ceiling(2.0, 0.0, 0.0), []
        for _ in range(4):
            ceiling = ceiling.raised(0.0)
            bars.append(ceiling.bar)
        assert bars == pytest.approx([0, 0.4, 0.8, 1.2])

    def test_alarms_leak_away_as_it_allows(self) -> None:
        ceiling = Ceiling(2.0, 4.0, 0.0)
        assert ceiling.at(MONTH / 2).backlog == pytest.approx(3)
        assert ceiling.at(5 * MONTH).backlog == 0
        assert ceiling.at(MONTH / 2).at(MONTH).backlog == pytest.approx(ceiling.at(MONTH).backlog)

    def test_nothing_leaks_before_it_was_counted(self) -> None:
        assert Ceiling(2.0, 4.0, 100.0).at(0.0).backlog == 4

    def test_answers_move_the_bar(self) -> None:
        assert Ceiling(2.0, 0.0, 0.0, moved=0.3).bar == 0.3


def test_rows_above_the_bar_are_anomalous_and_open_one_event() -> None:
    one = run()
    marks = through(one, rows([-1, 0.2, 0.3, -1]))
    assert marks.anomalous.tolist() == [False, True, True, False]
    assert one.ongoing is not None
    assert (one.ongoing.start, one.ongoing.last, one.ongoing.rows) == (HOUR, 2 * HOUR, 2)
    assert one.ceiling.backlog == pytest.approx(1, abs=1e-3)


def test_an_event_goes_on_in_rows_above_the_lower_level_only() -> None:
    marks = through(run(), rows([0.2, -0.2, -0.3, -0.5, -0.2]))
    assert marks.holding.tolist() == [False, True, True, False, False]


def test_rows_above_the_lower_level_alone_hold_nothing_open() -> None:
    assert not through(run(), rows([-0.2, -0.1])).holding.any()


def test_an_event_ends_after_some_rows_or_where_the_machine_stops() -> None:
    one = run()
    through(one, rows([0.2, *[-1.0] * 8]))
    assert one.ongoing is None
    assert one.ended == 0
    stopped = run(Ceiling(20.0, 0.0, 0.0))
    marks = through(stopped, rows([0.2, -1, -1, 0.2], off=(1, 2)))
    assert marks.anomalous.tolist() == [True, False, False, True]
    assert stopped.ceiling.backlog == pytest.approx(2, abs=0.1)  # two events


def test_the_bar_rises_for_the_next_event_not_within_one() -> None:
    one = run(Ceiling(2.0, 1.0, 0.0))
    marks = through(one, rows([0.2, 0.2, *[-1.0] * 8, 0.2, 0.5]))
    assert marks.anomalous.tolist() == [True, True, *[False] * 9, True]
    assert marks.bar[1] == 0
    assert marks.bar[10] == pytest.approx(0.4, abs=0.01)


def test_a_flood_is_held_back_and_a_quiet_machine_is_not() -> None:
    heights = [0.3 if hour % 24 == 0 else -1.0 for hour in range(60 * 24)]
    flood, free = run(Ceiling(2.0, 0.0, 0.0)), run()
    assert through(flood, rows(heights)).anomalous.sum() <= 7
    assert through(free, rows(heights)).anomalous.sum() == 60


def test_rows_that_only_remember_a_fault_do_not_go_on_with_it() -> None:
    marks = through(run(), rows([2.0, 2.0, *[1.0] * 8], echo=tuple(range(2, 10))))
    assert marks.anomalous.tolist() == [True, True, *[False] * 8]
    assert (marks.bar[2:] >= 1.0).all()  # so that their scores say the same
    assert through(run(), rows([2.0, 2.0, *[1.0] * 8])).anomalous.all()


def test_a_short_fault_may_be_told_by_the_rows_that_remember_it() -> None:
    marks = through(run(), rows([-1.0, *[1.0] * 8], echo=tuple(range(1, 9))))
    assert marks.anomalous[1:4].all()
    assert not marks.anomalous[5:].any()


class TestAnotherWayOfRunning:
    def test_rows_up_to_what_is_known_are_covered_and_open_nothing(self) -> None:
        one = run(news=1.0)
        marks = through(one, rows([0.5, 0.9, 0.5]))
        assert marks.anomalous.all()
        assert marks.covered.all()
        assert one.ongoing is None
        assert one.ceiling.backlog == 0

    def test_rows_far_above_are_news(self) -> None:
        one = run(news=1.0)
        assert through(one, rows([0.5, 1.2])).covered.tolist() == [True, False]
        assert one.ongoing is not None

    def test_after_an_event_of_more_than_a_day_its_height_opens_none_until_a_day_is_quiet(self) -> None:
        one = run()
        through(one, rows([0.3] * 30 + [-1.0] * 8))
        assert one.quiet is not None
        assert one.quiet.until == 29 * HOUR + DAY
        again = through(one, rows([0.3, -1.0], start=40 * HOUR))
        assert again.covered.tolist() == [True, False]
        assert one.quiet.until == 40 * HOUR + DAY  # it was not quiet
        higher = through(one, rows([1.5], start=42 * HOUR))
        assert not higher.covered.any()

    def test_after_a_quiet_day_it_opens_one(self) -> None:
        one = run()
        through(one, rows([0.3] * 30 + [-1.0] * 8))
        assert not through(one, rows([0.3], start=29 * HOUR + DAY + HOUR)).covered.any()

    def test_after_a_shorter_event_nothing_is_covered(self) -> None:
        one = run()
        through(one, rows([0.3] * 20 + [-1.0] * 8))
        assert one.quiet is None
        assert not through(one, rows([0.3], start=30 * HOUR)).covered.any()
