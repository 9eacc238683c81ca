"""Which rows and which files belong to a window."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from l4e_sdk._rules.layout.windows import Window, next_window

END = datetime(2024, 3, 11, 9, 5, tzinfo=UTC)
WINDOW = Window(END - timedelta(minutes=5), END)


@pytest.mark.parametrize(("seconds", "inside"), [(-300, False), (-299, True), (0, True), (1, False)])
def test_a_window_has_its_end_and_not_its_start(seconds: int, inside: bool):
    assert (END + timedelta(seconds=seconds) in WINDOW) is inside


def test_files_are_searched_from_a_segment_before_to_a_segment_after():
    assert WINDOW.searched == (END - timedelta(minutes=10), END + timedelta(minutes=5))


def test_a_window_is_written_as_the_service_writes_it():
    assert str(WINDOW) == "(2024-03-11T09:00:00Z, 2024-03-11T09:05:00Z]"


def test_the_next_window_ends_strictly_later():
    assert next_window(timedelta(minutes=5), END).start == END
