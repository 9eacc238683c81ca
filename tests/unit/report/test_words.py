from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from l4e_sdk._report import words

NOON = datetime(2024, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(0), "0 s"),
        (timedelta(seconds=90), "1 min 30 s"),
        (timedelta(hours=2), "2 h"),
        (timedelta(days=1, hours=3, minutes=59), "1 d 3 h"),
        (None, words.UNKNOWN),
    ],
)
def test_a_length_has_its_two_largest_units(length: timedelta | None, text: str) -> None:
    assert words.length(length) == text


def test_a_span_within_a_day_names_the_day_once() -> None:
    assert words.span(NOON, NOON + timedelta(hours=1)) == "2024-03-01 12:00 to 13:00"
    assert words.span(NOON, NOON + timedelta(days=1)) == "2024-03-01 12:00 to 2024-03-02 12:00"


def test_an_open_span_says_so() -> None:
    assert words.span(NOON, None) == f"2024-03-01 12:00 to {words.UNKNOWN}"
    assert words.span(None, None) == words.UNKNOWN


def test_a_small_share_is_not_called_zero() -> None:
    assert (words.share(0.0), words.share(0.001), words.share(0.001, 1)) == ("0 %", "< 1 %", "0.1 %")


def test_one_thing_is_not_many() -> None:
    assert (words.count(1, "event"), words.count(1200, "event")) == ("1 event", "1,200 events")
