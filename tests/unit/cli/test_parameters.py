"""How the text of arguments is read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import typer

from l4e_sdk.cli.parameters import day, duration, moment, tags_of


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("90s", timedelta(seconds=90)),
        ("30m", timedelta(minutes=30)),
        ("1h30m", timedelta(hours=1, minutes=30)),
        ("2d", timedelta(days=2)),
        ("1D12H", timedelta(days=1, hours=12)),
        ("0s", timedelta(0)),
        ("PT30M", timedelta(minutes=30)),
        ("P2D", timedelta(days=2)),
    ],
)
def test_a_duration_is_read(text: str, length: timedelta):
    assert duration(text) == length


@pytest.mark.parametrize("text", ["", "30", "m", "-5m", "1m1h", "P1M", "9999999999d", "40000d", "٣m"])
def test_a_text_that_is_not_a_duration_is_refused(text: str):
    with pytest.raises(typer.BadParameter):
        duration(text)


@pytest.mark.parametrize(
    "text", ["2024-01-31T12:00:00Z", "2024-01-31T13:00+01:00", "20240131T120000Z", "2024-01-31 12:00Z"]
)
def test_a_moment_is_read_into_utc(text: str):
    assert moment(text) == datetime(2024, 1, 31, 12, tzinfo=UTC)
    assert moment(text).tzinfo is UTC


def test_a_moment_without_a_zone_is_refused_with_the_remedy():
    with pytest.raises(typer.BadParameter, match="write 2024-01-31T00:00:00Z for UTC"):
        moment("2024-01-31")


@pytest.mark.parametrize("text", ["", "yesterday", "2024-13-01T00:00Z", "0001-01-01T00:00+14:00"])
def test_what_is_no_moment_is_refused(text: str):
    with pytest.raises(typer.BadParameter):
        moment(text)


def test_a_day_is_read():
    assert day("2024-01-31") == date(2024, 1, 31)


def test_a_text_that_is_not_a_day_is_refused():
    with pytest.raises(typer.BadParameter, match="write 2024-01-31"):
        day("tomorrow")


def test_tags_are_pairs_and_values_may_have_equals_signs():
    assert tags_of(["site=north", "note=a=b", "empty="]) == {"site": "north", "note": "a=b", "empty": ""}
    assert tags_of(None) is None


def test_a_tag_without_a_value_is_refused():
    with pytest.raises(typer.BadParameter, match="write --tag key=value"):
        tags_of(["site"])
