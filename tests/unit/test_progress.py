"""Ready-made watchers: what they write, and that a missing Rich is named."""

from __future__ import annotations

import io
import logging
import sys
from datetime import timedelta

import pytest
from rich.console import Console

from l4e_sdk import MissingExtraError, WaitEvent, progress
from l4e_sdk.errors import ConnectionFailedError

MINUTE = timedelta(minutes=1)
CUT = ConnectionFailedError("DescribeModel", "http://plant.example", "cut.")


def event(
    status: str | None, *, what: str = "model 'fan'", over: bool = False, error: Exception | None = None
) -> WaitEvent:
    return WaitEvent(what, status, 2, timedelta(seconds=90.4), None if over else MINUTE, None, error)


def lines(caplog: pytest.LogCaptureFixture, *events: WaitEvent) -> list[str]:
    with caplog.at_level(logging.INFO, "l4e_sdk"):
        for each in events:
            progress.log(each)
    return [record.getMessage() for record in caplog.records]


def test_each_look_is_a_line_in_the_log(caplog: pytest.LogCaptureFixture):
    assert lines(caplog, event("IN_PROGRESS"), event("SUCCESS", over=True)) == [
        "model 'fan' is IN_PROGRESS after 0:01:30; next look in 0:01:00",
        "model 'fan' is SUCCESS after 0:01:30",
    ]


def test_an_error_that_passes_is_in_the_log(caplog: pytest.LogCaptureFixture):
    assert "not to be seen (ConnectionFailedError)" in lines(caplog, event(None, error=CUT))[0]


def test_the_log_cancels_no_wait():
    assert progress.log(event("IN_PROGRESS")) is not False


def test_nothing_is_written_to_the_screen_unless_the_log_is_set_up(capfd: pytest.CaptureFixture[str]):
    progress.log(event("IN_PROGRESS"))
    assert capfd.readouterr() == ("", "")


def drawn(*events: WaitEvent) -> str:
    console = Console(file=io.StringIO(), force_terminal=True, width=100)
    with progress.Bar(console=console) as bar:
        for each in events:
            assert bar(each) is not False
    return console.file.getvalue()


def test_a_bar_shows_each_resource_with_its_state_and_time():
    shown = drawn(event("IN_PROGRESS"), event("SUCCESS", what="job 'ab12'", over=True))
    assert all(word in shown for word in ("model 'fan'", "IN_PROGRESS", "job 'ab12'", "SUCCESS", "0:01:30"))


def test_a_name_is_not_taken_for_markup():
    assert "model '[red]'" in drawn(event("SUCCESS", what="model '[red]'", over=True))


def test_a_bar_without_a_context_ends_with_its_waits():
    bar = progress.Bar(console=Console(file=io.StringIO(), force_terminal=True))
    bar(event("IN_PROGRESS"))
    bar(event("SUCCESS", over=True))
    assert not bar._rows.live.is_started


def test_a_bar_without_rich_names_the_extra(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "rich.progress", None)
    with pytest.raises(MissingExtraError, match=r"l4e-sdk\[rich\]"):
        progress.Bar()
